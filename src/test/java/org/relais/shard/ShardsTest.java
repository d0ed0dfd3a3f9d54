package org.relais.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.shard.ShardWorld.SHARDS;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.relais.consent.Fingerprints;
import org.relais.shard.ShardWorld.Answer;
import org.relais.testing.Await;
import org.relais.testing.LedgerCheck;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestServer;

/** Organisations on three databases behind one service. Slow: it starts three servers. */
@NeedsDatabase
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShardsTest {
    /** People of each organisation; {@code -Drelais.shards.people=2000} for a long look. */
    private static final int PEOPLE = Integer.getInteger("relais.shards.people", 60);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path files;

    @SuppressWarnings("NullAway.Init")
    static ShardWorld world;

    static final List<String> TOKENS = new ArrayList<>();

    @BeforeAll
    static void everybodyJoins() throws Exception {
        world = new ShardWorld(files);
        for (int shard = 0; shard < SHARDS; shard++) {
            TOKENS.add(world.token(shard));
            world.join(shard, PEOPLE);
        }
    }

    @AfterAll
    static void end() throws Exception {
        try {
            Fingerprints fingerprints = new Fingerprints(world.config.security().suppressionKeys());
            world.databases.forEach(database -> LedgerCheck.everythingIsIntact(database.pool(), fingerprints));
        } finally {
            world.close();
        }
    }

    @Test
    @Order(1)
    void idsOfDifferentDatabasesNeverMeet() {
        for (int shard = 0; shard < SHARDS; shard++) {
            for (String table : List.of("organisation", "contact", "ledger_event", "delivery", "inbox")) {
                assertThat(world.rows(shard, "select min(id) >> 40, max(id) >> 40 from " + table)
                                .get(0)
                                .deepToString())
                        .as(table)
                        .isEqualTo("[" + shard + "," + shard + "]");
            }
        }
    }

    @Test
    @Order(2)
    void oneWebhookOfSeveralOrganisationsReachesEach() {
        assertThat(world.writeTogether("START", 0, 2).status()).isEqualTo(200);
        for (int shard : new int[] {0, 2}) {
            Await.until(
                    "is in", () -> world.count(shard, "address where identifier = '+3361200000" + shard + "'") == 1);
        }
        assertThat(world.count(1, "address where channel = 'whatsapp'")).isZero();
    }

    @Test
    @Order(3)
    void aDatabaseIsKilledAndTheOthersNoticeNothing() {
        IntStream.range(0, SHARDS).forEach(shard -> world.broadcast(shard, TOKENS.get(shard)));
        Await.until("messages go", () -> world.judge.sent() > SHARDS);
        long contact = world.rows(1, "select max(id) as id from contact").get(0).getLong("id");
        Runnable start = TestServer.stop(world.data.get(1));
        try {
            for (int shard : new int[] {0, 2}) {
                assertThat(stops(shard, 100)).as("stops on " + shard).allMatch(answer -> answer.status() == 200);
                assertThat(api(shard, "/contacts").status()).isEqualTo(200);
                world.sent(shard);
            }
            assertThat(stops(1, 100)).allMatch(answer -> answer.status() == 503 && answer.again());
            assertThat(world.stopPage(contact)).matches(answer -> answer.status() == 503 && answer.again());
            assertThat(api(1, "/contacts")).matches(answer -> answer.status() == 503 && answer.again());
            assertThat(world.writeTogether("STOP", 0, 1)).matches(answer -> answer.status() == 503 && answer.again());
            Answer health = world.get("/health");
            assertThat(health.status()).isEqualTo(200);
            assertThat(health.json().getString("status")).isEqualTo("degraded");
        } finally {
            start.run();
        }
        Await.until("stops are taken again", () -> stops(1, 100).stream().allMatch(answer -> answer.status() == 200));
        Await.until("and pages", () -> world.stopPage(contact).status() == 200);
        assertThat(world.writeTogether("STOP", 0, 1).status()).isEqualTo(200);
        world.sent(1);
        for (int shard = 0; shard < SHARDS; shard++) {
            int of = shard;
            Await.until("all stops count", () -> world.count(of, "consent where state = 'unsubscribed'") >= PEOPLE / 3);
            assertThat(world.count(shard, "delivery where state = 'failed'")).isZero();
        }
        assertThat(world.judge.late()).as("messages after an answered stop").isZero();
        assertThat(world.judge.twice()).as("people who got it twice").isZero();
        assertThat(world.get("/health").json().getString("status")).isEqualTo("up");
    }

    private static Answer api(int shard, String path) {
        return world.api("GET", TOKENS.get(shard), path, new JsonObject());
    }

    /** Every third person stops; again with the same update when asked again, as the platform does. */
    private static List<Answer> stops(int shard, int first) {
        return IntStream.range(0, PEOPLE / 3)
                .mapToObj(person -> world.write(shard, 3 * person, first + PEOPLE + person, "STOP"))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }
}
