package org.relais.channel.sender;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.channel.SenderField.Use;
import org.relais.channel.sender.CredentialStore.Sealed;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.task.Sequence;

/**
 * Sealing of all senders' secrets anew with the current key. Their content stays, so running nodes, which have it opened,
 * go on with it and read nothing.
 */
public final class KeyRotation {
    private final Pool pool;
    private final SenderKeys keys;
    private final CredentialStore store = new CredentialStore();
    private final AuditStore audit;

    public KeyRotation(Pool pool, SenderKeys keys, InstantSource clock) {
        this.pool = pool;
        this.keys = keys;
        this.audit = new AuditStore(clock);
    }

    /**
     * What was done.
     *
     * @param unreadable senders whose secrets none of the keys opens
     */
    public record Result(int resealed, List<Long> unreadable) {}

    /** How many senders are sealed with each key. */
    public Future<Map<String, Long>> counts() {
        return store.keys(pool);
    }

    /** To be run again at will: what has the current key already is left alone. */
    public Future<Result> run() {
        return page(0, 0, new ArrayList<>());
    }

    private Future<Result> page(long after, int done, List<Long> unreadable) {
        return pool.withTransaction(transaction -> store.sealedOtherwise(transaction, keys.primary(), after)
                        .compose(rows -> each(transaction, rows, unreadable).map(rows)))
                .compose(rows -> rows.isEmpty()
                        ? Future.succeededFuture(new Result(done - unreadable.size(), List.copyOf(unreadable)))
                        : page(rows.get(rows.size() - 1).sender().id(), done + rows.size(), unreadable));
    }

    private Future<Void> each(SqlClient transaction, List<Sealed> rows, List<Long> unreadable) {
        return Sequence.each(rows, row -> reseal(transaction, row, unreadable));
    }

    private Future<Void> reseal(SqlClient transaction, Sealed row, List<Long> unreadable) {
        long id = row.sender().id();
        try {
            byte[] access = row.access();
            byte @Nullable [] sealedAccess = access == null ? null : again(access, id, Use.ACCESS);
            return store.reseal(transaction, id, sealedAccess, again(row.webhook(), id, Use.WEBHOOK), keys.primary())
                    .compose(done -> audit.write(
                            transaction,
                            Actor.command(row.sender().organisationId()),
                            "sender.reseal",
                            "sender:" + id));
        } catch (GeneralSecurityException wrongKey) {
            unreadable.add(id);
            return Future.succeededFuture();
        }
    }

    private byte[] again(byte[] sealed, long id, Use use) throws GeneralSecurityException {
        byte[] place = SenderKeys.place(id, use);
        return keys.seal(keys.open(sealed, place), place);
    }
}
