package org.relais.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.relais.database.DatabaseAddress;

/** A primary with two standbys, of which a commit waits for one unless said otherwise; servers are lost and replaced, on the same ports. */
public final class PostgresCluster implements FailoverCluster {
    /** What a standby has yet to fetch is kept for it, however long the machine lets it wait. */
    private static final Map<String, String> ASYNCHRONOUS = Map.of("wal_keep_size", "256MB");

    private static final Map<String, String> SYNCHRONOUS =
            Map.of("wal_keep_size", "256MB", "synchronous_standby_names", "ANY 1 (*)");

    private final List<Integer> ports;
    private final List<PostgresServer> standbys = new ArrayList<>();
    private PostgresServer primary;

    private PostgresCluster(PostgresServer primary, Duration apart) {
        this.primary = primary;
        standbys.add(primary.standby("second", apart));
        standbys.add(primary.standby("third", apart.negated()));
        this.ports =
                List.of(primary.port(), standbys.get(0).port(), standbys.get(1).port());
        eventuallyFollowed(2);
    }

    public static PostgresCluster start(Path binaries) {
        return new PostgresCluster(PostgresServer.start(binaries, SYNCHRONOUS), Duration.ZERO);
    }

    /** One standby's clock is an hour ahead of the primary's, the other one's an hour behind. */
    public static PostgresCluster startWithClocksApart(Path binaries) {
        return new PostgresCluster(PostgresServer.start(binaries, SYNCHRONOUS), Duration.ofHours(1));
    }

    /** One whose commits wait for no standby: what it is not to be. */
    public static PostgresCluster startAsynchronous(Path binaries) {
        return new PostgresCluster(PostgresServer.start(binaries, ASYNCHRONOUS), Duration.ZERO);
    }

    /** The standbys hear nothing more, as by a network that broke a moment before the primary. */
    public void cutStandbysOff() {
        standbys.forEach(PostgresServer::unfollow);
        eventuallyFollowed(0);
    }

    /** The standbys keep what they hear, and apply none of it. */
    public void pauseReplay() {
        standbys.forEach(standby -> {
            standby.query("select pg_wal_replay_pause()");
            Await.until("replay is paused", () -> standby.query("select pg_get_wal_replay_pause_state()")
                    .equals("paused"));
        });
    }

    public void resumeReplay() {
        standbys.forEach(standby -> standby.query("select pg_wal_replay_resume()"));
    }

    /** What each standby says, by a statement that only reads. */
    public List<String> onStandbys(String sql) {
        return standbys.stream().map(standby -> standby.query(sql)).toList();
    }

    @Override
    public DatabaseAddress address() {
        return PostgresServer.address(url());
    }

    /** All servers, the first primary first. */
    public String url() {
        return "postgresql://"
                + ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","))
                + "/postgres?sslmode=disable";
    }

    public PostgresServer primary() {
        return primary;
    }

    @Override
    public void losePrimary() {
        primary.kill();
    }

    /** The standby that has come furthest is promoted, the other one follows it, and a new one stands where the lost one did. */
    @Override
    public void promote() {
        PostgresServer lost = primary;
        standbys.sort(Comparator.comparing(PostgresCluster::received).reversed());
        primary = standbys.remove(0);
        primary.promote();
        standbys.get(0).follow(primary, "other");
        eventuallyFollowed(1);
        lost.close();
        standbys.add(primary.standby("new", lost.port(), Duration.ZERO));
        eventuallyFollowed(2);
    }

    private static long received(PostgresServer standby) {
        return Long.parseLong(standby.query("select pg_wal_lsn_diff(pg_last_wal_receive_lsn(), '0/0')::bigint"));
    }

    private void eventuallyFollowed(int by) {
        Await.until(by + " standbys follow", () -> primary.query(
                        "select count(*) from pg_stat_replication where state = 'streaming'")
                .equals(Integer.toString(by)));
    }

    @Override
    public void close() {
        standbys.forEach(PostgresServer::close);
        primary.close();
    }
}
