package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.relais.database.DatabaseAccess;
import org.relais.database.DatabaseAddress;
import org.relais.database.SchemaMigration;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;
import org.relais.testing.TestDatabase;

/**
 * An upgrade as operations.md describes it: a later version brings the schema on while the nodes of this one send and hear
 * stops, and this one starts again on the later schema. What every later migration may do is done to every table: a column more.
 */
@NeedsDatabase
class UpgradeTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    private static final String TABLES =
            """
            select c.relname as name from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'flyway_schema_history'
            order by 1
            """;

    /** People, what they said, what was sent and what came of it; each is read before and after. */
    private static final List<String> READ = List.of(
            "/contacts",
            "/contacts/{contact}",
            "/contacts/{contact}/ledger",
            "/contacts/{contact}/proof",
            "/contacts/{contact}/export",
            "/ledger",
            "/ledger/verify",
            "/events",
            "/inbox",
            "/holds",
            "/audiences",
            "/broadcasts",
            "/broadcasts/{broadcast}",
            "/broadcasts/{broadcast}/count",
            "/broadcasts/{broadcast}/audience",
            "/broadcasts/{broadcast}/funnel",
            "/broadcasts/{broadcast}/recipients.csv",
            "/deliveries?broadcast={broadcast}",
            "/channels",
            "/templates",
            "/actions",
            "/shares",
            "/spending",
            "/organisers",
            "/tokens",
            "/webhooks",
            "/retention");

    private final ApiClient.Caller owner = WORLD.caller(Role.OWNER);

    @Test
    void nodesGoOnWhileALaterVersionBringsTheSchemaOn(@TempDir Path later) throws IOException {
        String ana = WORLD.onTelegram("Ana");
        String bea = WORLD.onWhatsApp("Bea");
        String cem = WORLD.onTelegram("Cem");
        WORLD.phones.stopAndWait(cem, "STOP");
        long contact = WORLD.contact("Ana");
        long broadcast = WORLD.sent("Avant", ApiBody.everyone(), "Avant");
        WORLD.organiser.until("/broadcasts/" + broadcast, UpgradeTest::isOver);
        Map<String, Integer> before = read(contact, broadcast);
        assertThat(before.values()).containsOnly(200);

        long running = WORLD.sent("Pendant", ApiBody.everyone(), "Pendant");
        assertThat(bringOn(later)).isGreaterThan(60);

        assertThat(read(contact, broadcast)).isEqualTo(before);
        WORLD.organiser.until("/broadcasts/" + running, UpgradeTest::isOver);
        long now = WORLD.phones.now();
        long after = WORLD.sent("Après", ApiBody.everyone(), "Après");
        assertThat(WORLD.received(ana, now, 1).get(0)).contains("Après");
        assertThat(WORLD.received(bea, now, 1).get(0)).contains("Après");
        WORLD.phones.stopAndWait(ana, "STOP");
        WORLD.organiser.until("/broadcasts/" + after, UpgradeTest::isOver);

        // As when the later version is left again.
        try (ServiceUnderTest.Node again = WORLD.service.secondNode()) {
            ApiClient.Caller there = new ApiClient(again.address()).as(owner.token());
            assertThat(there.read("/ledger/verify").getBoolean("intact")).isTrue();
            now = WORLD.phones.now();
            WORLD.sent("Retour", ApiBody.everyone(), "Retour");
            assertThat(WORLD.received(bea, now, 1).get(0)).contains("Retour");
            assertThat(WORLD.received(ana, now, 0)).isEmpty();
        }
    }

    private static boolean isOver(JsonObject broadcast) {
        return broadcast.getString("state").equals("finished");
    }

    /** What each is answered with, asked again while the connections are opened anew. */
    private Map<String, Integer> read(long contact, long broadcast) {
        Map<String, Integer> statuses = new TreeMap<>();
        for (String path : READ) {
            String address =
                    path.replace("{contact}", Long.toString(contact)).replace("{broadcast}", Long.toString(broadcast));
            Await.until(path, () -> statuses.merge(path, owner.get(address).status(), (old, next) -> next) != 503);
        }
        return statuses;
    }

    /**
     * One migration for each table, each in a transaction of its own, beside those of this version as in a later one's jar;
     * returns how many.
     */
    private static int bringOn(Path later) throws IOException {
        Path migrations = Files.createDirectories(later.resolve("db/migration"));
        int number = 900;
        for (var table : WORLD.rows(TABLES)) {
            Files.writeString(
                    migrations.resolve("V" + number++ + "__later.sql"),
                    "alter table " + table.getString("name") + " add column later_text text;");
        }
        DatabaseAddress service = WORLD.service.database();
        Thread thread = Thread.currentThread();
        ClassLoader ours = thread.getContextClassLoader();
        try (URLClassLoader jar = new URLClassLoader(new URL[] {later.toUri().toURL()}, ours)) {
            thread.setContextClassLoader(jar);
            return SchemaMigration.apply(new DatabaseAccess(service, TestDatabase.owner(service)));
        } finally {
            thread.setContextClassLoader(ours);
        }
    }
}
