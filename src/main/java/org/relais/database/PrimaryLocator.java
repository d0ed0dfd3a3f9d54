package org.relais.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.config.DatabaseUrl.Server;

/** Search for the server of an address that takes writes: each is asked over a connection of its own. */
final class PrimaryLocator {
    /** A server that needs longer for the simplest statement is none to work with. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** The time line tells a promoted server from the one that it followed; both may believe that they are the primary. */
    private static final String WHO =
            """
            select current_setting('transaction_read_only')::boolean as read_only,
                   case when not pg_is_in_recovery()
                        then ('x' || lpad(left(pg_walfile_name(pg_current_wal_lsn()), 8), 16, '0'))::bit(64)::bigint
                        else 0 end as time_line,
                   (select system_identifier from pg_control_system())::text as cluster,
                   pg_postmaster_start_time()::text as started
            """;

    private final Vertx vertx;
    private final DatabaseAddress address;

    PrimaryLocator(Vertx vertx, DatabaseAddress address) {
        this.vertx = vertx;
        this.address = address;
    }

    /**
     * One server's answer.
     *
     * @param cluster PostgreSQL's own identifier of it, which all servers share that were made of one
     * @param started when it was started, with which it is told from the one that ran in its place before
     * @param fault why it did not answer; null when it did
     */
    record Answer(
            Server server, boolean readOnly, long timeLine, String cluster, String started, @Nullable Throwable fault) {
        private static Answer none(Server server, Throwable fault) {
            return new Answer(server, false, 0, "", "", fault);
        }

        /** As it is, or as no answer when it takes writes in the place of the known primary, which came after it. */
        private Answer since(Answer known) {
            boolean replaced = takesWrites() && (timeLine < known.timeLine || !cluster.equals(known.cluster));
            return replaced ? none(server, new NoPrimaryException(replacement(known))) : this;
        }

        private String replacement(Answer known) {
            return cluster.equals(known.cluster)
                    ? "takes writes on time line %d, but %s was promoted to %d after it"
                            .formatted(timeLine, known.server, known.timeLine)
                    : "takes writes, but is another database cluster than %s: restart Relais if that is meant"
                            .formatted(known.server);
        }

        private boolean takesWrites() {
            return fault == null && !readOnly;
        }

        /** Whether it is the same server, running since the same time, in the same role. */
        boolean isStill(Answer other) {
            return server.equals(other.server) && timeLine == other.timeLine && started.equals(other.started);
        }

        private String words() {
            return fault == null
                    ? server + " is read-only"
                    : server + ": "
                            + (fault instanceof NoPrimaryException ? fault.getMessage() : SqlFaults.describe(fault));
        }
    }

    /** All servers' answers. */
    record Found(List<Answer> answers) {
        /**
         * Without those that take writes though the known primary came after them: two servers may believe that they are
         * the primary, and what was answered for on the later one must not be asked of the earlier one.
         */
        Found since(@Nullable Answer known) {
            return known == null
                    ? this
                    : new Found(
                            answers.stream().map(answer -> answer.since(known)).toList());
        }

        /** The server that takes writes; of several the one that was promoted last. */
        Optional<Answer> primary() {
            return answers.stream().filter(Answer::takesWrites).max(Comparator.comparingLong(Answer::timeLine));
        }

        boolean saysReadOnly(Server server) {
            return answers.stream()
                    .anyMatch(answer -> answer.server().equals(server) && answer.fault() == null && answer.readOnly());
        }

        /** Why there is no primary, for one line of the log. */
        String words() {
            return answers.stream().map(Answer::words).collect(Collectors.joining("; "));
        }

        /** What waiting does not mend, when no server has anything else: who we are, or what their certificate is. */
        Optional<Throwable> lasting() {
            List<Throwable> faults = answers.stream()
                    .map(Answer::fault)
                    .filter(fault -> fault != null && !SqlFaults.isUnavailable(fault))
                    .toList();
            return faults.size() == answers.size() ? Optional.of(faults.get(0)) : Optional.empty();
        }
    }

    /** Never fails. */
    Future<Found> look() {
        List<Future<Answer>> answers =
                address.url().servers().stream().map(this::ask).toList();
        return Future.join(answers)
                .map(all -> new Found(answers.stream().map(Future::result).toList()));
    }

    /** By a pool, because closing one also ends a connection that is not established yet. */
    private Future<Answer> ask(Server server) {
        Pool one = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(1).setShared(false))
                .connectingTo(ServerOptions.of(address, server))
                .using(vertx)
                .build();
        return one.query(WHO)
                .execute()
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .map(Rows.only(row -> new Answer(
                        server,
                        row.getBoolean("read_only"),
                        row.getLong("time_line"),
                        row.getString("cluster"),
                        row.getString("started"),
                        null)))
                .otherwise(fault -> Answer.none(server, fault))
                .onComplete(done -> one.close());
    }
}
