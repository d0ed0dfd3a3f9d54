package org.relais;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.relais.ShardWorld.SHARDS;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.relais.ShardWorld.Answer;
import org.relais.consent.Fingerprints;
import org.relais.consent.verify.ConsentVerifier;
import org.relais.database.Database;
import org.relais.database.DatabaseAccess;
import org.relais.shard.MoveException;
import org.relais.shard.OrganisationMove;
import org.relais.shard.ShardDirectory;
import org.relais.shard.ShardDirectory.Verdict;
import org.relais.shard.ShardKey;
import org.relais.shard.TestMoves;
import org.relais.testing.Await;
import org.relais.testing.LedgerCheck;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceNode;
import org.relais.testing.TestDatabase;
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

    private static final ExecutorService STOPPERS = Executors.newFixedThreadPool(8);

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
            STOPPERS.shutdownNow();
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
        IntStream.range(0, SHARDS).forEach(shard -> world.broadcast(shard, TOKENS.get(shard), "au marché"));
        Await.until("messages go", () -> world.judge.sent() > SHARDS);
        long contact = world.rows(1, "select max(id) as id from contact").get(0).getLong("id");
        String unseen = world.token(1);
        Runnable start = TestServer.stop(world.data.get(1));
        try {
            for (int shard : new int[] {0, 2}) {
                assertThat(stops(shard, 100)).as("stops on " + shard).allMatch(answer -> answer.status() == 200);
                assertThat(api(shard, "/contacts").status()).isEqualTo(200);
                world.sent(shard);
            }
            assertThat(stops(1, 100)).allMatch(answer -> answer.status() == 503 && answer.again());
            assertThat(world.stopPage(contact)).matches(answer -> answer.status() == 503 && answer.again());
            for (String token : List.of(TOKENS.get(1), unseen)) {
                Answer refused = world.api("GET", token, "/contacts", new JsonObject());
                assertThat(refused).matches(answer -> answer.status() == 503 && answer.again());
                assertThat(refused.json().getString("type")).isEqualTo("urn:relais:problem:unavailable");
            }
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

    @Test
    @Order(4)
    void aMoveThatBreaksOffLeavesTheOrganisationWholeWhereItWas() {
        long contacts = world.count(1, "contact");
        long other = ServiceNode.organisation(world.databases.get(2).pool(), "in-the-way");
        world.rows(2, "update organisation set slug = 'asso1' where id = " + other);
        assertThatThrownBy(() -> move().run()).isInstanceOf(SQLException.class);
        world.rows(2, "update organisation set slug = 'out-of-the-way' where id = " + other);
        assertThat(world.count(2, "contact where organisation_id = " + world.organisations.get(1)))
                .isZero();
        assertThat(world.count(1, "contact")).isEqualTo(contacts);
        assertThat(world.count(1, "organisation_move")).isZero();
        assertThat(world.count(1, "pg_trigger where tgname like 'moved%'")).isZero();
        assertThat(world.count(1, "sender where status = 'active'")).isEqualTo(2);
        Await.until(
                "stops are taken", () -> world.write(1, 1, 500, "STOP").join().status() == 200);
    }

    /** Whoever wrote into the ledger is not helped to a copy that looks like any other. */
    @Test
    @Order(4)
    void anOrganisationWhoseLedgerIsBrokenIsNotMoved() throws Exception {
        String whose = " where organisation_id = " + world.organisations.get(0) + " and position = 2";
        String unhindered =
                "alter table ledger_link disable trigger user; %s; alter table ledger_link enable trigger user";
        String hash = world.rows(0, "select encode(hash, 'hex') as hash from ledger_link" + whose)
                .get(0)
                .getString("hash");
        TestDatabase.execute(
                world.databases.get(0).address(),
                unhindered.formatted("update ledger_link set hash = sha256(hash)" + whose));
        assertThatThrownBy(() -> move(0, 2, 0).run())
                .isInstanceOf(MoveException.class)
                .hasMessageContaining("relais ledger verify");
        assertThat(world.count(0, "organisation_move")).isZero();
        assertThat(world.count(0, "sender where status = 'active'")).isEqualTo(2);
        assertThat(world.count(2, "contact where organisation_id = " + world.organisations.get(0)))
                .isZero();
        TestDatabase.execute(
                world.databases.get(0).address(),
                unhindered.formatted("update ledger_link set hash = decode('" + hash + "', 'hex')" + whose));
        assertThat(world.write(0, 1, 700, "STOP").join().status()).isEqualTo(200);
    }

    /** What its sections share is one statement of one database. */
    @Test
    @Order(4)
    void aSectionOfAFederationIsNotMoved() throws SQLException {
        String whose = " where id = " + world.organisations.get(0);
        TestDatabase.execute(
                world.databases.get(0).address(),
                "insert into federation (name, created_at) values ('F', now());"
                        + " update organisation set federation_id = (select id from federation)" + whose);
        assertThatThrownBy(() -> move(0, 2, 0).run())
                .isInstanceOf(MoveException.class)
                .hasMessageContaining("relais federation remove");
        assertThat(world.count(0, "organisation_move")).isZero();
        assertThat(world.count(0, "sender where status = 'active'")).isEqualTo(2);
        TestDatabase.execute(
                world.databases.get(0).address(),
                "update organisation set federation_id = null; delete from federation");
    }

    @Test
    @Order(5)
    void anOrganisationMovesWhileItSendsAndNoStopIsLost() throws Exception {
        world.broadcast(1, TOKENS.get(1), "à la gare");
        int before = world.judge.sent();
        Await.until("messages go", () -> world.judge.sent() > before + 2);
        List<Integer> refused = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Void>> stops = IntStream.range(0, PEOPLE / 3)
                .map(third -> 3 * third + 1)
                .mapToObj(person -> CompletableFuture.runAsync(
                        () -> Await.until("the stop of " + person + " is taken", () -> {
                            int status = world.write(1, person, 1_000 + person, "STOP")
                                    .join()
                                    .status();
                            if (status != 200) {
                                refused.add(status);
                            }
                            // Whoever is taken early writes on, to the end.
                            return status == 200
                                    && world.count(2, "contact where organisation_id = " + world.organisations.get(1))
                                            > 0;
                        }),
                        STOPPERS))
                .toList();
        OrganisationMove.Moved moved = move().run();
        stops.forEach(CompletableFuture::join);
        assertThat(moved.rows()).isGreaterThan(PEOPLE);
        assertThat(refused).isNotEmpty().containsOnly(503);
        world.sent(2);
        assertThat(world.judge.late()).as("messages after an answered stop").isZero();
        assertThat(world.judge.twice()).as("people who got it twice").isZero();
        String ours = "organisation_id = " + world.organisations.get(1);
        String sent = "delivery d where d.broadcast_id = (select max(id) from broadcast where " + ours + ")";
        assertThat(world.count(2, sent + " and state in ('failed', 'unknown')")).isZero();
        assertThat(world.count(
                        2,
                        "consent c where state <> 'unsubscribed' and " + ours + " and not exists (select from " + sent
                                + " and d.contact_id = c.contact_id and d.state = 'accepted')"))
                .as("people who got nothing")
                .isZero();
        assertThat(world.count(2, "consent where state = 'unsubscribed' and " + ours))
                .as("stops that count")
                .isGreaterThanOrEqualTo(2 * (PEOPLE / 3));
        assertThat(world.count(1, "contact") + world.count(1, "ledger_event") + world.count(1, "inbox"))
                .as("rows left behind")
                .isZero();
        assertThat(api(1, "/contacts").status()).isEqualTo(200);
        assertThat(refusalOfTheOldDatabase())
                .as("of a node that has heard nothing of it")
                .isEqualTo("57P03");
        assertThat(move().run().rows()).as("what another run finds to copy").isZero();
        assertThatThrownBy(() -> move().cancel()).isInstanceOf(MoveException.class);
        assertThatThrownBy(() -> move(2, 1, 1).run()).isInstanceOf(MoveException.class);
    }

    /** As a command that was killed leaves it. */
    @Test
    @Order(6)
    void aMoveThatWasKilledIsGivenUp() throws Exception {
        OrganisationMove move = move(0, 2, 0);
        try (Connection owner = Objects.requireNonNull(access(0).owner()).connect()) {
            TestMoves.killed(owner, world.organisations.get(0), 2);
        }
        Await.until(
                "stops are refused", () -> world.write(0, 1, 600, "STOP").join().status() == 503);
        move.cancel();
        Await.until(
                "stops are taken", () -> world.write(0, 1, 600, "STOP").join().status() == 200);
        assertThat(world.count(0, "sender where status = 'active'")).isEqualTo(2);
        assertThat(world.count(0, "organisation_move")).isZero();
    }

    @Test
    @Order(7)
    void aSenderThatTwoDatabasesClaimIsAnsweredForByNone() {
        SortedMap<Integer, Supplier<Optional<Database>>> databases = new TreeMap<>();
        for (int shard : new int[] {0, 2}) {
            databases.put(shard, () -> Optional.of(world.databases.get(shard)));
            world.rows(
                    shard,
                    "insert into sender (organisation_id, channel, external_id, name, created_at) values ("
                            + world.organisations.get(shard) + ", 'telegram', 'twice', 'n', now())");
        }
        ShardDirectory directory = new ShardDirectory(world.vertx, databases, System::nanoTime);
        ShardKey sender = ShardKey.sender("telegram", "twice");
        assertThat(verdict(directory, sender)).as("of its first event").isEqualTo(Verdict.AWAY);
        databases.put(0, Optional::empty);
        assertThat(verdict(new ShardDirectory(world.vertx, databases, System::nanoTime), sender))
                .as("while one of them is away")
                .isEqualTo(Verdict.FOUND);
        world.rows(0, "update sender set removed_at = now() where external_id = 'twice'");
        Await.until("one has it", () -> verdict(directory, sender) == Verdict.FOUND);
        assertThat(Await.result(directory.find(sender)).shard()).isEqualTo(2);
        assertThat(verdict(directory, ShardKey.sender("telegram", "nobody's"))).isEqualTo(Verdict.NOBODYS);
    }

    /** Meta calls one address for all numbers of an app, and the database of each knows the secret that they have in common. */
    @Test
    @Order(8)
    void oneWebhookOfConnectedNumbersReachesTheDatabaseOfEach() {
        String[] numbers = {"900000100001", "900000100002"};
        assertThat(world.connect(TOKENS.get(0), numbers[0], "common-secret").status())
                .isEqualTo(201);
        assertThat(world.connect(TOKENS.get(2), numbers[1], "common-secret").status())
                .isEqualTo(201);
        assertThat(world.writeToNumbers("START", "common-secret", numbers).status())
                .isEqualTo(200);
        Await.until("the first is in", () -> world.count(0, "address where identifier = '+33612100001'") == 1);
        Await.until("the other one is in", () -> world.count(2, "address where identifier = '+33612100002'") == 1);
        assertThat(world.count(0, "address where identifier = '+33612100002'")).isZero();

        Runnable start = TestServer.stop(world.data.get(2));
        try {
            assertThat(world.writeToNumbers("STOP", "common-secret", numbers))
                    .as("while the database of one is away")
                    .matches(answer -> answer.status() == 503 && answer.again());
            assertThat(world.tellOfAccount(
                            "account_update", new JsonObject().put("event", "AWAY"), "common-secret", numbers[0]))
                    .as("of the account that both are of")
                    .matches(answer -> answer.status() == 503 && answer.again());
        } finally {
            start.run();
        }
        Await.until(
                "it is taken",
                () -> world.writeToNumbers("STOP", "common-secret", numbers).status() == 200);
        for (int shard : new int[] {0, 2}) {
            assertThat(world.count(
                            shard,
                            "consent c join address a on a.contact_id = c.contact_id"
                                    + " where c.state = 'unsubscribed' and a.identifier like '+336121000%'"))
                    .as("stopped on " + shard)
                    .isEqualTo(1);
        }
    }

    /** It names no number: every database that has one of the account hears it, whichever number's address is called. */
    @Test
    @Order(9)
    void whatMetaTellsOfAnAccountReachesEveryDatabaseThatHasANumberOfIt() {
        String[] numbers = {"900000300001", "900000300002"};
        assertThat(world.connect(TOKENS.get(0), numbers[0], "whole-secret").status())
                .isEqualTo(201);
        assertThat(world.connect(TOKENS.get(2), numbers[1], "whole-secret").status())
                .isEqualTo(201);
        assertThat(world.connect(TOKENS.get(2), "900000300003", "another-secret")
                        .status())
                .isEqualTo(201);
        Map<String, JsonObject> told = Map.of(
                "message_template_status_update",
                new JsonObject()
                        .put("event", "PAUSED")
                        .put("message_template_id", 1)
                        .put("message_template_name", "samedi")
                        .put("message_template_language", "fr"),
                "message_template_quality_update",
                new JsonObject().put("new_quality_score", "RED").put("message_template_name", "samedi"),
                "template_category_update",
                new JsonObject().put("new_category", "MARKETING").put("message_template_name", "samedi"),
                "business_capability_update",
                new JsonObject().put("max_daily_conversations_per_business", 10_000),
                "account_update",
                new JsonObject().put("event", "VERIFIED_ACCOUNT"),
                "phone_number_quality_update",
                new JsonObject().put("event", "UPGRADE").put("current_limit", "TIER_10K"));
        told.forEach((field, value) -> assertThat(world.tellOfAccount(field, value, "whole-secret", numbers[0])
                        .status())
                .as(field)
                .isEqualTo(200));
        for (int at = 0; at < numbers.length; at++) {
            int shard = 2 * at;
            String its = "inbox where sender_external_id = '" + numbers[at] + "' and outcome = 'applied'";
            Await.until("all is heard on " + shard, () -> world.count(shard, its) == told.size());
        }
        assertThat(world.count(2, "inbox where sender_external_id = '900000300003'"))
                .as("of an app that has not signed it")
                .isZero();
        for (int shard = 0; shard < SHARDS; shard++) {
            assertThat(world.count(shard, "inbox where sender_external_id = '' and event_key like 'account_update:%'"))
                    .as("nobody's on " + shard)
                    .isZero();
        }
    }

    /** Somebody connects a number that is not theirs, with any secret: neither is anything taken for it, nor refused to others. */
    @Test
    @Order(10)
    void aNumberOfAnotherAppIsNobodysAndInNobodysWay() {
        String[] numbers = {"900000200001", "900000200002"};
        assertThat(world.connect(TOKENS.get(0), numbers[0], "right-secret").status())
                .isEqualTo(201);
        assertThat(world.connect(TOKENS.get(2), numbers[1], "made-up-secret").status())
                .isEqualTo(201);
        assertThat(world.writeToNumbers("START", "right-secret", numbers).status())
                .isEqualTo(200);
        Await.until("the first is in", () -> world.count(0, "address where identifier = '+33612200001'") == 1);
        assertThat(world.count(2, "address where identifier = '+33612200002'")).isZero();
        assertThat(world.count(2, "inbox where sender_external_id = '900000200002'"))
                .isZero();
        assertThat(world.writeToNumbers("START", "right-secret", numbers[1], numbers[0])
                        .status())
                .as("signed by none of the address's")
                .isEqualTo(401);
    }

    /** It is signed with the secret of whoever had the number before, and only a row of theirs says whose the stop is. */
    @Test
    @Order(11)
    void whatIsSignedForAnEarlierOwnerIsTakenOnlyWhereTheirRowIs() {
        String number = "900000400001";
        assertThat(world.connect(TOKENS.get(0), number, "earlier-secret").status())
                .isEqualTo(201);
        world.rows(0, "update sender set external_id = 'elsewhere' where external_id = '" + number + "'");
        assertThat(world.connect(TOKENS.get(2), number, "later-secret").status())
                .isEqualTo(201);
        assertThat(world.writeToNumbers("STOP", "earlier-secret", number))
                .as("for a reader without a row")
                .matches(answer -> answer.status() == 503 && answer.again());
        String its = "inbox where sender_external_id = '" + number + "'";
        assertThat(world.count(0, its) + world.count(2, its)).isZero();

        world.rows(
                0,
                "update sender set external_id = '" + number + "', removed_at = now() where external_id = 'elsewhere'");
        assertThat(world.writeToNumbers("STOP", "earlier-secret", number).status())
                .isEqualTo(200);
        assertThat(world.count(0, its)).isEqualTo(1);
        assertThat(world.count(2, its)).isZero();
    }

    private static Verdict verdict(ShardDirectory directory, ShardKey key) {
        return Await.result(directory.find(key)).verdict();
    }

    private static @Nullable String refusalOfTheOldDatabase() {
        Throwable fault = world.databases
                .get(1)
                .pool()
                .query(
                        """
                        insert into inbox (channel, sender_external_id, event_key, kind, platform_time, received_at, event)
                        values ('telegram', '%s', 'late', 'TEXT', now(), now(), '{}')
                        """
                                .formatted(ShardWorld.bot(1)))
                .execute()
                .transform(inserted -> Future.succeededFuture(inserted.cause()))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return fault instanceof PgException refused ? refused.getSqlState() : null;
    }

    private static OrganisationMove move() {
        return move(1, 2, 1);
    }

    private static OrganisationMove move(int from, int to, int organisation) {
        long id = world.organisations.get(organisation);
        ConsentVerifier verifier = new ConsentVerifier(
                world.databases.get(from).pool(),
                new Fingerprints(world.config.security().suppressionKeys()),
                InstantSource.system());
        return TestMoves.of(access(from), access(to), id, () -> Await.result(verifier.verify(id, List.of()))
                .intact());
    }

    private static DatabaseAccess access(int shard) {
        return world.servers.get(shard).access().ofShard(shard);
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
