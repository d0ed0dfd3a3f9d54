package org.relais.linkedchat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.relais.broadcast.BroadcastDraft;
import org.relais.broadcast.BroadcastService.TestResult;
import org.relais.broadcast.ChatTester;
import org.relais.channel.ChannelRegistry;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Door;
import org.relais.organisation.Permission;
import org.relais.organisation.SenderStore;
import org.relais.share.JoinLinks;
import org.relais.share.LandingView.Join;

/**
 * What organisers do with the chats they link to their names. Each deals with their own; an owner, or a program with an
 * owner's token, with anybody's.
 */
public final class LinkedChatService {
    /** How long a code may be used. */
    public static final Duration VALID = Duration.ofMinutes(15);

    private static final Duration ATTEMPTS_WITHIN = Duration.ofHours(1);
    private static final int MOST_ATTEMPTS = 5;

    private final Pool pool;
    private final ChatTester tester;
    private final JoinLinks links;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final AuditStore audit;
    private final SenderStore senders;
    private final LinkedChatStore store = new LinkedChatStore();

    public LinkedChatService(
            Pool pool, ChatTester tester, ChannelRegistry channels, RandomGenerator random, InstantSource clock) {
        this.pool = pool;
        this.tester = tester;
        this.links = new JoinLinks(channels);
        this.random = random;
        this.clock = clock;
        this.audit = new AuditStore(clock);
        this.senders = new SenderStore(clock);
    }

    /**
     * A code on its way to whoever is to type it.
     *
     * @param links one per channel, each of which opens the chat with the code ready to be sent
     */
    public record Issued(String code, Instant expiresAt, List<Join> links) {
        public Issued {
            links = List.copyOf(links);
        }
    }

    /** What came of a code that somebody wrote. */
    sealed interface Outcome {
        /**
         * @param name of the organiser whose chat it is from now on
         * @param language in which they read the console
         */
        record Linked(String name, String language) implements Outcome {}

        /** Wrong, spent or too old. */
        record Invalid() implements Outcome {}

        /** More codes than anybody types by mistake: not even looked at. */
        record TooMany() implements Outcome {}
    }

    /** Every organiser, by name, for those who may deal with anybody's chat. */
    public Future<List<LinkedChat>> all(Actor actor) {
        return actor.permitted(Permission.ACCESS).compose(permitted -> store.chats(pool, actor.organisationId(), null));
    }

    /** Empty when there is no such organiser. */
    public Future<Optional<LinkedChat>> of(long organisationId, long organiserId) {
        return store.chats(pool, organisationId, organiserId)
                .map(found -> found.stream().findFirst());
    }

    private static Future<Void> permitted(Actor actor, long organiserId) {
        return actor.permitted(actor.name().equals(name(organiserId)) ? Permission.BROADCASTS : Permission.ACCESS);
    }

    private static String name(long organiserId) {
        return "organiser:" + organiserId;
    }

    /** Makes a code in place of an earlier one; empty when there is no such organiser. */
    public Future<Optional<Issued>> issue(Actor actor, long organiserId) {
        LinkCode code = LinkCode.make(random);
        Instant expiresAt = clock.instant().plus(VALID);
        return permitted(actor, organiserId)
                .compose(permitted ->
                        pool.withTransaction(tx -> store.issue(tx, actor.organisationId(), organiserId, code, expiresAt)
                                .compose(issued -> audited(tx, issued, actor, "linked_chat.code", organiserId))))
                .compose(issued -> issued
                        ? links(actor.organisationId(), code.text())
                                .map(found -> Optional.of(new Issued(code.text(), expiresAt, found)))
                        : Future.succeededFuture(Optional.empty()));
    }

    /** One per channel, each of which opens the chat with the code ready to be sent. */
    public Future<List<Join>> links(long organisationId, String code) {
        return senders.states(pool, organisationId).map(states -> links.of(states, Set.of(), code));
    }

    /** Forgets which chat is an organiser's; false when none was linked. */
    public Future<Boolean> unlink(Actor actor, long organiserId) {
        return permitted(actor, organiserId)
                .compose(permitted -> pool.withTransaction(tx -> store.unlink(tx, actor.organisationId(), organiserId)
                        .compose(done -> audited(tx, done, actor, "linked_chat.unlink", organiserId))));
    }

    private Future<Boolean> audited(SqlClient tx, boolean done, Actor actor, String deed, long organiserId) {
        return audit.write(done, tx, actor, deed, name(organiserId));
    }

    /** Makes this the chat of whoever the code was made for, in the transaction of the message that brought it. */
    Future<Outcome> link(SqlClient tx, long organisationId, long addressId, LinkCode code) {
        Instant now = clock.instant();
        return store.attempt(tx, organisationId, addressId, now, now.minus(ATTEMPTS_WITHIN))
                .compose(attempts -> attempts > MOST_ATTEMPTS
                        ? Future.succeededFuture(new Outcome.TooMany())
                        : store.open(tx, organisationId, now)
                                .compose(open -> link(tx, organisationId, addressId, matching(open, code))));
    }

    private static Optional<LinkedChatStore.OpenCode> matching(List<LinkedChatStore.OpenCode> open, LinkCode code) {
        Optional<LinkedChatStore.OpenCode> found = Optional.empty();
        for (LinkedChatStore.OpenCode one : open) {
            // All are compared: how long it takes says nothing about which it was.
            found = code.matches(one.hash()) ? Optional.of(one) : found;
        }
        return found;
    }

    private Future<Outcome> link(
            SqlClient tx, long organisationId, long addressId, Optional<LinkedChatStore.OpenCode> found) {
        if (found.isEmpty()) {
            return Future.succeededFuture(new Outcome.Invalid());
        }
        LinkedChatStore.OpenCode code = found.get();
        Actor organiser = new Actor(organisationId, name(code.organiserId()), code.role(), Door.SERVICE);
        return store.link(tx, organisationId, code.organiserId(), addressId, clock.instant())
                .compose(linked ->
                        audit.write(tx, organiser, "linked_chat.link", name(code.organiserId()), new JsonObject()))
                .map(new Outcome.Linked(code.name(), code.language()));
    }

    /**
     * Sends a message to the organiser's own chat, marked as a test.
     *
     * @param subject what was tested, for the audit trail; null for a draft that is not stored
     * @return the delivery, or why there is none: {@code no_chat} before one was linked
     */
    public Future<TestResult> test(Actor actor, long organiserId, BroadcastDraft draft, @Nullable String subject) {
        return toOwn(
                actor,
                organiserId,
                chat -> tester.send(actor, draft, chat, subject == null ? name(organiserId) : subject));
    }

    /** The same of the broadcast that would offer an action: nobody has been offered anything by it. */
    public Future<TestResult> testOffer(Actor actor, long organiserId, BroadcastDraft offer, String subject) {
        return toOwn(actor, organiserId, chat -> tester.sendOffer(actor, offer, chat, subject));
    }

    private Future<TestResult> toOwn(
            Actor actor, long organiserId, Function<ChatTester.Destination, Future<TestResult>> send) {
        return permitted(actor, organiserId)
                .compose(permitted -> of(actor.organisationId(), organiserId))
                .map(found -> found.map(LinkedChat::chat))
                .compose(chat -> chat.isEmpty()
                        ? Future.succeededFuture(new TestResult(null, "no_chat"))
                        : send.apply(new ChatTester.Destination(
                                chat.get().contactId(),
                                chat.get().addressId(),
                                chat.get().channel())));
    }
}
