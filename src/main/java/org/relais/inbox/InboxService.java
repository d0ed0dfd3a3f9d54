package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Paging;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;

/** What people wrote that is for the organisers to read, and what these have done with it. */
public final class InboxService {
    /** Each page counts how much waits: of more messages nobody wants to know how many they are. */
    public static final int COUNTED = 1_000;

    /** So many of the newest messages and notes are looked through for words: all would take as long as there are many. */
    public static final int SEARCHED = 2_000;

    private final Pool pool;
    private final AuditStore audit;
    private final InstantSource clock;
    private final InboundMessageStore store = new InboundMessageStore();
    private final InboxWordStore found = new InboxWordStore();
    private final MessageArchiveStore archive = new MessageArchiveStore();
    private final HandwrittenMessageStore handwritten = new HandwrittenMessageStore();

    public InboxService(Pool pool, AuditStore audit, InstantSource clock) {
        this.pool = pool;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A page of messages.
     *
     * @param state only those; null for all
     * @param limit 1 to 1,000
     */
    public Future<List<InboundMessage>> page(
            long organisationId, InboundMessage.@Nullable State state, Paging paging, int limit) {
        return store.page(pool, organisationId, paging, state, limit);
    }

    /**
     * Everything that people wrote, what Relais understood by itself included: the next {@link #SEARCHED} are looked through.
     *
     * @param before {@link Long#MAX_VALUE} for the first page
     * @param limit 1 to 1,000
     */
    public Future<MessageArchive> archive(long organisationId, MessageArchive.Filter filter, long before, int limit) {
        return archive.page(pool, organisationId, filter, before, limit);
    }

    /** What an answer to a person answers: their newest message that waits, or else the newest. */
    public Future<Optional<InboundMessage>> last(long organisationId, long contactId) {
        return store.last(pool, organisationId, contactId);
    }

    public Future<Optional<InboundMessage>> find(long organisationId, long id) {
        return store.find(pool, organisationId, id);
    }

    /**
     * What waits for an organiser.
     *
     * @param held people on hold
     * @param rights open requests
     * @param writers people of whom a message waits that nobody has read or put off and that can be answered; {@link #COUNTED} where at
     *     least so many messages wait. Words of a hold wait with the hold, those of a right with its case
     */
    public record Waiting(long held, long rights, long writers) {
        public long all() {
            return held + rights + writers;
        }

        /** Whether more messages may wait than were counted. */
        public boolean more() {
            return writers >= COUNTED;
        }
    }

    /** Messages, notes and labels that hold these words, however they are written: of the newest {@link #SEARCHED} of each. */
    public Future<List<InboxWords>> words(long organisationId, String words, int limit) {
        return found.find(pool, organisationId, words, SEARCHED, limit);
    }

    /** How much waits, of each kind. */
    public Future<Waiting> waiting(long organisationId) {
        return store.waiting(pool, organisationId, clock.instant());
    }

    /** The newest message of each of those whom {@link #waiting} counts, the newest first. */
    public Future<List<InboundMessage>> unread(long organisationId, int limit) {
        return store.unread(pool, organisationId, clock.instant(), limit);
    }

    /** The newest that was written by hand to people who had stopped, and became known since then. */
    public Future<List<HandwrittenMessage>> handwrittenAfterStop(long organisationId, Instant since, int limit) {
        return handwritten.afterStop(pool, organisationId, since, limit);
    }

    /** Marks a new message as read; false when there is no such message, or it was read before. */
    public Future<Boolean> markRead(Actor actor, long id) {
        return mark(actor, id, InboundMessage.State.READ, "read");
    }

    /** Marks a message as dealt with, which stays in the audit trail; false when there is no such message, or it was. */
    public Future<Boolean> markHandled(Actor actor, long id) {
        return mark(actor, id, InboundMessage.State.ANSWERED, "handle");
    }

    private Future<Boolean> mark(Actor actor, long id, InboundMessage.State state, String step) {
        return actor.permitted(Permission.INBOX)
                .compose(permitted -> pool.withTransaction(transaction -> store.mark(
                                transaction, actor.organisationId(), id, state, actor.name(), clock.instant())
                        .compose(marked -> audit.write(
                                marked, transaction, actor, "inbound_message." + step, "inbound_message:" + id))));
    }
}
