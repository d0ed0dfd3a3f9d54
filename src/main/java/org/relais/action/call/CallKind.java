package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.relais.action.Action;
import org.relais.action.ActionKind;
import org.relais.action.ActionType;
import org.relais.action.Assignment;
import org.relais.action.AssignmentState;
import org.relais.action.AssignmentStore;
import org.relais.action.Assignments;
import org.relais.action.SpokenPart;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyResult;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.task.Sequence;

/** What the core asks of call actions. */
final class CallKind implements ActionKind {
    private static final int PAGE = 500;

    private final CallTurns turns;
    private final CallHandOut handOut;
    private final CallOutcomes outcomes;
    private final Assignments assignments;
    private final CallNotices notices;
    private final CallScriptStore scripts = new CallScriptStore();
    private final CallListStore lists = new CallListStore();
    private final CallAttemptStore store = new CallAttemptStore();
    private final CallHandOutStore handOuts = new CallHandOutStore();
    private final AssignmentStore volunteers = new AssignmentStore();

    CallKind(
            CallTurns turns, CallHandOut handOut, CallOutcomes outcomes, Assignments assignments, CallNotices notices) {
        this.turns = turns;
        this.handOut = handOut;
        this.notices = notices;
        this.outcomes = outcomes;
        this.assignments = assignments;
    }

    @Override
    public ActionType type() {
        return ActionType.CALL;
    }

    /**
     * There is nothing to say without a script, and nobody to say it to without a list. Occasional people whom nobody can
     * tell where their data come from would wait for ever.
     */
    @Override
    public Future<List<Fault>> missing(SqlClient tx, Action action) {
        return scripts.latest(tx, action.organisationId(), action.id())
                .compose(script -> lists.withoutOrigin(tx, action.organisationId(), action.id())
                        .compose(unsaid -> lists.counts(tx, action.organisationId(), action.id())
                                .map(counts -> {
                                    List<Fault> faults = new ArrayList<>();
                                    if (script.isEmpty()) {
                                        faults.add(Fault.of("script", FaultCode.SCRIPT_REQUIRED));
                                    }
                                    if (counts.waiting() + counts.later() == 0) {
                                        faults.add(Fault.of("list", FaultCode.CALL_LIST_EMPTY));
                                    }
                                    if (unsaid) {
                                        faults.add(Fault.of("origin", FaultCode.CALL_ORIGIN_REQUIRED));
                                    }
                                    return faults;
                                })));
    }

    /** The script, in the languages of those who are to be called. */
    @Override
    public Future<List<SpokenPart>> spoken(SqlClient tx, Action action) {
        return scripts.latest(tx, action.organisationId(), action.id())
                .compose(found -> lists.languages(tx, action.organisationId(), action.id())
                        .map(people -> found.stream()
                                .map(version -> new SpokenPart(
                                        "script",
                                        version.script().language(),
                                        version.script().whole(),
                                        people))
                                .toList()));
    }

    @Override
    public Future<ReplyResult> accepted(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return turns.turn(tx, reply).compose(turn -> handOut.greet(turn, action, "call.how_it_works"));
    }

    @Override
    public Future<ReplyResult> resumed(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return turns.turn(tx, reply).compose(turn -> handOut.resume(turn, action));
    }

    @Override
    public Future<Void> withdrawn(SqlClient tx, Action action, Assignment assignment) {
        return store.open(tx, action.organisationId(), assignment.contactId())
                .compose(open -> open.isPresent() && open.get().actionId() == action.id()
                        ? outcomes.giveBack(tx, open.get(), CallAttemptStore.WITHDRAWN)
                        : Future.succeededFuture());
    }

    @Override
    public Future<Optional<String>> stats(SqlClient tx, Reply reply, OrganisationTexts texts) {
        return handOuts.own(tx, reply.organisationId(), reply.contactId())
                .map(calls -> calls == 0
                        ? Optional.empty()
                        : Optional.of(texts.text("stats.calls", CallMessages.count(calls))));
    }

    /** Contacts that are with somebody go back, and whoever has called is thanked. */
    @Override
    public Future<Void> ended(SqlClient tx, Action action) {
        return store.openOf(tx, action.organisationId(), action.id())
                .compose(open -> Sequence.each(open, attempt -> outcomes.takeBack(
                                tx, attempt, CallAttemptStore.WITHDRAWN)
                        .compose(card ->
                                card.isPresent() ? notices.ended(tx, action, card.get()) : Future.succeededFuture())))
                .compose(given -> thank(tx, action, 0));
    }

    private Future<Void> thank(SqlClient tx, Action action, long after) {
        return volunteers
                .takingPart(tx, action.organisationId(), action.id(), after, PAGE)
                .compose(page -> Sequence.each(page, assignment -> thank(tx, action, assignment))
                        .compose(thanked -> page.size() < PAGE
                                ? Future.succeededFuture()
                                : thank(tx, action, page.get(page.size() - 1).id())));
    }

    private Future<Void> thank(SqlClient tx, Action action, Assignment assignment) {
        return assignment.state() != AssignmentState.ACCEPTED
                ? Future.succeededFuture()
                : handOuts.own(tx, action.organisationId(), action.id(), assignment.contactId())
                        .compose(calls -> calls == 0
                                ? Future.succeededFuture()
                                : assignments
                                        .doneElsewhere(tx, action, assignment)
                                        .mapEmpty());
    }
}
