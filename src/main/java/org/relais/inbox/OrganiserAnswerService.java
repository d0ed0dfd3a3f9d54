package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.Purpose;
import org.relais.delivery.DeliveryContent;
import org.relais.delivery.NewDelivery;
import org.relais.delivery.Outbox;
import org.relais.inbox.OrganiserAnswerStore.Correspondent;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Permission;
import org.relais.template.MessageSpec;

/**
 * Answers of organisers to what people wrote: replies through the one outbox, to the address the message came from, and
 * only to whom may be sent one. Whether they may is decided here, so that the organiser is told, and again by the claim.
 */
public final class OrganiserAnswerService {
    /** Most characters of an answer: what both platforms take as one text. */
    public static final int LONGEST = 4_096;

    /** The platform takes no free text any more: the person has not written for too long. */
    public static final String WINDOW_CLOSED = "window_closed";

    /** The organisation has no sender of the channel that would take it. */
    public static final String NO_CHANNEL = "no_channel";

    private final Pool pool;
    private final ReplyWindow window;
    private final Outbox outbox;
    private final LongConsumer wake;
    private final AuditStore audit;
    private final InstantSource clock;
    private final OrganisationStore organisations;
    private final OrganiserAnswerStore store = new OrganiserAnswerStore();
    private final InboundMessageStore messages = new InboundMessageStore();
    private final InboxCaseStore cases = new InboxCaseStore();

    /** What came of an answer. */
    public sealed interface Result {
        /** It waits in the outbox. */
        record Sent() implements Result {}

        /** Nothing was sent or changed, for this reason. */
        record Refused(String reason) implements Result {}

        /** There is no such message. */
        record Unknown() implements Result {}
    }

    /** @param wake told the organisation's id when something waits in the outbox */
    public OrganiserAnswerService(
            Pool pool,
            ChannelRegistry channels,
            Outbox outbox,
            LongConsumer wake,
            AuditStore audit,
            InstantSource clock) {
        this.pool = pool;
        this.window = new ReplyWindow(channels);
        this.outbox = outbox;
        this.wake = wake;
        this.audit = audit;
        this.clock = clock;
        this.organisations = new OrganisationStore(clock);
    }

    /** What was answered to these messages and whether they may be answered, by the message's id. */
    public Future<Map<Long, AnswerStatus>> of(long organisationId, Collection<InboundMessage> asked) {
        Instant now = clock.instant();
        return store.ofMessages(
                        pool,
                        organisationId,
                        asked.stream().map(InboundMessage::id).toList())
                .map(found -> {
                    Map<Long, AnswerStatus> all = new HashMap<>();
                    found.forEach((id, standing) -> {
                        String refusal = refusal(standing, now);
                        all.put(
                                id,
                                new AnswerStatus(refusal, refusal == null ? until(standing) : null, standing.given()));
                    });
                    return all;
                });
    }

    /** As {@link #answer(Actor, long, long, String)}, where nothing newer was shown than this message. */
    public Future<Result> answer(Actor actor, long messageId, String text) {
        return answer(actor, messageId, messageId, text);
    }

    /**
     * Answers a message and marks it, and what else the person wrote until what was shown, as answered; who did is kept with
     * the answer and in the audit trail. What came after that stays new.
     *
     * @param shown the newest message that whoever answers has before them; an older one than the answered changes nothing
     * @param text 1 to {@link #LONGEST} characters
     */
    public Future<Result> answer(Actor actor, long messageId, long shown, String text) {
        if (text.isBlank() || text.length() > LONGEST) {
            throw new IllegalArgumentException("an answer has 1 to " + LONGEST + " characters");
        }
        return actor.permitted(Permission.INBOX)
                .compose(permitted -> pool.<Result>withTransaction(tx -> store.lock(
                                tx, actor.organisationId(), messageId)
                        .compose(locked -> store.ofMessages(tx, actor.organisationId(), List.of(messageId)))
                        .compose(found -> Optional.ofNullable(found.get(messageId))
                                .map(standing -> judged(
                                        tx, actor, new Answered(messageId, Math.max(messageId, shown)), standing, text))
                                .orElseGet(() -> Future.succeededFuture(new Result.Unknown())))))
                .onSuccess(result -> {
                    if (result instanceof Result.Sent) {
                        wake.accept(actor.organisationId());
                    }
                });
    }

    /** The message whose writer is answered, and the newest one that an answer settles. */
    private record Answered(long messageId, long shown) {}

    private Future<Result> judged(SqlConnection tx, Actor actor, Answered asked, Correspondent standing, String text) {
        Instant now = clock.instant();
        String refusal = refusal(standing, now);
        return refusal != null
                ? Future.succeededFuture(new Result.Refused(refusal))
                : language(tx, actor, standing)
                        .compose(language -> outbox.enqueue(tx, delivery(actor, standing, language, text, now)))
                        .compose(id -> sent(tx, actor, asked, standing, id.orElseThrow()));
    }

    private Future<Result> sent(
            SqlConnection tx, Actor actor, Answered asked, Correspondent standing, long deliveryId) {
        Instant now = clock.instant();
        long messageId = asked.messageId();
        return store.insert(tx, actor.organisationId(), messageId, deliveryId, actor.name(), now)
                .compose(kept -> cases.mark(
                        tx,
                        actor,
                        List.of(standing.contactId()),
                        new InboxCaseStore.Settled(InboundMessage.State.ANSWERED, asked.shown(), now)))
                .compose(kept -> messages.mark(
                        tx, actor.organisationId(), messageId, InboundMessage.State.ANSWERED, actor.name(), now))
                .compose(marked -> audit.write(
                        tx,
                        actor,
                        "inbound_message.answer",
                        "inbound_message:" + messageId,
                        new JsonObject().put("delivery", deliveryId)))
                .map(new Result.Sent());
    }

    /** The text is the organiser's own, in whatever language; this one says how it reads. */
    private Future<String> language(SqlConnection tx, Actor actor, Correspondent standing) {
        return standing.language() != null
                ? Future.succeededFuture(standing.language())
                : organisations.find(tx, actor.organisationId()).map(found -> found.orElseThrow()
                        .language());
    }

    private NewDelivery delivery(Actor actor, Correspondent standing, String language, String text, Instant now) {
        DeliveryContent content = DeliveryContent.of(MessageSpec.of(language, text));
        return new NewDelivery(
                actor.organisationId(),
                standing.contactId(),
                standing.addressId(),
                standing.senderId(),
                null,
                null,
                Purpose.REPLY,
                content,
                new JsonObject(),
                now,
                // Queued too long it would be an answer the platform refuses.
                until(standing),
                null);
    }

    private @Nullable String refusal(Correspondent standing, Instant now) {
        return standing.refusal() != null
                ? standing.refusal()
                : window.refusal(standing.channel(), standing.lastInboundAt(), now);
    }

    private @Nullable Instant until(Correspondent standing) {
        return window.until(standing.channel(), standing.lastInboundAt());
    }
}
