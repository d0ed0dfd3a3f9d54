package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;

/**
 * How organisers share the work of answering: who looks after whom, labels, notes, what waits until later. Every change
 * needs the permission and is audited; what it says of a person goes with the person's erasure.
 */
public final class InboxCaseService {
    /** Characters of a note. */
    public static final int LONGEST_NOTE = 2_000;

    private static final int NOTES = 50;
    private static final Duration LONGEST_SNOOZE = Duration.ofDays(92);
    private static final Duration ANSWERING = Duration.ofSeconds(20);

    private final Pool pool;
    private final AuditStore audit;
    private final InstantSource clock;
    private final InboxCaseStore store = new InboxCaseStore();

    public InboxCaseService(Pool pool, AuditStore audit, InstantSource clock) {
        this.pool = pool;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Whose messages to list; null parts don't narrow.
     *
     * @param snoozed those that wait until later, instead of the others
     */
    public record Filter(@Nullable Long assignedTo, @Nullable String label, boolean snoozed) {}

    /**
     * People whose messages wait, each once, by their newest message.
     *
     * @param before the newest message of the last one of the page before; {@link Long#MAX_VALUE} for the first
     * @param limit 1 to 1,000
     */
    public Future<List<InboxCase.Waiting>> waiting(long organisationId, Filter filter, long before, int limit) {
        return store.waiting(pool, organisationId, filter, before, clock.instant(), limit);
    }

    /** How a person's conversation stands; empty when the organisation has no such contact. */
    public Future<Optional<InboxCase>> find(long organisationId, long contactId) {
        return store.find(pool, organisationId, contactId);
    }

    /** The newest notes about a person. */
    public Future<List<InboxCase.Note>> notes(long organisationId, long contactId) {
        return store.notes(pool, organisationId, contactId, NOTES);
    }

    /** Gives a conversation to an organiser who may answer, or to nobody; false when there is no such contact. */
    public Future<Boolean> assign(Actor actor, long contactId, @Nullable Long organiserId) {
        JsonObject detail = new JsonObject().put("to", organiserId == null ? null : "organiser:" + organiserId);
        return change(
                actor,
                contactId,
                "assign",
                detail,
                (tx, id) -> organiserId == null
                        ? store.assign(tx, actor.organisationId(), id, null)
                        : store.mayBeAssigned(tx, actor.organisationId(), organiserId)
                                .compose(known -> known
                                        ? store.assign(tx, actor.organisationId(), id, organiserId)
                                        : Future.failedFuture(
                                                new InvalidInputException("assignedTo", FaultCode.ORGANISER_UNKNOWN))));
    }

    /** Replaces the labels; false when there is no such contact. Fails with {@link InvalidInputException}. */
    public Future<Boolean> label(Actor actor, long contactId, Collection<String> labels) {
        List<String> clean = labels.stream()
                .map(label -> label.replace("\0", "").strip())
                .filter(label -> !label.isEmpty())
                .distinct()
                .toList();
        if (clean.size() > InboxCase.MOST_LABELS) {
            return Future.failedFuture(new InvalidInputException(
                    "labels", FaultCode.TOO_MANY_ENTRIES, clean.size(), InboxCase.MOST_LABELS));
        }
        int longest = clean.stream().mapToInt(String::length).max().orElse(0);
        if (longest > InboxCase.LONGEST_LABEL) {
            return Future.failedFuture(
                    new InvalidInputException("labels", FaultCode.TEXT_TOO_LONG, longest, InboxCase.LONGEST_LABEL));
        }
        return change(
                actor,
                contactId,
                "label",
                new JsonObject(),
                (tx, id) -> store.label(tx, actor.organisationId(), id, clean));
    }

    /** Lets a person's messages so far wait, or wakes them; false when there is no such contact. */
    public Future<Boolean> snooze(Actor actor, long contactId, @Nullable Instant until) {
        Instant now = clock.instant();
        if (until != null && !until.isAfter(now)) {
            return Future.failedFuture(new InvalidInputException("snoozedUntil", FaultCode.MUST_BE_FUTURE));
        }
        Instant bounded = until == null || until.isBefore(now.plus(LONGEST_SNOOZE)) ? until : now.plus(LONGEST_SNOOZE);
        return change(
                actor,
                contactId,
                "snooze",
                new JsonObject(),
                (tx, id) -> store.snooze(tx, actor.organisationId(), id, bounded, now));
    }

    /** Notes something about a person; false when there is no such contact. */
    public Future<Boolean> note(Actor actor, long contactId, String text) {
        String clean = text.replace("\0", "").strip();
        if (clean.isEmpty()) {
            return Future.failedFuture(new InvalidInputException("text", FaultCode.REQUIRED));
        }
        if (clean.length() > LONGEST_NOTE) {
            return Future.failedFuture(new InvalidInputException("text", FaultCode.NOTE_TOO_LONG, LONGEST_NOTE));
        }
        return change(actor, contactId, "note", new JsonObject(), (tx, id) -> store.note(
                        tx, actor.organisationId(), id, clean, actor.name(), clock.instant())
                .mapEmpty());
    }

    /** Removes a note; false when there is none of this id about this person. */
    public Future<Boolean> removeNote(Actor actor, long contactId, long noteId) {
        return actor.permitted(Permission.INBOX)
                .compose(permitted ->
                        pool.withTransaction(tx -> store.removeNote(tx, actor.organisationId(), contactId, noteId)
                                .compose(removed -> audit.write(
                                        removed, tx, actor, "inbox_case.remove-note", "contact:" + contactId))));
    }

    /**
     * Marks the messages that wait of these people as read, or as dealt with.
     *
     * @param shown the newest message that whoever marks them has before them: what came after it goes on waiting
     * @return how many messages that were
     */
    public Future<Integer> mark(Actor actor, Collection<Long> contactIds, InboundMessage.State state, long shown) {
        return actor.permitted(Permission.INBOX)
                .compose(permitted -> pool.withTransaction(tx -> store.mark(
                                tx, actor, contactIds, new InboxCaseStore.Settled(state, shown, clock.instant()))
                        .compose(marked -> marked == 0
                                ? Future.succeededFuture(0)
                                : audit.write(
                                                tx,
                                                actor,
                                                "inbox_case."
                                                        + (state == InboundMessage.State.READ ? "read" : "handle"),
                                                "inbox",
                                                new JsonObject()
                                                        .put("contacts", contactIds.size())
                                                        .put("messages", marked))
                                        .map(marked))));
    }

    /** Tells the others for some seconds that this organiser writes an answer. No deed: nothing is kept of it. */
    public Future<Void> answering(Actor actor, long contactId) {
        return actor.permitted(Permission.INBOX)
                .compose(permitted -> store.answering(
                        pool,
                        actor.organisationId(),
                        contactId,
                        actor.name(),
                        clock.instant().plus(ANSWERING)));
    }

    private Future<Boolean> change(
            Actor actor,
            long contactId,
            String step,
            JsonObject detail,
            BiFunction<SqlConnection, Long, Future<Void>> work) {
        return actor.permitted(Permission.INBOX)
                .compose(permitted -> pool.withTransaction(tx -> store.lock(
                                tx, actor.organisationId(), List.of(contactId))
                        .compose(found -> found.isEmpty()
                                ? Future.succeededFuture(false)
                                : work.apply(tx, contactId)
                                        .compose(done -> audit.write(
                                                tx, actor, "inbox_case." + step, "contact:" + contactId, detail))
                                        .map(true))));
    }
}
