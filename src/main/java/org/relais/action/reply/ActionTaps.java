package org.relais.action.reply;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.relais.action.Action;
import org.relais.action.ActionButtons;
import org.relais.action.ActionKinds;
import org.relais.action.ActionStore;
import org.relais.action.Assignment;
import org.relais.action.AssignmentState;
import org.relais.action.AssignmentStore;
import org.relais.action.Assignments;
import org.relais.action.OfferButton;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyResult;

/**
 * What the button of an offer or a reminder does, or words that mean it: yes, no, done, where somebody stands. It is looked up
 * together with whoever pressed it.
 */
final class ActionTaps {
    private final ActionKinds kinds;
    private final Assignments assignments;
    private final ActionOverview overview;
    private final InstantSource clock;
    private final ActionStore actions = new ActionStore();
    private final AssignmentStore store = new AssignmentStore();
    private final OfferMessages offers = new OfferMessages();

    /** @param overview shown to whoever answers what is over */
    ActionTaps(ActionKinds kinds, Assignments assignments, ActionOverview overview, InstantSource clock) {
        this.kinds = kinds;
        this.assignments = assignments;
        this.overview = overview;
        this.clock = clock;
    }

    /** What somebody pressed, with all that is needed to answer. */
    private record Tap(Reply reply, String verb, Action action, Assignment assignment, OrganisationTexts speech) {
        Map<String, String> title() {
            return Map.of("title", action.title());
        }

        ReplyResult say(String key) {
            return ReplyResult.of(speech.say(key, title()));
        }

        ReplyResult note(String key) {
            return ReplyResult.noted(speech.say(key, title()));
        }
    }

