package org.relais;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.relais.testing.ApiBody;
import org.relais.testing.Await;
import org.relais.testing.Failover;
import org.relais.testing.FailoverCluster;
import org.relais.testing.Http;
import org.relais.testing.PatroniCluster;
import org.relais.testing.PostgresCluster;
import org.relais.testing.PostgresServer;
import org.relais.testing.ServiceFixture;
import org.relais.testing.StopJudge;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The primary is killed in the middle of a storm of stops and of a broadcast, a standby is promoted, and all goes on: judged
 * by the phones, which know what they stopped and what they got. {@code -Drelais.failover=20
 * -Drelais.failover.stops=250} for a long night; {@code -Drelais.patroni=1} lets Patroni promote.
 */
@Failover
class FailoverTest {
    private static final Logger LOG = LoggerFactory.getLogger(FailoverTest.class);
    private static final int ROUNDS = Integer.getInteger("relais.failover", 2);
    private static final int PATRONI_ROUNDS = Integer.getInteger("relais.patroni", 0);
    private static final int STOPS = Integer.getInteger("relais.failover.stops", 30);
    private static final int WRITING_AT_ONCE = 8;

    private final Http http = new Http();

    /** What came of the rounds so far. */
    private record Verdict(int rounds, long stops, long lost, long late, long twice, long unknown) {}

    @Test
    void anAnsweredStopOutlivesThePrimary() throws Exception {
        try (FailoverCluster cluster = PostgresCluster.start(binaries())) {
            loseAndJudge(cluster, ROUNDS);
        }
    }

    /** Whose clock is another: no lease ends before its time, and none lasts as long as they are apart. */
    @Test
    void anAnsweredStopOutlivesThePrimaryWhoseSuccessorHasAnotherClock() throws Exception {
        assumeTrue(PostgresServer.canHaveOtherClock(), "faketime is not installed: no server had another clock");
        try (FailoverCluster cluster = PostgresCluster.startWithClocksApart(binaries())) {
            loseAndJudge(cluster, Math.min(ROUNDS, 2));
        }
    }

    /** Who leads is Patroni's to say, and nobody helps it. A round takes a minute, so none is played unasked. */
    @Test
    void anAnsweredStopOutlivesAPrimaryOfPatroni() throws Exception {
        assumeTrue(PATRONI_ROUNDS > 0, "no round by Patroni was asked for (-Drelais.patroni=1)");
        assumeTrue(
                PatroniCluster.isInstalled(), "Patroni and etcd are not installed: no failover by Patroni was tried");
        try (FailoverCluster cluster = PatroniCluster.start(binaries())) {
            loseAndJudge(cluster, PATRONI_ROUNDS);
        }
    }

