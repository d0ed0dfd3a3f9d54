package org.relais.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.relais.ServiceUnderTest;
import org.relais.app.ConsentModule;
import org.relais.consent.replay.LedgerExport;
import org.relais.consent.replay.LedgerReplay;
import org.relais.database.Database;
import org.relais.database.DatabaseAccess;
import org.relais.database.DatabaseAddress;
import org.relais.ledger.LedgerSealer;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.LedgerCheck;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;
import org.relais.testing.ServiceNode;
import org.relais.testing.TestDatabase;

/** The rehearsal: a backup, an accident, a restoration. Nobody who has stopped since comes back, and nothing is sent twice. */
@NeedsDatabase
class BackupTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private static DatabaseAccess empty() {
        DatabaseAddress address = TestDatabase.fresh();
        return new DatabaseAccess(address, TestDatabase.administrator(address));
    }

    private static long rows(Pool pool, String fromWhere) {
        return Await.result(pool.query("select count(*) from " + fromWhere).execute())
                .iterator()
                .next()
                .getLong(0);
    }

    @Test
    void anOlderBackupBringsBackNobodyWhoHasStoppedSince() throws SQLException, IOException {
        String staying = WORLD.onTelegram("Ada");
        String stopping = WORLD.onTelegram("Bea");
        WORLD.onTelegram("Cleo");
        long ada = WORLD.contact("Ada");
        long bea = WORLD.contact("Bea");
        long cleo = WORLD.contact("Cleo");
        WORLD.rows("update sender set status = 'paused' where channel = 'telegram' returning id");
        WORLD.broadcast("Samedi");
        Await.until("it waits", () -> WORLD.count("delivery where state = 'queued'") == 3);
        Path file = directory.resolve("backup.zip");
        Await.result(new LedgerSealer(WORLD.service.pool(), InstantSource.system()).seal());
        Backup.Written written = new Backup(WORLD.service.database()).write(file, Instant.now());
        assertThat(written.rows()).isPositive();
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).startsWith("PK");

        // After it: one stops, one is erased, one joins.
        WORLD.phones.stopAndWait(stopping, "STOP");
        WORLD.erase(cleo);
        WORLD.rows("update sender set status = 'active' where channel = 'telegram' returning id");
        WORLD.idle();
        Path export = export();

        DatabaseAccess fresh = empty();
        Restoration.Restored restored = new Restoration(fresh).restore(file);
        assertThat(restored.rows()).isEqualTo(written.rows());
        assertThat(restored.takenBack()).isEqualTo(3);
        Vertx vertx = Vertx.vertx();
        Database database = Await.result(Database.open(vertx, fresh.application(), 4));
        try {
            Pool pool = database.pool();
            assertThat(rows(pool, "consent where state = 'subscribed' and " + ours()))
                    .isEqualTo(3);
            replay(vertx, database, export);
            assertThat(states(pool)).isEqualTo(Map.of(ada, "subscribed", bea, "unsubscribed"));
            assertThat(rows(pool, "contact where id = " + cleo + " and erased_at is not null and name = ''"))
                    .isEqualTo(1);
            assertThat(rows(pool, "delivery where state in ('queued', 'sending')"))
                    .isZero();
            assertThat(rows(pool, "broadcast where state = 'cancelled' and state_reason = 'restored'"))
                    .isEqualTo(1);
            LedgerCheck.everythingIsIntact(pool, WORLD.service.fingerprints());
            serviceGoesOnWith(pool, fresh.application(), staying, bea);
        } finally {
            Await.result(database.close());
            Await.result(vertx.close());
        }
    }

    private static String ours() {
        return "organisation_id = " + WORLD.service.organisationId();
    }

    private Path export() throws SQLException, IOException {
        Path export = directory.resolve("ledger.jsonl");
        Pool old = WORLD.service.pool();
        new LedgerExport(old, WORLD.service.fingerprints(), InstantSource.system())
                .write(
                        Await.result(new OrganisationStore(InstantSource.system())
                                        .find(old, WORLD.service.organisationId()))
                                .orElseThrow(),
                        null,
                        export);
        return export;
    }

    /** The stop was another section's, of which no export is at hand: this one's own brings it back to both. */
    @Test
    void aFederationComesBackAndNobodyWhoStoppedInASection() throws SQLException, IOException {
        ApiClient.Caller theirs =
                WORLD.api.as(WORLD.service.token(WORLD.service.createOrganisation("section"), Role.OWNER));
        long here = written(WORLD.organiser);
        long there = written(theirs);
        WORLD.rows("insert into federation (name, created_at) values ('Fédération', now()) returning id");
        WORLD.rows("update organisation set federation_id = (select id from federation) returning id");
        Path file = directory.resolve("backup.zip");
        Await.result(new LedgerSealer(WORLD.service.pool(), InstantSource.system()).seal());
        new Backup(WORLD.service.database()).write(file, Instant.now());
        theirs.ok(theirs.post("/contacts/" + there + "/stop", null));
        Path export = export();
        DatabaseAccess fresh = empty();
        new Restoration(fresh).restore(file);
        Vertx vertx = Vertx.vertx();
        Database database = Await.result(Database.open(vertx, fresh.application(), 4));
        try {
            String stopped = "consent where state = 'unsubscribed' and contact_id in (" + here + ", " + there + ")";
            assertThat(rows(database.pool(), "organisation where federation_id is not null"))
                    .isEqualTo(2);
            assertThat(rows(database.pool(), stopped)).isZero();
            replay(vertx, database, export);
            assertThat(rows(database.pool(), stopped)).isEqualTo(2);
            assertThat(rows(database.pool(), "section_stop")).isZero();
            LedgerCheck.everythingIsIntact(database.pool(), WORLD.service.fingerprints());
        } finally {
            Await.result(database.close());
            Await.result(vertx.close());
            WORLD.rows("update organisation set federation_id = null returning id");
        }
    }

    private static long written(ApiClient.Caller organiser) {
        return organiser
                .ok(organiser.post(
                        "/contacts",
                        new JsonObject()
                                .put("name", "Dora")
                                .put(
                                        "addresses",
                                        List.of(new JsonObject()
                                                .put("channel", "whatsapp")
                                                .put("kind", "phone")
                                                .put("identifier", "+33639985077")))
                                .put(
                                        "consent",
                                        new JsonObject()
                                                .put("class", "regular")
                                                .put("source", "x")
                                                .put("at", "2026-11-01T00:00:00Z")
                                                .put("wording", "y"))))
                .getLong("id");
    }

    private static void replay(Vertx vertx, Database database, Path export) throws SQLException, IOException {
        ConsentModule consent = new ConsentModule(vertx, database, WORLD.service.config(), InstantSource.system());
        LedgerReplay replay = new LedgerReplay(
                database.pool(), consent.fingerprints(), consent.consent(), consent.erasures(), InstantSource.system());
        replay.replay(
                Await.result(new OrganisationStore(InstantSource.system())
                                .find(database.pool(), WORLD.service.organisationId()))
                        .orElseThrow(),
                export);
    }

    private static Map<Long, String> states(Pool pool) {
        return StreamSupport.stream(
                        Await.result(pool.query("select contact_id, state from consent where " + ours())
                                        .execute())
                                .spliterator(),
                        false)
                .collect(java.util.stream.Collectors.toMap(row -> row.getLong(0), row -> row.getString(1)));
    }

    /** A service on what was restored: it sends to the same phones, but to nobody who has stopped. */
    private static void serviceGoesOnWith(Pool pool, DatabaseAddress address, String phone, long stopped) {
        Await.result(pool.query("update sender set status = 'active'").execute());
        long organisation = WORLD.service.organisationId();
        try (ServiceUnderTest.Node node = WORLD.service.nodeOn(address)) {
            ApiClient.Caller organiser =
                    new ApiClient(node.address()).as(ServiceNode.token(pool, organisation, Role.ORGANISER));
            long before = WORLD.phones.now();
            JsonObject draft = ApiBody.broadcast("Dimanche", ApiBody.everyone(), "Dimanche");
            long id = organiser.ok(organiser.post("/broadcasts", draft)).getLong("id");
            organiser.ok(organiser.post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody()));
            assertThat(WORLD.received(phone, before, 1).get(0)).contains("Dimanche");
            organiser.until(
                    "/broadcasts/" + id,
                    broadcast -> broadcast.getString("state").equals("finished"));
            assertThat(rows(
                            pool,
                            "delivery where state <> 'suppressed' and contact_id = " + stopped + " and broadcast_id = "
                                    + id))
                    .isZero();
        }
    }

    @Test
    void anOwnerWithoutTheGrantIsToldSoBeforeAnythingIsWritten() {
        DatabaseAccess fresh = empty();
        new Restoration(fresh).checkRole();
        DatabaseAddress bare = java.util.Objects.requireNonNull(fresh.owner()).as("owner_without_grant", "");
        TestDatabase.execute(bare, "create role owner_without_grant login");
        try {
            assertThatThrownBy(() -> new Restoration(new DatabaseAccess(fresh.application(), bare)).checkRole())
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("grant set on parameter session_replication_role to owner_without_grant");
        } finally {
            TestDatabase.execute(bare, "drop role owner_without_grant");
        }
    }

    @Test
    void whatIsNoWholeBackupOrHasNoPlaceIsRefused() throws SQLException, IOException {
        Path file = directory.resolve("backup.zip");
        new Backup(WORLD.service.database()).write(file, Instant.now());
        DatabaseAddress inUse = WORLD.service.database();
        assertThatThrownBy(() ->
                        new Restoration(new DatabaseAccess(inUse, TestDatabase.administrator(inUse))).restore(file))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("empty");
        byte[] all = Files.readAllBytes(file);
        Path half = Files.write(directory.resolve("half.zip"), java.util.Arrays.copyOf(all, all.length / 2));
        DatabaseAccess fresh = empty();
        assertThatThrownBy(() -> new Restoration(fresh).restore(half))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("no whole backup");
        Path other = Files.writeString(directory.resolve("other.zip"), new JsonObject().encode());
        assertThatThrownBy(() -> new Restoration(fresh).restore(other)).isInstanceOf(BackupException.class);
        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }
}