    /** A button of an action that the organisation does not have is answered like any that has expired. */
    Future<Optional<ReplyResult>> tap(SqlClient tx, Reply reply, ButtonPayload button) {
        OptionalLong id = button.id(0);
        if (id.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return actions.hold(tx, reply.organisationId(), id.getAsLong())
                .compose(action -> action.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : tap(tx, reply, button.verb(), action.get()).map(Optional::of));
    }

    private Future<ReplyResult> tap(SqlClient tx, Reply reply, String verb, Action action) {
        Instant now = clock.instant();
        return OrganisationTexts.of(tx, reply).compose(speech -> store.take(
                        tx, reply.organisationId(), action.id(), reply.contactId(), now)
                .compose(assignment -> {
                    if (assignment.isEmpty()) {
                        return Future.succeededFuture(ReplyResult.of(speech.say("action.stranger", Map.of())));
                    }
                    Tap tap = new Tap(reply, verb, action, assignment.get(), speech);
                    return (action.isOpen(now) ? act(tx, tap) : over(tx, tap)).map(said -> said.about(action.id()));
                }));
    }

    /** That it is over; who quotes an old message is shown what is not. */
    private Future<ReplyResult> over(SqlClient tx, Tap tap) {
        boolean quotes = tap.reply().contextDeliveryId() != null && !tap.reply().tapped();
        Future<Optional<ReplyResult>> open =
                quotes ? overview.list(tx, tap.reply()) : Future.succeededFuture(Optional.empty());
        return kinds.of(tap.action())
                .overKey(tx, tap.action())
                .map(tap::say)
                .compose(said -> open.map(listed -> listed.map(said::and).orElse(said)));
    }

    private Future<ReplyResult> act(SqlClient tx, Tap tap) {
        return switch (tap.verb()) {
            case ActionButtons.SHOW -> show(tx, tap);
            case ActionButtons.DONE -> done(tx, tap);
            case OfferButton.NO -> decline(tx, tap);
            default ->
                kinds.of(tap.action()).buttons().stream()
                                .anyMatch(button -> button.verb().equals(tap.verb()))
                        ? accept(tx, tap)
                        : Future.succeededFuture(tap.say("action.unclear"));
        };
    }

    private Future<ReplyResult> accept(SqlClient tx, Tap tap) {
        Assignment before = tap.assignment();
        if (before.state() == AssignmentState.DONE) {
            return Future.succeededFuture(tap.note("action.done.already"));
        }
        if (before.state() == AssignmentState.ACCEPTED && tap.verb().equals(before.answer())) {
            return kinds.of(tap.action())
                    .repeated(tx, tap.reply(), tap.action(), before)
                    .map(said -> said.orElseGet(() -> ReplyResult.of(tap.speech()
                            .ask(
                                    "action.already",
                                    tap.title(),
                                    ReplyChoices.of(tap.speech()
                                            .choice(
                                                    "action.show",
                                                    ActionButtons.show(
                                                            tap.action().id())))))));
        }
        return before.state() != AssignmentState.ACCEPTED
                        && kinds.of(tap.action()).acceptanceCounts()
                ? assignments.allowance(tx, tap.action(), before).compose(allowance -> switch (allowance) {
                    case MORE -> accepted(tx, tap);
                    case NOT_TODAY -> Future.succeededFuture(tap.say("action.ceiling.today"));
                    case NO_MORE -> Future.succeededFuture(tap.say("action.ceiling.all"));
                })
                : accepted(tx, tap);
    }

    private Future<ReplyResult> accepted(SqlClient tx, Tap tap) {
        Assignment before = tap.assignment();
        return assignments
                .accept(tx, tap.action(), before, tap.verb(), tap.reply().addressId())
                .compose(after -> kinds.of(tap.action()).accepted(tx, tap.reply(), tap.action(), after.orElse(before)));
    }

    private Future<ReplyResult> decline(SqlClient tx, Tap tap) {
        Assignment before = tap.assignment();
        return switch (before.state()) {
            case DONE -> Future.succeededFuture(tap.note("action.done.already"));
            case DECLINED -> Future.succeededFuture(tap.note("action.declined.already"));
            case OFFERED, ACCEPTED ->
                assignments
                        .decline(tx, tap.action(), before, tap.reply().addressId())
                        .compose(after -> before.takesPart()
                                ? kinds.of(tap.action()).withdrawn(tx, tap.action(), after.orElse(before))
                                : kinds.of(tap.action()).declined(tx, tap.action(), after.orElse(before)))
                        .map(withdrawn -> tap.note("action.declined"));
        };
    }

    private Future<ReplyResult> done(SqlClient tx, Tap tap) {
        Assignment before = tap.assignment();
        if (before.state() == AssignmentState.DONE) {
            return Future.succeededFuture(tap.note("action.done.already"));
        }
        if (before.state() == AssignmentState.DECLINED
                || !kinds.of(tap.action()).doneByWord()) {
            return show(tx, tap);
        }
        return before.state() == AssignmentState.OFFERED
                ? assignments
                        .accept(tx, tap.action(), before, yes(tap), tap.reply().addressId())
                        .compose(after -> done(tx, tap, after.orElse(before)))
                : done(tx, tap, before);
    }

    /** Whoever has done it had said yes by that. */
    private String yes(Tap tap) {
        return kinds.of(tap.action()).buttons().get(0).verb();
    }

    private Future<ReplyResult> done(SqlClient tx, Tap tap, Assignment before) {
        return assignments
                .unit(tx, tap.action(), before, new JsonObject())
                .compose(counted ->
                        assignments.done(tx, tap.action(), before, tap.reply().language()))
                .map(thanks -> thanks.map(ReplyResult::of).orElseGet(() -> tap.note("action.done.already")));
    }

    /** Where the volunteer stands; to one who does not take part, the offer. */
    private Future<ReplyResult> show(SqlClient tx, Tap tap) {
        return tap.assignment().takesPart()
                ? kinds.of(tap.action()).resumed(tx, tap.reply(), tap.action(), tap.assignment())
                : offers.spec(tx, tap.action()).map(offer -> ReplyResult.of(offer));
    }
}
