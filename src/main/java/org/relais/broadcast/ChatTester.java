package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.relais.audience.ClosedWindows;
import org.relais.broadcast.BroadcastService.TestResult;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.Purpose;
import org.relais.delivery.DeliveryContent;
import org.relais.delivery.NewDelivery;
import org.relais.delivery.Outbox;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;
import org.relais.template.MessageSpec;
import org.relais.template.MessageStore;
import org.relais.template.PersonalVariables;
import org.relais.template.TextTemplate;
import org.relais.template.Texts;

/**
 * Sender of what is being composed to one chat, that of whoever composes it: marked as a test, part of no broadcast and so
 * in none of its figures, and through the gate like everything else.
 */
public final class ChatTester {
    private final Pool pool;
    private final Composer composer;
    private final DraftReview review;
    private final Outbox outbox;
    private final BroadcastRunner runner;
    private final InstantSource clock;
    private final AuditStore audit;
    private final ChatTestStore store = new ChatTestStore();
    private final MessageStore messages = new MessageStore();

    /** As {@link BroadcastService}. */
    public ChatTester(
            Pool pool,
            ChannelRegistry channels,
            PersonalVariables personal,
            Outbox outbox,
            BroadcastRunner runner,
            InstantSource clock) {
        this.pool = pool;
        this.composer = new Composer(channels, personal, clock);
        this.review = new DraftReview(pool, composer, clock);
        this.outbox = outbox;
        this.runner = runner;
        this.clock = clock;
        this.audit = new AuditStore(clock);
    }

    /** Where it goes. */
    public record Destination(long contactId, long addressId, String channel) {}

    /**
     * Sends it now, whoever the draft is for and on whichever channel.
     *
     * @param subject for the audit trail
     * @return the delivery, or why there is none
     */
    public Future<TestResult> send(Actor actor, BroadcastDraft draft, Destination to, String subject) {
        return send(actor, () -> review.composed(actor.organisationId(), draft), to, subject);
    }

    /** The same of what offers an action: its buttons are those of Relais. */
    public Future<TestResult> sendOffer(Actor actor, BroadcastDraft offer, Destination to, String subject) {
        return send(actor, () -> review.checked(actor.organisationId(), offer), to, subject);
    }

    private Future<TestResult> send(
            Actor actor, Supplier<Future<BroadcastDraft>> judged, Destination to, String subject) {
        return actor.permitted(Permission.BROADCASTS)
                .compose(permitted -> judged.get())
                .map(composed -> marked(composed.message()))
                .compose(message -> closed(actor.organisationId(), message, to)
                        .compose(closed -> pool.withTransaction(tx -> store.refusal(
                                        tx, actor.organisationId(), to.addressId(), closed)
                                .compose(refusal -> refusal.isPresent()
                                        ? Future.succeededFuture(new TestResult(null, refusal.get()))
                                        : enqueue(tx, actor, message, to)
                                                .compose(sent -> audit.write(tx, actor, "linked_chat.test", subject)
                                                        .map(sent))))))
                .onSuccess(sent -> runner.resumed(actor.organisationId()));
    }

    /** The same text, with a line above it that says what it is. A template's words are the platform's and stay as they are. */
    static MessageSpec marked(MessageSpec message) {
        Map<String, TextTemplate> bodies = new HashMap<>();
        message.bodies()
                .forEach((language, body) -> bodies.put(
                        language,
                        TextTemplate.literal(Texts.standard().text("chat.test", language, Map.of()))
                                .above(body)));
        return message.withBodies(bodies);
    }

    private Future<ClosedWindows> closed(long organisationId, MessageSpec message, Destination to) {
        return composer.surroundings(pool, organisationId)
                .map(around -> composer.closed(around, message, to.channel(), clock.instant()));
    }

    private Future<TestResult> enqueue(SqlClient tx, Actor actor, MessageSpec message, Destination to) {
        return messages.insert(tx, actor.organisationId(), message, clock.instant())
                .compose(messageId -> outbox.enqueue(
                        tx,
                        NewDelivery.now(
                                new NewDelivery.Chat(actor.organisationId(), to.contactId(), to.addressId(), null),
                                Purpose.TEST,
                                new DeliveryContent.Stored(messageId),
                                clock.instant())))
                .map(id -> new TestResult(id.orElse(null), id.isPresent() ? null : "no_address"));
    }
}
