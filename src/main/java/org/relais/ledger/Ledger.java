package org.relais.ledger;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.database.Paging;

/**
 * The append-only ledger. What could name a person (their words, a platform's message id) stands apart, under a salted
 * hash that the row keeps: an erasure removes it, and the chain of hashes still closes.
 */
public final class Ledger {
    private static final int SALT_BYTES = 16;

    private final LedgerStore store = new LedgerStore();
    private final InstantSource clock;
    private final SecureRandom random;

    public Ledger(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /**
     * Appends rows in the caller's transaction.
     *
     * @return their ids, in the order of the entries
     */
    public Future<List<Long>> append(SqlClient transaction, List<LedgerEntry> entries) {
        if (entries.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        List<@Nullable Annex> annexes = new ArrayList<>();
        entries.forEach(entry -> annexes.add(annex(entry)));
        return store.append(transaction, entries, annexes, clock.instant());
    }

    /** Appends one row. */
    public Future<Long> append(SqlClient transaction, LedgerEntry entry) {
        return append(transaction, List.of(entry)).map(ids -> ids.get(0));
    }

    /**
     * The ledger of one person, with what was written about contacts that were merged into theirs.
     *
     * @param limit 1 to 1,000
     */
    public Future<List<LedgerEvent>> ofContact(
            SqlClient client, long organisationId, long contactId, Paging paging, int limit) {
        return store.ofContact(client, organisationId, contactId, paging, limit);
    }

    /**
     * What to list of the whole organisation's.
     *
     * @param kind null for any
     * @param since when it was recorded at the earliest; null for ever
     */
    public record Filter(@Nullable LedgerKind kind, @Nullable Instant since) {}

    /** The whole organisation's ledger; the limits are those of {@link #ofContact}. */
    public Future<List<LedgerEvent>> ofOrganisation(
            SqlClient client, long organisationId, Filter filter, Paging paging, int limit) {
        return store.ofOrganisation(client, organisationId, filter, paging, limit);
    }

    /** Somebody who has stopped, and the event that it rests on. */
    public record Stop(long contactId, String name, LedgerEvent event) {}

    /** Those who have stopped, the newest stop first. */
    public Future<List<Stop>> stops(SqlClient client, long organisationId, int limit) {
        return store.stops(client, organisationId, limit);
    }

    /** How many have stopped since then, and stand so. */
    public Future<Long> stopsSince(SqlClient client, long organisationId, Instant since) {
        return store.stopsSince(client, organisationId, since);
    }

    /** Removes the words and platform keys of erased people; to be called only with the entry of their erasure. */
    public Future<Void> forget(SqlClient transaction, long organisationId, List<Long> contactIds) {
        return store.eraseTexts(transaction, organisationId, contactIds);
    }

    /** The hash under which a row keeps what an erasure may remove: says nothing to whoever has no salt. */
    public static Buffer wordsHash(@Nullable String text, @Nullable String reference, Buffer salt) {
        return Buffer.buffer(new CanonicalBytes()
                .add(salt.getBytes())
                .add(text)
                .add(reference)
                .sha256());
    }

    private @Nullable Annex annex(LedgerEntry entry) {
        LedgerEntry.Origin origin = entry.origin();
        String reference = origin.source() == EventSource.WEBHOOK ? origin.reference() : null;
        if (entry.words().rawText() == null && reference == null) {
            return null;
        }
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new Annex(entry.words().rawText(), reference, Buffer.buffer(salt));
    }

    /**
     * The part of a row that an erasure removes.
     *
     * @param reference the platform's key of the event, in which WhatsApp writes the person's number
     */
    record Annex(@Nullable String text, @Nullable String reference, Buffer salt) {

        /** What the row keeps: says nothing about the text to whoever has no salt. */
        Buffer hash() {
            return wordsHash(text, reference, salt);
        }
    }
}
