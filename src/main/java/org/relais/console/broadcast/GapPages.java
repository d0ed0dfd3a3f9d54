package org.relais.console.broadcast;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.audience.AudienceMember;
import org.relais.audience.Gap;
import org.relais.broadcast.BroadcastChange;
import org.relais.broadcast.BroadcastDraft;
import org.relais.broadcast.BroadcastService;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.organisation.Role;

/** For whom a draft says nothing in the place of a variable, and the draft without them. */
final class GapPages {
    private static final String VARIABLE = "variable";
    private static final int LOOKED_AT = 1_000;
    private static final int LISTED = 100;

    private final BroadcastService broadcasts;

    GapPages(BroadcastService broadcasts) {
        this.broadcasts = broadcasts;
    }

    void mount(PageRoutes routes) {
        routes.get("/broadcasts/:id/gaps", Role.ORGANISER, this::people);
        routes.post("/broadcasts/:id/gaps", Role.ORGANISER, this::leaveOut);
    }

    private Future<PageResult> people(PageRequest visit) {
        String variable = visit.query(VARIABLE).orElse("");
        return broadcasts.find(visit.organisationId(), visit.id()).compose(PageResult.found(broadcast -> broadcasts
                .draft(visit.organisationId(), visit.id())
                .map(Optional::orElseThrow)
                .compose(draft -> broadcasts
                        .forecast(visit.organisationId(), draft)
                        .compose(forecast -> forecast.gaps().stream()
                                .filter(gap -> gap.column() && gap.variable().equals(variable))
                                .findFirst()
                                .map(gap -> lacking(visit, draft, gap)
                                        .map(people -> PageResult.page(
                                                "broadcast/gaps",
                                                Map.of(
                                                        "broadcast",
                                                        broadcast,
                                                        "gap",
                                                        gap,
                                                        "people",
                                                        people,
                                                        "others",
                                                        forecast.receiving() - gap.people()))))
                                .orElseGet(
                                        () -> Future.succeededFuture(PageResult.to("/broadcasts/" + visit.id())))))));
    }

    private Future<List<AudienceMember>> lacking(PageRequest visit, BroadcastDraft draft, Gap gap) {
        return broadcasts
                .dryRun(visit.organisationId(), draft.to(draft.audience().whoHave(gap.variable(), false)), 0, LOOKED_AT)
                .map(people -> people.stream()
                        .filter(person -> person.refusal() == null)
                        .limit(LISTED)
                        .toList());
    }

    private Future<PageResult> leaveOut(PageRequest visit) {
        String variable = visit.field(VARIABLE).orElse("");
        return broadcasts.find(visit.organisationId(), visit.id()).compose(PageResult.found(broadcast -> broadcasts
                .draft(visit.organisationId(), visit.id())
                .map(Optional::orElseThrow)
                .compose(draft -> broadcasts.update(
                        visit.actor(),
                        visit.id(),
                        broadcast.version(),
                        draft.to(draft.audience().whoHave(variable, true))))
                .map(change -> change instanceof BroadcastChange.Done
                        ? PageResult.to("/broadcasts/" + visit.id()).saying("broadcast.gap.left-out")
                        : PageResult.to("/broadcasts/" + visit.id()).warning("broadcast.said.not-possible"))));
    }
}