    private void loseAndJudge(FailoverCluster cluster, int rounds) throws Exception {
        try (ServiceUnderTest service = ServiceUnderTest.startWithStandby(cluster.address());
                ServiceUnderTest.Node other = service.secondNode()) {
            ServiceFixture world = ServiceFixture.of(service);
            assertThat(survives(service)).isTrue();
            StopJudge judge = judge(world);
            List<String> everybody = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                long began = System.nanoTime();
                List<String> stopping = people(world, "Stop " + round + "/");
                List<String> people = new ArrayList<>(stopping);
                people.addAll(people(world, "Reste " + round + "/"));
                everybody.addAll(people);
                world.sent("Tour " + round, audience(world, round), "Tour " + round + ".");
                stormAndFailOver(world, cluster, stopping);
                eventuallyWell(other.address());
                settled(world);
                judge(world, verdict(world, judge, people, round), round);
                LOG.info("round {} took {} s", round, (System.nanoTime() - began) / 1_000_000_000);
            }
            assertThat(judge.twice(everybody)).as("twice, of all rounds").isZero();
        }
    }

    /** The round's own people, so that a round costs what the first one did; and again those whose stops are older. */
    private static JsonObject audience(ServiceFixture world, int round) {
        return ApiBody.contacts(
                world
                        .rows("select id from contact where name like 'Stop %' or name like 'Reste " + round + "/%'")
                        .stream()
                        .map(row -> row.getLong("id"))
                        .toArray());
    }

    /** The judge judged: of what a primary has told nobody, he misses every stop. */
    @Test
    void withAnAsynchronousStandbyAnsweredStopsAreLost() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.startAsynchronous(binaries());
                ServiceUnderTest service = ServiceUnderTest.start(cluster.address())) {
            ServiceFixture world = ServiceFixture.of(service);
            List<String> stopping = people(world, "Stop 1/");
            settled(world);
            assertThat(survives(service)).isFalse();
            cluster.cutStandbysOff();
            stopping.forEach(phone -> world.phones.stopAndWait(phone, "STOP"));
            cluster.losePrimary();
            isAwayForNow(service);
            cluster.promote();
            eventuallyWell(service.address());
            settled(world);
            assertThat(verdict(world, judge(world), stopping, 1).lost()).isEqualTo(STOPS);
        }
    }

    private static Path binaries() {
        Optional<Path> binaries = PostgresServer.newestBinaries();
        assumeTrue(binaries.isPresent(), "no PostgreSQL of the system is installed: no failover was tried");
        return binaries.orElseThrow();
    }

    private static List<String> people(ServiceFixture world, String name) {
        ExecutorService joining = Executors.newFixedThreadPool(WRITING_AT_ONCE);
        try {
            List<CompletableFuture<String>> phones = IntStream.rangeClosed(1, STOPS)
                    .mapToObj(person -> CompletableFuture.supplyAsync(() -> world.onTelegram(name + person), joining))
                    .toList();
            return phones.stream().map(CompletableFuture::join).toList();
        } finally {
            joining.shutdownNow();
        }
    }

    /** Every stop is answered in the end: the platform comes again until it is. */
    private void stormAndFailOver(ServiceFixture world, FailoverCluster cluster, List<String> phones) throws Exception {
        AtomicInteger answered = new AtomicInteger();
        ExecutorService senders = Executors.newFixedThreadPool(WRITING_AT_ONCE);
        try {
            List<CompletableFuture<Void>> stops = phones.stream()
                    .map(phone -> CompletableFuture.runAsync(
                            () -> {
                                world.phones.stopPatiently(phone, "STOP");
                                answered.incrementAndGet();
                            },
                            senders))
                    .toList();
            Await.until("stops are answered", () -> answered.get() >= STOPS / 3);
            cluster.losePrimary();
            isAwayForNow(world.service);
            cluster.promote();
            CompletableFuture.allOf(stops.toArray(CompletableFuture[]::new)).join();
        } finally {
            senders.shutdownNow();
        }
        eventuallyWell(world.service.address());
    }

    /** What health says of an answered stop. */
    private boolean survives(ServiceUnderTest service) {
        return Await.found(
                        "health has looked",
                        () -> new JsonObject(
                                status("/health", service.address()).body()),
                        health -> health.containsKey("answeredStopSurvivesPrimary"))
                .getBoolean("answeredStopSurvivesPrimary");
    }

    private void eventuallyWell(String node) {
        Await.patiently("it is well again", () -> status("/health", node).statusCode() == 200);
    }

    private void isAwayForNow(ServiceUnderTest service) {
        Await.until("health says it", () -> status("/health", service.address()).statusCode() == 503);
        HttpResponse<String> refused = Await.found(
                "the API says when to come again",
                () -> status("/api/v1/contacts", service.address()),
                answer -> answer.statusCode() == 503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("2");
        assertThat(new JsonObject(refused.body()).getString("type")).isEqualTo("urn:relais:problem:unavailable");
    }

    private HttpResponse<String> status(String path, String node) {
        return http.send(
                HttpRequest.newBuilder(URI.create(node + path)).header("Authorization", "Bearer relais_of_nobody"));
    }

    /** What was under way when the primary was lost ends with its lease. */
    private static void settled(ServiceFixture world) {
        Await.patiently(
                "nothing is under way",
                () -> world.count("broadcast where state <> 'finished'") == 0
                        && world.count("inbox where processed_at is null") == 0
                        && world.count("delivery where state in ('queued', 'sending')") == 0);
    }

    private static StopJudge judge(ServiceFixture world) {
        return new StopJudge(world.phones, "Tour ");
    }

    private static void judge(ServiceFixture world, Verdict verdict, int round) {
        LOG.info("{}", verdict);
        assertThat(verdict).isEqualTo(new Verdict(round, (long) round * STOPS, 0, 0, 0, verdict.unknown()));
        assertThat(world.count("delivery where purpose = 'broadcast' and state = 'accepted'"
                        + " and contact_id in (select id from contact where name like 'Reste %')"))
                .as("who stays and is settled has it, but for what nobody knows")
                .isEqualTo((long) round * STOPS
                        - world.count("delivery where purpose = 'broadcast' and state = 'unknown'"
                                + " and contact_id in (select id from contact where name like 'Reste %')"));
        assertThat(world.count("(select broadcast_id, state, count(*) from delivery"
                        + " where broadcast_id is not null group by 1, 2 except"
                        + " select broadcast_id, state, sum(deliveries) from broadcast_progress group by 1, 2) apart"))
                .as("books balanced")
                .isZero();
    }

    /** By what the database knows of those who stopped, and what the phones have got. */
    private static Verdict verdict(ServiceFixture world, StopJudge judge, List<String> people, int round) {
        long known = counted(
                world,
                "contact c join consent s on s.contact_id = c.id"
                        + " where c.name like 'Stop %' and s.state = 'unsubscribed'");
        return new Verdict(
                round,
                judge.stops(),
                (long) round * STOPS - known,
                judge.late(),
                judge.twice(people),
                counted(world, "delivery where state = 'unknown'"));
    }

    /** A connection of before the primary was lost may be found out only now: it is counted again on another. */
    private static long counted(ServiceFixture world, String fromWhere) {
        AtomicLong counted = new AtomicLong();
        Await.until("a connection to the new primary", () -> {
            try {
                counted.set(world.count(fromWhere));
                return true;
            } catch (AssertionError failed) {
                if (isLost(failed)) {
                    return false;
                }
                throw failed;
            }
        });
        return counted.get();
    }

    private static boolean isLost(Throwable failed) {
        Throwable cause = failed.getCause();
        while (cause != null && !(cause instanceof ClosedConnectionException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }
}
