package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.relais.channel.InboundEvent.Kind;
import org.relais.contact.ConsentState;

/**
 * Router that decides who answers a person: by what they have said about consent first, and only then by what they said now.
 */
final class ReplyRouter {
    private final OrganiserStage organisers;
    private final List<ReplyStage> afterStop;
    private final List<ReplyStage> whileHeld;
    private final List<ReplyStage> ordinary;
    private final List<ReplyStage> sayingMore;

    ReplyRouter(
            ConsentStages consent,
            StoppedStages stopped,
            CommandStages commands,
            HandlerStage parts,
            AnswerStages answers,
            OrganiserStage organisers) {
        this.organisers = organisers;
        ReplyStage textsOnly = (transaction, replyContext) -> replyContext.is(Kind.TEXT)
                ? organisers.tryOn(transaction, replyContext)
                : ReplyStage.end(InboxOutcome.IGNORED);
        HoldStages holds = consent.holds();
        // Only START ends a stop, or a yes to the question that a link leads to; "yes" on an organiser's button is
        // neither.
        this.afterStop = List.of(
                consent::late,
                consent::start,
                parts::note,
                commands.languages()::chosenAfterStop,
                stopped::answered,
                stopped::joinsAgain,
                stopped::comesBack,
                stopped::asksTheWayBack,
                stopped::rights,
                stopped::toldOnce,
                textsOnly);
        this.whileHeld = List.of(
                consent::late,
                consent::start,
                commands.languages()::chosenWhileHeld,
                holds::attended,
                holds::pressed,
                holds::answered,
                parts::note,
                holds::reminded,
                textsOnly);
        List<ReplyStage> understanding = List.of(
                consent::late,
                consent::start,
                parts::coded,
                consent.numbers()::answered,
                commands::help,
                commands.languages()::chosen,
                holds::howOften,
                holds::keeps,
                holds::keepsWithoutCalls,
                (transaction, replyContext) -> consent.paces()
                        .wished(transaction, replyContext)
                        .compose(done -> answers.resumed(transaction, replyContext, done)),
                consent::optIn,
                consent::firstContact,
                consent::aboutUs,
                consent::howToLeave,
                answers::slipped,
                answers::unknown,
                answers::remark,
                answers::mourned,
                answers::which,
                answers::aside,
                answers::refused,
                answers::each,
                answers::besides,
                answers::asksOrganisers,
                parts,
                consent.numbers()::foreign,
                commands::nothingToTell,
                answers::elsewhere,
                answers::asksBack,
                parts::waiting,
                answers::unsure,
                answers::postponed,
                consent::join,
                commands::expiredButton,
                consent::rights,
                consent.numbers()::refused,
                consent::stranger);
        this.ordinary = followed(understanding, answers::inAlready, answers::kind, organisers);
        // It was kept for organisers as a whole.
        this.sayingMore = followed(understanding, (transaction, replyContext) -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    private static List<ReplyStage> followed(List<ReplyStage> stages, ReplyStage... last) {
        return Stream.concat(stages.stream(), Stream.of(last)).toList();
    }

    /** Answers what somebody said beside going on; nothing where nobody understands it, or they do not go on. */
    Future<InboxOutcome> beside(SqlConnection transaction, ReplyContext replyContext) {
        return replyContext.person().state() == ConsentState.SUBSCRIBED && !replyContext.mayStop()
                ? route(transaction, replyContext, sayingMore, 0)
                : Future.succeededFuture(InboxOutcome.ANSWERED);
    }

    /** Completes with what came of it; every event has an outcome. */
    Future<InboxOutcome> route(SqlConnection transaction, ReplyContext replyContext) {
        List<ReplyStage> stages =
                switch (replyContext.person().state()) {
                    case UNSUBSCRIBED -> afterStop;
                    case HELD -> whileHeld;
                    case PENDING, SUBSCRIBED -> ordinary;
                };
        return route(transaction, replyContext, stages, 0)
                .compose(outcome -> organisers.handOver(transaction, replyContext, outcome))
                .compose(outcome -> organisers.understood(transaction, replyContext, outcome));
    }

    private static Future<InboxOutcome> route(
            SqlConnection transaction, ReplyContext replyContext, List<ReplyStage> stages, int from) {
        return stages.get(from)
                .tryOn(transaction, replyContext)
                .compose((Optional<InboxOutcome> outcome) -> outcome.isPresent()
                        ? Future.succeededFuture(outcome.get())
                        : route(transaction, replyContext, stages, from + 1));
    }
}
