package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;
import org.relais.testing.StatementLog;
import org.relais.testing.StatementLog.Sent;

/**
 * How many statements a stop takes from its webhook to its confirmation in the outbox: most of its price is theirs. Whoever
 * adds one, for every stop there will ever be, says so here.
 */
@NeedsDatabase
class StopStatementsTest {
    private static final String LAST = "update inbox set processed_at";

    /** Of its own transaction, and what cancels and looks; then it is answered. */
    private static final List<String> ANSWER = List.of(
            "insert into inbox",
            "from address",
            "from contact where organisation_id = $1 and id = any ($2)",
            // Whose it is once theirs is locked: it may have been given to another contact meanwhile.
            "from address",
            "join consent s on s.contact_id = k.contact_id",
            "update contact set last_seen_at",
            "insert into ledger_event",
            "update consent s set class",
            "from address",
            "insert into suppression",
            "update inbox set organisation_id",
            "with asked as materialized");

    /** Of the transaction that closes it. */
    private static final List<String> CONFIRMATION = List.of(
            "from inbox where id = $1",
            "from contact c join consent s",
            "delete from conversation",
            "update consent set confirmed_stop_id",
            // The places that the stop gave back.
            "from event_answer w",
            "from organisation o where o.id = $1",
            "with stored as",
            LAST);

    private static final int FEW = 4;

    /** A statement of every stop is in so many; that of a task that runs each second is not, however slow the machine is. */
    private static final int MANY = 20;

    private final StatementLog log = new StatementLog();

    /** From the webhook's row to its end, of the event loop that took it in; without what this test counts. */
    private List<String> sinceTheStop() {
        List<Sent> all = log.all();
        String loop = all.stream()
                .filter(one -> one.sql().startsWith("insert into inbox"))
                .map(Sent::eventLoop)
                .findFirst()
                .orElseThrow();
        List<String> own = all.stream()
                .filter(one -> one.eventLoop().equals(loop))
                .map(Sent::sql)
                .filter(sql -> !sql.startsWith("select count(*)"))
                .dropWhile(sql -> !sql.startsWith("insert into inbox"))
                .toList();
        int end = 0;
        while (!own.get(end).startsWith(LAST)) {
            end++;
        }
        return own.subList(0, end + 1);
    }

    @Test
    void aStopTakesTwentyStatementsItsConfirmationIncluded() {
        Vertx vertx = Vertx.builder().withTracer(options -> log).build();
        try (ServiceUnderTest service = ServiceUnderTest.start(vertx)) {
            ServiceFixture world = ServiceFixture.of(service);
            List<String> expected =
                    Stream.concat(ANSWER.stream(), CONFIRMATION.stream()).toList();
            List<String> statements = stop(world, world.onTelegram("Ada"));
            for (int another = 1; another < FEW || another < MANY && statements.size() > expected.size(); another++) {
                statements = ofBoth(statements, stop(world, world.onTelegram("Ada " + another)));
            }
            assertThat(statements).hasSameSizeAs(expected);
            for (int place = 0; place < expected.size(); place++) {
                assertThat(statements.get(place)).as("statement " + place).contains(expected.get(place));
            }
        }
    }

    private List<String> stop(ServiceFixture world, String phone) {
        world.idle();
        log.clear();
        world.phones.stopAndWait(phone, "STOP");
        world.eventually(() -> world.count("inbox where processed_at is null") == 0);
        return sinceTheStop();
    }

    /** What some stop has in between is another task's. */
    private static List<String> ofBoth(List<String> statements, List<String> ofAnother) {
        List<String> left = new ArrayList<>(ofAnother);
        return statements.stream().filter(left::remove).toList();
    }
}
