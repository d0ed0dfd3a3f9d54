package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pools of different people that platforms let a portfolio write to in 24 hours outside of open windows (WhatsApp's messaging
 * limits): learnt from the platform, shared by all senders of the portfolio. A place is taken in the database before a
 * message begins ({@link RecipientAdmission}).
 */
public final class RecipientPools {
    /** Why a delivery waits for its place. */
    public static final String REASON = "recipient_limit";
    /** A learnt limit that is none. */
    public static final long UNLIMITED = Long.MAX_VALUE;
    /**
     * How long a place is taken: the platform's 24 hours begin when a message arrives there, which is within a lease of when
     * its place was taken, and clocks differ.
     */
    static final Duration LENGTH = Duration.ofHours(24).plusMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(RecipientPools.class);

    private final InstantSource clock;
    private final RecipientPoolStore store = new RecipientPoolStore();

    public RecipientPools(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * How a sender's pool stands.
     *
     * @param portfolio whose it is, by the platform's id; beginning with {@code sender:} while that is not known
     * @param most different people in 24 hours, as the platform tells; null for no limit
     * @param used people who have a place now
     * @param senders how many share it, of whichever organisations
     * @param waiting this sender's deliveries that wait for a place
     * @param next when the first of those may go
     */
    public record State(
            long senderId,
            String portfolio,
            @Nullable Long most,
            long used,
            long senders,
            long waiting,
            @Nullable Instant next) {

        /**
         * Different people in 24 hours that this sender may write to: what counts when messages leave.
         *
         * @param own the sender's own limit, {@link #UNLIMITED} for none
         * @return the lesser of both; null for no limit
         */
        public @Nullable Long most(long own) {
            long least = most == null ? own : Math.min(most, own);
            return least == UNLIMITED ? null : Long.valueOf(least);
        }
    }

    /**
     * Notes what a platform says of a sender's limit. What waited for a place goes on when there is more room than before;
     * what was sent while no limit was known takes its places.
     *
     * @param client a transaction
     * @param portfolio whose limit it is; null: as before
     * @param most different people in 24 hours, or {@link #UNLIMITED}
     */
    public Future<Void> learn(SqlClient client, long senderId, @Nullable String portfolio, long most) {
        Long limit = most == UNLIMITED ? null : Long.valueOf(most);
        return store.known(client, senderId)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture()
                        : join(client, senderId, found.get(), portfolio).compose(known -> learn(client, known, limit)));
    }

    private Future<RecipientPoolStore.Known> join(
            SqlClient client, long senderId, RecipientPoolStore.Known known, @Nullable String portfolio) {
        if (portfolio == null || portfolio.equals(known.pool().name())) {
            return Future.succeededFuture(known);
        }
        return store.join(client, senderId, known.pool(), portfolio)
                .compose(pool -> store.carry(client, known.pool(), pool))
                .compose(carried -> store.known(client, senderId))
                .map(now -> now.orElse(known));
    }

    private Future<Void> learn(SqlClient client, RecipientPoolStore.Known known, @Nullable Long limit) {
        Instant now = clock.instant();
        Long before = known.most();
        if (!known.learnt() || !Objects.equals(before, limit)) {
            LOG.info(
                    "the limit of {} on {} is {} people in 24 hours",
                    known.pool().name(),
                    known.pool().channel(),
                    limit == null ? "unlimited" : limit);
        }
        boolean more = before != null && (limit == null || limit > before);
        return store.learn(client, known.pool(), limit, now)
                .compose(learnt -> before == null && limit != null
                        ? store.seed(client, known.pool(), now)
                        : Future.succeededFuture())
                .compose(seeded ->
                        more ? store.release(client, known.pool(), now).mapEmpty() : Future.succeededFuture());
    }

    /** The pools of an organisation's senders, by sender; without those whose limit was never learnt. */
    public Future<Map<Long, State>> of(SqlClient client, long organisationId) {
        return store.states(client, organisationId, clock.instant())
                .map(states -> states.stream().collect(Collectors.toMap(State::senderId, Function.identity())));
    }
}
