package org.relais.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.database.DatabaseAddress;

/**
 * A primary with two standbys under Debian's Patroni, which keeps in its etcd who leads and promotes by itself, twenty
 * seconds (the least that it takes) after it last heard of a leader. Commits wait for one standby ({@code synchronous_mode});
 * the other one may have heard more of the lost primary than who is promoted, and is then copied anew.
 */
public final class PatroniCluster implements FailoverCluster {
    private static final Path PATRONI = Path.of("/usr/bin/patroni");
    private static final Path ETCD = Path.of("/usr/bin/etcd");

    private static final String CONFIGURATION =
            """
            scope: relais
            name: %1$s
            restapi: {listen: '127.0.0.1:%2$d', connect_address: '127.0.0.1:%2$d'}
            etcd3: {host: '127.0.0.1:%3$d'}
            bootstrap:
              dcs:
                ttl: 20
                loop_wait: 1
                retry_timeout: 3
                synchronous_mode: true
                synchronous_mode_strict: true
                postgresql: {parameters: {max_connections: 200, wal_keep_size: 256MB}}
              initdb: [encoding: UTF8, no-locale, no-sync]
            postgresql:
              listen: '127.0.0.1:%4$d'
              connect_address: '127.0.0.1:%4$d'
              data_dir: '%5$s/data'
              bin_dir: '%6$s'
              pgpass: '%5$s/pgpass'
              basebackup: {checkpoint: fast}
              remove_data_directory_on_diverged_timelines: true
              authentication:
                superuser: {username: postgres, password: postgres}
                replication: {username: replicator, password: replicator}
              parameters: {unix_socket_directories: '%5$s', shared_buffers: 32MB}
              pg_hba: ['local all all trust', 'host all all 127.0.0.1/32 trust', 'host replication all 127.0.0.1/32 trust']
            """;

    private final Path binaries;
    private final Path directory = MemoryDirectory.create("relais-patroni-");
    private final int etcdPort = FreePorts.find().one();
    private final Process etcd;
    private final List<Member> members;

    /** One server and the agent that runs it. */
    private record Member(String name, int port, int agentPort, List<Process> agent) {
        Process running() {
            return agent.get(0);
        }
    }

    private PatroniCluster(Path binaries) {
        this.binaries = binaries;
        this.etcd = startEtcd();
        this.members = IntStream.rangeClosed(1, 3)
                .mapToObj(number -> {
                    FreePorts ports = FreePorts.find();
                    return new Member("n" + number, ports.one(), ports.other(), new ArrayList<>());
                })
                .toList();
    }

    /** Whether the machine has what is needed: Debian's {@code patroni}, {@code etcd-server} and {@code python3-etcd}. */
    public static boolean isInstalled() {
        return Files.isExecutable(PATRONI)
                && Files.isExecutable(ETCD)
                && PostgresServer.exitCode(List.of("/usr/bin/python3", "-c", "import patroni.dcs.etcd3")) == 0;
    }

    public static PatroniCluster start(Path binaries) {
        PatroniCluster cluster = new PatroniCluster(binaries);
        try {
            cluster.members.forEach(cluster::start);
            cluster.eventuallyFollowed();
            return cluster;
        } catch (AssertionError | RuntimeException fault) {
            cluster.close();
            throw fault;
        }
    }

    @Override
    public DatabaseAddress address() {
        return PostgresServer.address("postgresql://"
                + members.stream().map(one -> "127.0.0.1:" + one.port()).collect(Collectors.joining(","))
                + "/postgres?sslmode=disable");
    }

    /** Its agent, too: nobody tells etcd that it is gone. */
    @Override
    public void losePrimary() {
        lose(leader().orElseThrow());
    }

    @Override
    public void promote() {
        Await.patiently("Patroni promotes another", () -> leader().isPresent());
        members.stream().filter(one -> !one.running().isAlive()).forEach(this::startAnew);
        eventuallyFollowed();
    }

    private Optional<Member> leader() {
        return members.stream()
                .filter(one -> "f".equals(ask(one, "select pg_is_in_recovery()")))
                .findFirst();
    }

    private void eventuallyFollowed() {
        Await.patiently("two standbys follow, one of them synchronously", () -> leader().map(one -> ask(
                        one,
                        "select count(*) || ' ' || count(*) filter (where sync_state = 'sync')"
                                + " from pg_stat_replication where state = 'streaming'"))
                .filter("2 1"::equals)
                .isPresent());
    }

    private static String ask(Member member, String sql) {
        try {
            return PostgresServer.query(
                    PostgresServer.address("postgresql://127.0.0.1:" + member.port() + "/postgres?sslmode=disable"),
                    sql);
        } catch (SQLException away) {
            return "nobody answers";
        }
    }

    private Path home(Member member) {
        return directory.resolve(member.name());
    }

    private void startAnew(Member member) {
        delete(home(member));
        start(member);
    }

    private void start(Member member) {
        try {
            Path home = Files.createDirectories(home(member));
            Path configuration = Files.writeString(
                    home.resolve("patroni.yml"),
                    CONFIGURATION.formatted(
                            member.name(), member.agentPort(), etcdPort, member.port(), home, binaries));
            member.agent().clear();
            member.agent()
                    .add(launch(
                            home.resolve("log"),
                            PostgresServer.asOther(List.of(PATRONI.toString(), configuration.toString()))));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private Process startEtcd() {
        int peers = FreePorts.find().one();
        return launch(
                directory.resolve("etcd.log"),
                List.of(
                        ETCD.toString(),
                        "--data-dir=" + directory.resolve("etcd"),
                        "--unsafe-no-fsync",
                        "--listen-client-urls=http://127.0.0.1:" + etcdPort,
                        "--advertise-client-urls=http://127.0.0.1:" + etcdPort,
                        "--listen-peer-urls=http://127.0.0.1:" + peers,
                        "--initial-advertise-peer-urls=http://127.0.0.1:" + peers,
                        "--initial-cluster=default=http://127.0.0.1:" + peers));
    }

    private static Process launch(Path log, List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** The agent first, or it would start the server again; the server is no child of it. */
    private void lose(Member member) {
        member.agent().forEach(agent -> end(agent.toHandle()));
        Path pid = home(member).resolve("data/postmaster.pid");
        if (Files.exists(pid)) {
            try {
                ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).get(0))).ifPresent(PatroniCluster::end);
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
        }
    }

    private static void end(ProcessHandle process) {
        List<ProcessHandle> all =
                Stream.concat(Stream.of(process), process.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> Await.until("process " + one.pid() + " has ended", () -> !one.isAlive()));
    }

    @Override
    public void close() {
        members.forEach(this::lose);
        end(etcd.toHandle());
        delete(directory);
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
