package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.consent.stopword.RightsKind;
import org.relais.inbound.intake.PendingInboxEvent;
import org.relais.inbound.intake.SenderDirectory;
import org.relais.organisation.Sender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Router of one event of the inbox, in one transaction. */
final class EventRouter {
    private static final Logger LOG = LoggerFactory.getLogger(EventRouter.class);

    private final SenderDirectory senders;
    private final ReplyContextLoader contextLoader;
    private final ReplyRouter replies;
    private final SenderNotices notices;
    private final UnansweredEvents unanswered;
    private final RightsIntake rights;
    private final HandwrittenMessages handwritten;

    /**
     * @param organisationId null when the sender is nobody's
     * @param contactId null when it is not about a person
     */
    record Routed(InboxOutcome outcome, @Nullable Long organisationId, @Nullable Long contactId) {
        static Routed of(InboxOutcome outcome, Sender sender) {
            return new Routed(outcome, sender.organisationId(), null);
        }
    }

    EventRouter(
            SenderDirectory senders,
            ReplyContextLoader contextLoader,
            ReplyRouter replies,
            SenderNotices notices,
            UnansweredEvents unanswered,
            HandwrittenMessages handwritten) {
        this.senders = senders;
        this.contextLoader = contextLoader;
        this.replies = replies;
        this.notices = notices;
        this.unanswered = unanswered;
        this.rights = unanswered.rights();
        this.handwritten = handwritten;
    }

    Future<Routed> route(SqlConnection transaction, PendingInboxEvent open) {
        return senders.find(transaction, open.event().channel(), open.event().senderExternalId())
                .compose((Optional<Sender> sender) -> sender.isEmpty()
                        ? Future.succeededFuture(toNobody(open))
                        : route(transaction, open, sender.get()));
    }

    /** People may have written to it, and a stop among that is lost: an operator has to know. */
    private static Routed toNobody(PendingInboxEvent open) {
        LOG.warn(
                "a webhook is for the {} sender {}, which no organisation of the configuration has",
                open.event().channel(),
                open.event().senderExternalId());
        return new Routed(InboxOutcome.UNKNOWN_SENDER, null, null);
    }

    private Future<Routed> route(SqlConnection transaction, PendingInboxEvent open, Sender sender) {
        InboundEvent event = open.event();
        return switch (event.kind()) {
            case TEXT, BUTTON, CARD, UNSUPPORTED ->
                nobody(event)
                        ? Future.succeededFuture(Routed.of(InboxOutcome.IGNORED, sender))
                        : reply(transaction, open, sender);
            case EDITED_TEXT ->
                nobody(event)
                        ? Future.succeededFuture(Routed.of(InboxOutcome.IGNORED, sender))
                        : unanswered.edited(transaction, open, sender);
            case STATUS, SHARE_QUERY, SHARED, GROUP, OTHER ->
                Future.succeededFuture(Routed.of(InboxOutcome.IGNORED, sender));
            case HANDWRITTEN -> handwritten.keep(transaction, open, sender);
            // What they do, the webhook's own transaction has done; a stop that is no stop any more came too late.
            case PLATFORM_STOP -> Future.succeededFuture(Routed.of(InboxOutcome.LATE, sender));
            case IDENTITY_CHANGED -> Future.succeededFuture(Routed.of(InboxOutcome.APPLIED, sender));
            case PLATFORM_RESUME ->
                nobody(event)
                        ? Future.succeededFuture(Routed.of(InboxOutcome.IGNORED, sender))
                        : unanswered.resumed(transaction, event, sender);
            case SENDER_ALERT, TEMPLATE_STATUS ->
                notices.note(transaction, sender, event).map(noted -> Routed.of(InboxOutcome.APPLIED, sender));
        };
    }

    /** Said in a group, or by somebody the platform does not name: there is nobody to answer. */
    private static boolean nobody(InboundEvent event) {
        return event.group() || event.from().isEmpty();
    }

    private Future<Routed> reply(SqlConnection transaction, PendingInboxEvent open, Sender sender) {
        return contextLoader.meet(transaction, open, sender).compose(replyContext -> openRights(
                        transaction, replyContext)
                .compose(fresh -> replies.route(transaction, replyContext.exercising(fresh)))
                .compose(outcome -> beside(transaction, replyContext, outcome))
                .map(outcome -> new Routed(
                        outcome, sender.organisationId(), replyContext.person().contactId())));
    }

    /** Whoever was asked whether to stop, and goes on, may have answered something else in the same words. */
    private Future<InboxOutcome> beside(SqlConnection transaction, ReplyContext replyContext, InboxOutcome outcome) {
        Optional<String> said =
                outcome == InboxOutcome.ANSWERED ? replyContext.besideGoingOn() : Optional.<String>empty();
        return said.isEmpty()
                ? Future.succeededFuture(outcome)
                : contextLoader
                        .meet(transaction, replyContext.open().saying(said.get()), replyContext.sender())
                        .compose(beside -> replies.beside(transaction, beside))
                        .map(outcome);
    }

    private Future<Set<RightsKind>> openRights(SqlConnection transaction, ReplyContext replyContext) {
        return rights.open(
                transaction,
                replyContext.organisationId(),
                replyContext.person().contactId(),
                replyContext.event(),
                replyContext.open().receivedAt());
    }
}
