package org.relais.console;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.consent.ConsentEvent.Source;
import org.relais.inbound.HeldPerson;
import org.relais.inbound.Holds;
import org.relais.inbound.InboundMessage;
import org.relais.inbound.OrganiserInbox;
import org.relais.inbound.RightsCase;
import org.relais.inbound.RightsRequests;
import org.relais.organisation.Role;

/** What waits for a person's decision: holds to settle, rights to answer, messages to read. */
public final class InboxPages implements ConsolePart {
    private static final int LISTED = 50;

    private final Holds holds;
    private final RightsRequests rights;
    private final OrganiserInbox inbox;
    private final InstantSource clock;

    public InboxPages(Holds holds, RightsRequests rights, OrganiserInbox inbox, InstantSource clock) {
        this.holds = holds;
        this.rights = rights;
        this.inbox = inbox;
        this.clock = clock;
    }

    @Override
    public Section section() {
        return Section.INBOX;
    }

    @Override
    public void mount(Desk desk) {
        desk.get("/inbox", this::list);
        desk.get("/inbox/messages", this::messages);
        desk.get("/inbox/rights", this::rights);
        desk.post("/inbox/holds/:id/stop", Role.ORGANISER, this::stop);
        desk.post("/inbox/holds/:id/release", Role.ORGANISER, this::release);
        desk.post("/inbox/rights/:id", Role.ORGANISER, this::close);
        desk.post("/inbox/messages/:id", Role.ORGANISER, this::mark);
    }

    private Future<Answer> list(Visit visit) {
        return list(visit, new HashMap<>(), 200);
    }

    private Future<Answer> list(Visit visit, Map<String, Object> model, int status) {
        long organisation = visit.organisationId();
        model.put("now", clock.instant());
        return holds.page(organisation, visit.query("holds", 0), LISTED + 1)
                .onSuccess(found -> {
                    List<HeldPerson> shown = cut(found);
                    model.put("holds", shown);
                    if (found.size() > LISTED) {
                        model.put("nextHold", shown.get(LISTED - 1).holdEventId());
                    }
                })
                .compose(found -> rights.page(organisation, RightsCase.State.OPEN, 0, LISTED))
                .onSuccess(found -> model.put("rights", found))
                .compose(found -> inbox.page(organisation, InboundMessage.State.NEW, Long.MAX_VALUE, LISTED))
                .onSuccess(found -> model.put("messages", ordinary(found)))
                .map(found -> new Answer.Page(status, "inbox/list", model));
    }

    /** Words of a hold stand with the hold. */
    private static List<InboundMessage> ordinary(List<InboundMessage> messages) {
        return messages.stream()
                .filter(message -> message.kind() == InboundMessage.Kind.MESSAGE)
                .toList();
    }

    private Future<Answer> messages(Visit visit) {
        long before = visit.query("before", Long.MAX_VALUE);
        return inbox.page(visit.organisationId(), null, before, LISTED + 1).map(found -> {
            Map<String, Object> model = new HashMap<>();
            List<InboundMessage> shown = cut(found);
            model.put("messages", shown);
            model.put("first", before == Long.MAX_VALUE);
            if (found.size() > LISTED) {
                model.put("next", shown.get(LISTED - 1).id());
            }
            return Answer.page("inbox/messages", model);
        });
    }

    private Future<Answer> rights(Visit visit) {
        return rights(visit, new HashMap<>(), 200);
    }

    private Future<Answer> rights(Visit visit, Map<String, Object> model, int status) {
        long after = visit.query("after", 0);
        return rights.page(visit.organisationId(), null, after, LISTED + 1).map(found -> {
            List<RightsCase> shown = cut(found);
            model.put("rights", shown);
            model.put("after", after);
            model.put("now", clock.instant());
            if (found.size() > LISTED) {
                model.put("next", shown.get(LISTED - 1).id());
            }
            return new Answer.Page(status, "inbox/rights", model);
        });
    }

    private static <T> List<T> cut(List<T> found) {
        return found.size() > LISTED ? found.subList(0, LISTED) : found;
    }

    private Future<Answer> stop(Visit visit) {
        return holds.stop(visit.actor(), Source.CONSOLE, visit.id()).map(settled -> answer(visit, settled));
    }

    private Future<Answer> release(Visit visit) {
        Instant seen = visit.field("seen").flatMap(InboxPages::time).orElse(Instant.EPOCH);
        return holds.release(visit.actor(), Source.CONSOLE, visit.id(), seen).map(settled -> answer(visit, settled));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException notATime) {
            return Optional.empty();
        }
    }

    /** Back to where the form stood. */
    private static Answer answer(Visit visit, Holds.Settled settled) {
        Answer.Redirect back = Answer.to(visit.field("from").isPresent() ? "/contacts/" + visit.id() : "/inbox");
        return switch (settled) {
            case STOPPED -> back.saying("inbox.hold.stopped");
            case RELEASED -> back.saying("inbox.hold.released");
            case NOT_HELD -> back.warning("inbox.hold.gone");
            case NEWER_WORDS -> back.warning("inbox.hold.newer");
        };
    }

    /** The page where the form stood says what came of it; a faulty form stays there as it was filled in. */
    private Future<Answer> close(Visit visit) {
        boolean refused = visit.field("state").equals(Optional.of("refused"));
        Form form = Form.of(visit, "note");
        form.check("note", note -> !refused || !note.isEmpty(), visit.text("inbox.right.note.missing"));
        form.check(
                "note",
                note -> note.length() <= RightsRequests.LONGEST_NOTE,
                visit.text("inbox.right.note.too-long", "most", RightsRequests.LONGEST_NOTE));
        Answer.Redirect back = Answer.to(fromRights(visit) ? "/inbox/rights" : "/inbox");
        if (form.faulty()) {
            return rights.find(visit.organisationId(), visit.id())
                    .compose(found -> found.filter(right -> right.state() == RightsCase.State.OPEN)
                            .map(open -> again(visit, form))
                            .orElseGet(() -> Future.succeededFuture(back.warning("inbox.right.gone"))));
        }
        RightsCase.State state = refused ? RightsCase.State.REFUSED : RightsCase.State.DONE;
        return rights.close(visit.actor(), Source.CONSOLE, visit.id(), state, form.value("note"))
                .map(closed -> closed ? back.saying("inbox.right.closed") : back.warning("inbox.right.gone"));
    }

    private static boolean fromRights(Visit visit) {
        return visit.query("from").equals(Optional.of("rights"));
    }

    private Future<Answer> again(Visit visit, Form form) {
        Map<String, Object> model = new HashMap<>(Map.of("form", form, "faulty", visit.id()));
        return fromRights(visit) ? rights(visit, model, 422) : list(visit, model, 422);
    }

    private Future<Answer> mark(Visit visit) {
        boolean answered = visit.field("state").equals(Optional.of("answered"));
        return inbox.find(visit.organisationId(), visit.id())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Answer.notFound())
                        : (answered
                                        ? inbox.markHandled(visit.actor(), visit.id())
                                        : inbox.markRead(visit.actor(), visit.id()))
                                .map(marked -> Answer.to("/inbox").saying("inbox.message.marked")));
    }
}
