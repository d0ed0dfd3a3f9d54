package org.relais;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.Http;
import org.relais.testing.LogLines;
import org.relais.testing.ServiceFixture;
import org.relais.testing.Slow;
import org.relais.testing.SmallDisk;
import org.relais.testing.StopJudge;
import org.relais.testing.TestDatabase;

/**
 * The database is there and takes nothing, while people stop and a broadcast is under way: at its limit of connections,
 * read-only, full, or so slow that statements run into their bounds. Stops are refused so that they come again, nothing
 * begins after one that was answered, the log says it without repeating itself, and all goes on by itself when it is mended.
 */
@Slow
class DatabaseTroubleTest {
    private static final int PEOPLE = 10;
    /** Of one line: several workers have the same name, and each says it for itself. */
    private static final long SAID_AT_MOST = 5;

    private final Http http = new Http();

    @RegisterExtension
    private final LogLines log = new LogLines();

    private final ExecutorService stopping = Executors.newFixedThreadPool(PEOPLE);

    @AfterEach
    void end() {
        stopping.shutdownNow();
    }

    @Test
    void atItsLimitOfConnections() {
        try (ServiceUnderTest service = ServiceUnderTest.start()) {
            trouble(service, () -> {
                alter(service, "connection limit 0");
                return () -> alter(service, "connection limit -1");
            });
        }
    }

    @Test
    void readOnly() {
        try (ServiceUnderTest service = ServiceUnderTest.start()) {
            trouble(service, () -> {
                alter(service, "set default_transaction_read_only = on");
                return () -> alter(service, "reset default_transaction_read_only");
            });
        }
    }

    /** Locks stand for a disk that answers nobody: statements wait until their bound ends them. */
    @Test
    void tooSlowForItsStatements() throws Exception {
        try (ServiceUnderTest service = ServiceUnderTest.start();
                Connection administrator =
                        TestDatabase.administrator(service.database()).connect()) {
            trouble(
                    service,
                    () -> {
                        run(administrator, "begin; lock table inbox in access exclusive mode");
                        return () -> run(administrator, "rollback");
                    },
                    this::aStopRanIntoItsBound);
        }
    }

    private void aStopRanIntoItsBound(ServiceFixture world) {
        Await.until("a stop is refused", () -> log.all().stream()
                .anyMatch(event -> event.getFormattedMessage().contains("refused with 503")));
    }

    @Test
    void full() {
        assumeTrue(SmallDisk.isPossible(), "no small disk can be mounted here, or PostgreSQL is not installed");
        try (SmallDisk disk = SmallDisk.start();
                ServiceUnderTest service = ServiceUnderTest.start(disk.address())) {
            trouble(service, () -> {
                disk.fill();
                useUp(service);
                return disk::free;
            });
        }
    }

    /** A full disk refuses nobody who finds room in what there is. */
    private static final List<String> ROWS = List.of(
            """
            insert into inbox (channel, sender_external_id, event_key, kind, platform_time, received_at, processed_at,
                               outcome, event)
            select 'telegram', 'filler', coalesce(max(id), 0), 'TEXT', now(), now(), now(), 'ignored', '{}' from inbox
            """,
            """
            insert into contact (organisation_id, name, language, created_at, updated_at)
            select id, 'filler', 'fr', now(), now() from organisation limit 1
            """);

