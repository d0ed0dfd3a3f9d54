package org.relais.feed.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.organisation.Actor;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceNode;
import org.relais.testing.TestDatabase;

/** Whatever node is killed in the middle of posting: the program has every event once, in the order of the feed. */
@NeedsDatabase
class WebhookCrashTest {
    /** How many nodes are killed; {@code -Drelais.crash=20} for a long night. */
    private static final int LIVES = Integer.getInteger("relais.crash", 3);

    private static final int EVENTS_OF_A_LIFE = 40;

    @Test
    void nodesAreKilledWhileTheyPost() throws IOException, InterruptedException {
        DatabaseAddress address = TestDatabase.fresh();
        Vertx vertx = Vertx.vertx();
        Database database = Await.result(Database.open(vertx, address, 4));
        Pool pool = database.pool();
        long organisation = ServiceNode.organisation(pool, "voisins");
        try (WebhookReceiver receiver = new WebhookReceiver()) {
            WebhookService service =
                    new WebhookService(pool, new WebhookSecrets(SenderProcess.KEY), InstantSource.system());
            Await.result(service.create(Actor.command(organisation), receiver.address(), List.of()));
            for (int life = 0; life < LIVES; life++) {
                AtomicInteger taken = new AtomicInteger();
                // The kill comes while a post is taken and not answered: nobody has noted it.
                CompletableFuture<Process> node = new CompletableFuture<>();
                receiver.answers(post -> {
                    if (taken.incrementAndGet() == 2) {
                        // It may post before it is known here.
                        node.join().destroyForcibly();
                    }
                    return 204;
                });
                Process started = node(address);
                node.complete(started);
                int first = life * EVENTS_OF_A_LIFE;
                for (int event = 0; event < EVENTS_OF_A_LIFE; event++) {
                    happens(pool, organisation, first + event);
                    if (event == EVENTS_OF_A_LIFE / 2) {
                        Await.until("something was posted", () -> taken.get() >= 1);
                    }
                }
                Await.until("it is killed", () -> !started.isAlive());
                started.waitFor();
                // Another node would wait until the claim is over.
                Await.result(pool.query("update webhook set due_at = now()").execute());
            }
            receiver.answers(post -> 204);
            Process last = node(address);
            try {
                Await.until("it has everything", () -> receiver.events().size() >= LIVES * EVENTS_OF_A_LIFE);
            } finally {
                last.destroyForcibly();
            }
            assertThat(receiver.events()).extracting(JsonObject::encode).isEqualTo(feed(pool, organisation));
            assertThat(receiver.posts().stream()
                            .mapToInt(post -> post.events().size())
                            .sum())
                    .as("what was posted and not noted was posted again")
                    .isGreaterThan(LIVES * EVENTS_OF_A_LIFE);
        } finally {
            Await.result(database.close());
            Await.result(vertx.close());
        }
    }

    private static void happens(Pool pool, long organisation, int number) {
        Await.result(pool.query("insert into feed_event (organisation_id, contact_id, kind, at) values (" + organisation
                        + ", " + number + ", 'stop', now())")
                .execute());
    }

    private static List<String> feed(Pool pool, long organisation) {
        return StreamSupport.stream(
                        Await.result(pool.query(
                                                """
                                                select position, contact_id, kind, at from feed_event
                                                where organisation_id = %d order by position
                                                """
                                                        .formatted(organisation))
                                        .execute())
                                .spliterator(),
                        false)
                .map(row -> new JsonObject()
                        .put("position", row.getLong("position"))
                        .put("kind", row.getString("kind"))
                        .put("contactId", row.getLong("contact_id"))
                        .putNull("externalId")
                        .put("at", row.getOffsetDateTime("at").toInstant())
                        .put("detail", new JsonObject())
                        .encode())
                .toList();
    }

    private static Process node(DatabaseAddress address) throws IOException {
        JsonObject settings = new JsonObject()
                .put("host", address.host())
                .put("port", address.port())
                .put("database", address.database())
                .put("user", address.user())
                .put("password", address.password());
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SenderProcess.class.getName(),
                        settings.encode())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = output.readLine();
        while (line != null && !line.equals("started")) {
            line = output.readLine();
        }
        Thread reader = new Thread(() -> output.lines().forEach(told -> {}), "output of a node");
        reader.setDaemon(true);
        reader.start();
        return process;
    }
}
