package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.consent.UnknownContactException;
import org.relais.consent.stopword.RightsKind;
import org.relais.contact.ContactStore;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEntry;
import org.relais.ledger.LedgerKind;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;

/** What organisers do about the rights that people exercise: list, write down, answer. Every deed is audited. */
public final class RightsRequestService {
    /** Characters of a note. */
    public static final int LONGEST_NOTE = 4_000;

    private final Pool pool;
    private final AuditStore audit;
    private final InstantSource clock;
    private final Ledger ledger;
    private final ContactStore contacts = new ContactStore();
    private final RightsRequestStore store = new RightsRequestStore();

    public RightsRequestService(Pool pool, AuditStore audit, InstantSource clock) {
        this.pool = pool;
        this.audit = audit;
        this.clock = clock;
        this.ledger = new Ledger(clock, new SecureRandom());
    }

    /**
     * Requests, the open ones first, each of them by the nearest deadline.
     *
     * @param state only those; null for all
     * @param afterId the last one of the page before; 0 for the first page
     * @param limit 1 to 1,000
     */
    public Future<List<RightsCase>> page(
            long organisationId, RightsCase.@Nullable State state, long afterId, int limit) {
        return store.page(pool, organisationId, state, afterId, limit);
    }

    /** A person's open requests, the nearest deadline first. */
    public Future<List<RightsCase>> openOf(long organisationId, long contactId) {
        return store.openOf(pool, organisationId, contactId);
    }

    /** Requests that were answered by a link which still opens, the newest answer first. */
    public Future<List<RightsCase>> linked(long organisationId, int limit) {
        return store.linked(pool, organisationId, clock.instant(), limit);
    }

    public Future<Optional<RightsCase>> find(long organisationId, long id) {
        return store.find(pool, organisationId, id);
    }

    /**
     * Writes down a request that came by letter, by telephone or on the doorstep. A request of the same kind that is
     * open already stays as it is, with its earlier deadline. It is no stop by itself: that is for the caller to apply.
     *
     * @param receivedAt when the person asked, not later than now: the deadline is a month from then
     * @return the request that is open now; fails with {@link UnknownContactException} or {@link InvalidInputException}
     */
    public Future<RightsCase> record(
            Actor actor, long contactId, RightsKind kind, Instant receivedAt, @Nullable String words) {
        if (receivedAt.isAfter(clock.instant())) {
            return Future.failedFuture(new InvalidInputException("receivedAt", FaultCode.MUST_NOT_BE_FUTURE));
        }
        if (words != null && words.length() > LONGEST_NOTE) {
            return tooLong("text");
        }
        long organisationId = actor.organisationId();
        var origin = new RightsRequestStore.Origin(null, clean(words), actor.name(), receivedAt);
        return actor.permitted(Permission.CONTACTS)
                .compose(permitted ->
                        pool.withTransaction(transaction -> contacts.current(transaction, organisationId, contactId)
                                .map(current -> current.orElseThrow(() -> new UnknownContactException(contactId))
                                        .id())
                                .compose(current -> store.open(transaction, organisationId, current, kind, origin)
                                        .compose(opened -> store.findOpen(transaction, organisationId, current, kind)
                                                .map(found -> found.orElseThrow(
                                                        () -> new IllegalStateException("it was opened just now")))
                                                .compose(open -> opened.isEmpty()
                                                        ? Future.succeededFuture(open)
                                                        : note(transaction, actor, open, "opened")
                                                                .map(open))))));
    }

    /**
     * Closes an open request as answered, or as refused.
     *
     * @param state {@code DONE}, or {@code REFUSED}, which needs a note with the reason
     * @param note at most {@link #LONGEST_NOTE} characters; no personal data, it goes with an erasure all the same
     * @return false when the organisation has no open request of this id; fails with {@link InvalidInputException}
     */
    public Future<Boolean> close(Actor actor, long id, RightsCase.State state, @Nullable String note) {
        String written = clean(note);
        if (state == RightsCase.State.OPEN) {
            return Future.failedFuture(new InvalidInputException("state", FaultCode.RIGHTS_OUTCOME_UNKNOWN));
        }
        if (state == RightsCase.State.REFUSED && written == null) {
            return Future.failedFuture(new InvalidInputException("note", FaultCode.RIGHTS_REASON_REQUIRED));
        }
        if (written != null && written.length() > LONGEST_NOTE) {
            return tooLong("note");
        }
        return actor.permitted(Permission.CONTACTS)
                .compose(permitted -> pool.withTransaction(
                        transaction -> store.close(transaction, actor, id, state, written, clock.instant())
                                .compose(closed -> noted(transaction, actor, id, closed, state.sqlName()))));
    }

    /** Closes an open request as answered by what was sent to the person. */
    Future<Boolean> sent(SqlConnection transaction, Actor actor, long id) {
        return store.close(transaction, actor, id, RightsCase.State.DONE, null, clock.instant())
                .compose(closed -> noted(transaction, actor, id, closed, "sent"));
    }

    private Future<Boolean> noted(SqlConnection transaction, Actor actor, long id, boolean closed, String what) {
        return closed
                ? store.find(transaction, actor.organisationId(), id)
                        .map(Optional::orElseThrow)
                        .compose(found -> note(transaction, actor, found, what))
                        .map(true)
                : Future.succeededFuture(false);
    }

    /** What the ledger keeps of a request. */
    public static JsonObject detail(RightsKind right, String what) {
        return new JsonObject().put("right", right.sqlName()).put("request", what);
    }

    /** Into the audit trail, which is the organisation's, and into the ledger, which is the person's. */
    private Future<Void> note(SqlConnection transaction, Actor actor, RightsCase one, String what) {
        return audit.write(
                        transaction,
                        actor,
                        "rights_request." + what,
                        "rights_request:" + one.id(),
                        detail(one.kind(), what))
                .compose(written -> ledger.append(
                        transaction,
                        LedgerEntry.of(
                                actor.organisationId(),
                                one.contactId(),
                                LedgerKind.RIGHTS_REQUEST,
                                clock.instant(),
                                LedgerEntry.Origin.of(actor),
                                detail(one.kind(), what))))
                .mapEmpty();
    }

    /** PostgreSQL stores no NUL. */
    private static @Nullable String clean(@Nullable String text) {
        String clean = text == null ? "" : text.replace("\0", "").strip();
        return clean.isEmpty() ? null : clean;
    }

    private static <T> Future<T> tooLong(String field) {
        return Future.failedFuture(new InvalidInputException(field, FaultCode.NOTE_TOO_LONG, LONGEST_NOTE));
    }
}
