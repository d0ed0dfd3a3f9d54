package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relais.organisation.SenderStore.SenderState;

/** Service that pauses and resumes the numbers and bots that an organisation sends from. */
public final class SenderService {
    private static final int LONGEST_WORDS = 300;

    private final Pool pool;
    private final SenderStore senders;
    private final AuditStore audit;

    public SenderService(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.senders = new SenderStore(clock);
        this.audit = new AuditStore(clock);
    }

    /** The senders of an organisation, oldest first. */
    public Future<List<SenderState>> states(long organisationId) {
        return senders.states(pool, organisationId);
    }

    /**
     * Channels on which nothing leaves now, since every number or bot of the organisation on them is paused, in the order of
     * their names.
     *
     * @param channel the only one that is asked for; null for all
     */
    public Future<List<String>> pausedChannels(long organisationId, @Nullable String channel) {
        return states(organisationId).map(states -> SenderState.pausedChannels(states).stream()
                .filter(paused -> channel == null || channel.equals(paused))
                .toList());
    }

    /**
     * Pauses a sender until somebody resumes it.
     *
     * @param words why, as somebody typed it; null: not told
     * @return false when it is none of the organisation's
     */
    public Future<Boolean> pause(Actor actor, long senderId, @Nullable String words) {
        String cut = words == null ? null : words.substring(0, Math.min(words.length(), LONGEST_WORDS));
        return change(
                actor,
                "pause",
                senderId,
                transaction -> senders.pauseBy(transaction, actor.organisationId(), senderId, actor.name(), cut));
    }

    /** As {@link #pause}, the other way round. */
    public Future<Boolean> resume(Actor actor, long senderId) {
        return change(
                actor,
                "resume",
                senderId,
                transaction -> senders.resume(transaction, actor.organisationId(), senderId));
    }

    private Future<Boolean> change(
            Actor actor, String step, long senderId, Function<SqlClient, Future<Boolean>> change) {
        return actor.permitted(Permission.SENDERS)
                .compose(permitted -> pool.withTransaction(transaction -> change.apply(transaction)
                        .compose(changed ->
                                audit.write(changed, transaction, actor, "sender." + step, "sender:" + senderId))));
    }
}
