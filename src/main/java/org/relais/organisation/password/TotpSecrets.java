package org.relais.organisation.password;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.relais.organisation.password.TotpStore.Sealed;
import org.relais.task.Sequence;

/** Sealing of all second factors anew with the current key, as for the secrets of senders; sign-ins go on meanwhile. */
public final class TotpSecrets {
    private final Pool pool;
    private final SecretSeal seal;
    private final TotpStore store;

    public TotpSecrets(Pool pool, SecretSeal seal, InstantSource clock) {
        this.pool = pool;
        this.seal = seal;
        this.store = new TotpStore(clock);
    }

    /** How many second factors are sealed with each key. */
    public Future<Map<String, Long>> counts() {
        return store.keys(pool);
    }

    /**
     * What came of sealing anew.
     *
     * @param unreadable organisers whose second factor none of the keys opens
     */
    public record Resealed(int resealed, List<Long> unreadable) {}

    /** To be run again at will: what has the current key already is left alone. */
    public Future<Resealed> reseal() {
        return page(0, 0, new ArrayList<>());
    }

    private Future<Resealed> page(long after, int done, List<Long> unreadable) {
        return pool.withTransaction(transaction -> store.sealedOtherwise(transaction, seal.primary(), after)
                        .compose(rows -> each(transaction, rows, unreadable).map(rows)))
                .compose(rows -> rows.isEmpty()
                        ? Future.succeededFuture(new Resealed(done - unreadable.size(), List.copyOf(unreadable)))
                        : page(rows.get(rows.size() - 1).organiserId(), done + rows.size(), unreadable));
    }

    private Future<Void> each(SqlClient transaction, List<Sealed> rows, List<Long> unreadable) {
        return Sequence.each(rows, row -> again(transaction, row, unreadable));
    }

    private Future<Void> again(SqlClient transaction, Sealed row, List<Long> unreadable) {
        byte[] place = place(row.organisationId(), row.organiserId());
        try {
            byte[] sealed = seal.sealBytes(seal.openBytes(row.secret(), place), place);
            return store.reseal(transaction, row, sealed, seal.primary());
        } catch (GeneralSecurityException wrongKey) {
            unreadable.add(row.organiserId());
            return Future.succeededFuture();
        }
    }

    /** What a second factor is bound to. */
    static byte[] place(long organisationId, long organiserId) {
        return ("totp:" + organisationId + ":" + organiserId).getBytes(StandardCharsets.UTF_8);
    }
}