    private static void useUp(ServiceUnderTest service) {
        try (Connection connection =
                        TestDatabase.administrator(service.database()).connect();
                Statement statement = connection.createStatement()) {
            for (String row : ROWS) {
                insertUntilFull(statement, row);
            }
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static void insertUntilFull(Statement statement, String row) throws SQLException {
        try {
            while (true) {
                statement.execute(row);
            }
        } catch (SQLException full) {
            if (!"53100".equals(full.getSQLState())) {
                throw full;
            }
        }
    }

    private interface Trouble {
        /** Begins it; returns what mends it. */
        Runnable begin();
    }

    private void trouble(ServiceUnderTest service, Trouble trouble) {
        trouble(service, trouble, DatabaseTroubleTest::apiSaysWhenToComeAgain);
    }

    private static void apiSaysWhenToComeAgain(ServiceFixture world) {
        AtomicInteger people = new AtomicInteger();
        // On a full disk there may be room for a few.
        ApiClient.Answer refused = Await.found(
                "the API refuses",
                () -> world.organiser.post("/contacts", person(people.incrementAndGet())),
                answer -> answer.status() != 201);
        assertThat(refused.status()).as(refused.body()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("2");
    }

    /** @param during what is to be seen meanwhile */
    private void trouble(ServiceUnderTest service, Trouble trouble, Consumer<ServiceFixture> during) {
        ServiceFixture world = ServiceFixture.of(service);
        List<String> stops = people(world, "Stop ");
        List<String> everybody = new ArrayList<>(stops);
        everybody.addAll(people(world, "Reste "));
        world.idle();
        world.broadcast("Tour 1.");
        log.clear();

        Runnable mend = trouble.begin();
        List<CompletableFuture<Void>> answered = stops.stream()
                .map(phone -> CompletableFuture.runAsync(() -> world.phones.stopAndWait(phone, "STOP"), stopping))
                .toList();
        Await.until("health says it", () -> health(service) == 503);
        Await.until("a stop was refused", () -> !refusedStops().isEmpty());
        during.accept(world);
        mend.run();

        CompletableFuture.allOf(answered.toArray(CompletableFuture[]::new)).join();
        Await.until("it is well again", () -> health(service) == 200);
        world.idle();
        world.eventually(() -> world.count("broadcast where state <> 'finished'") == 0);
        StopJudge judge = new StopJudge(world.phones, "Tour ");
        assertThat(world.count("consent where state = 'unsubscribed'")).isEqualTo(PEOPLE);
        assertThat(judge.stops()).isEqualTo(PEOPLE);
        assertThat(judge.late()).isZero();
        assertThat(judge.twice(everybody)).isZero();
        logIsClear();
    }

    private static JsonObject person(int number) {
        return new JsonObject(
                """
                {"name": "Nouvelle", "language": "fr",
                 "addresses": [{"channel": "whatsapp", "kind": "phone", "identifier": "+3363998%04d"}],
                 "consent": {"class": "regular", "source": "Stand", "at": "2026-11-07T10:30:00+01:00",
                             "wording": "I agree", "language": "en"}}
                """
                        .formatted(number));
    }

    private static List<String> people(ServiceFixture world, String name) {
        List<String> phones = new ArrayList<>();
        for (int person = 1; person <= PEOPLE; person++) {
            phones.add(world.onTelegram(name + person));
        }
        return phones;
    }

    private List<ILoggingEvent> refusedStops() {
        return log.all().stream()
                .filter(event -> event.getFormattedMessage().startsWith("stops wait for the database: "))
                .toList();
    }

    private void logIsClear() {
        List<ILoggingEvent> said = log.all().stream()
                .filter(event -> event.getLoggerName().startsWith("org.relais"))
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .toList();
        assertThat(refusedStops()).as("the trouble is named, once").hasSize(1);
        assertThat(said)
                .as("with a stack trace")
                .filteredOn(event -> event.getThrowableProxy() != null)
                .isEmpty();
        assertThat(said.stream()
                        .filter(event -> !event.getMessage().startsWith("webhook of"))
                        .filter(event -> !event.getMessage().startsWith("a request found no database"))
                        .collect(Collectors.groupingBy(ILoggingEvent::getFormattedMessage, Collectors.counting())))
                .allSatisfy((line, times) -> assertThat(times).as(line).isLessThanOrEqualTo(SAID_AT_MOST));
    }

    /** Sessions that are open keep what they had. */
    private static void alter(ServiceUnderTest service, String how) {
        service.asAdministrator(
                "begin read write; do $$ begin execute 'alter database ' || quote_ident(current_database())" + " || ' "
                        + how + "'; end $$; commit");
        service.asAdministrator("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()");
    }

    private static void run(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private int health(ServiceUnderTest service) {
        return http.get(service.address() + "/health").statusCode();
    }
}
