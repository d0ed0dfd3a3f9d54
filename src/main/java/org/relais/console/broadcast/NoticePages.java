package org.relais.console.broadcast;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.relais.broadcast.Declaration;
import org.relais.console.ConsoleFeature;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;
import org.relais.notice.Notice;
import org.relais.notice.NoticeService;
import org.relais.organisation.Role;
import org.relais.share.PersonalShareLinks;

/** The notice of political advertising that was sent: where everybody reads it, and its correction. */
public final class NoticePages implements ConsoleFeature {
    private final NoticeService notices;
    private final Optional<PersonalShareLinks> links;

    /** @param links empty where there are no public pages */
    public NoticePages(NoticeService notices, Optional<PersonalShareLinks> links) {
        this.notices = notices;
        this.links = links;
    }

    /** The fields as they were filled in. */
    private record Correction(Map<String, String> texts, Map<String, String> faults) implements MessageForm.Filled {}

    @Override
    public MenuSection section() {
        return MenuSection.BROADCASTS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get("/broadcasts/:id/notice", this::show);
        routes.post("/broadcasts/:id/notice", Role.ORGANISER, this::correct);
    }

    private Future<PageResult> show(PageRequest visit) {
        return notices.find(visit.organisationId(), visit.id()).map(found -> found.map(notice -> {
                    Map<String, String> texts = new HashMap<>();
                    DeclarationFields.read(
                            new JsonObject()
                                    .put(
                                            DeclarationFields.FIELD,
                                            new Declaration(
                                                            Declaration.Kind.POLITICAL_ADVERTISING,
                                                            notice.current().says())
                                                    .encode()),
                            texts);
                    return page(200, notice, new Correction(texts, Map.of()));
                })
                .orElseGet(PageResult::notFound));
    }

    private PageResult page(int status, Notice notice, Correction form) {
        return new PageResult.Page(
                status,
                "broadcast/notice",
                Map.of(
                        "notice",
                        notice,
                        "form",
                        form,
                        "address",
                        links.map(each -> each.notice(notice.messageId())).orElse("")));
    }

    private Future<PageResult> correct(PageRequest visit) {
        Map<String, String> texts = new HashMap<>();
        for (String name : DeclarationFields.names()) {
            visit.field(name).ifPresent(text -> texts.put(name, text));
        }
        texts.put(DeclarationFields.FIELD, Declaration.Kind.POLITICAL_ADVERTISING.sqlName());
        return notices.correct(visit.actor(), visit.id(), DeclarationFields.json(texts))
                .map(corrected -> corrected.isEmpty()
                        ? PageResult.notFound()
                        : PageResult.to("/broadcasts/" + visit.id() + "/notice").saying("broadcast.notice.corrected"))
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? again(visit, texts, invalid)
                        : Future.failedFuture(fault));
    }

    private Future<PageResult> again(PageRequest visit, Map<String, String> texts, InvalidInputException invalid) {
        Map<String, String> faults = new HashMap<>();
        for (Fault fault : invalid.faults()) {
            faults.putIfAbsent(DeclarationFields.FIELD + "." + fault.field(), visit.fault(fault));
        }
        return notices.find(visit.organisationId(), visit.id())
                .map(found -> found.map(notice -> page(422, notice, new Correction(texts, faults)))
                        .orElseGet(PageResult::notFound));
    }
}
