package org.relais.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.database.CopiedDatabase;
import org.relais.database.Database;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceNode;
import org.relais.testing.StatementLog;
import org.relais.testing.TestDatabase;

/** What it costs to wait for events, and that none is missed by who waits. */
@NeedsDatabase
class FeedWaitTest {
    private static final Duration PATIENCE = Duration.ofHours(1);

    private static final String ITS_PAGE = "select h.position as head";
    private static final String ITS_NEWS = "with ordinality";

    private final StatementLog log = new StatementLog();
    private final Vertx vertx = Vertx.builder().withTracer(options -> log).build();

    @SuppressWarnings("NullAway.Init")
    private Database database;

    @SuppressWarnings("NullAway.Init")
    private Pool pool;

    private long organisation;

    private long looks() {
        return log.count("set told_until");
    }

    @BeforeEach
    void open() {
        database = CopiedDatabase.open(vertx, TestDatabase.fresh(), 4);
        pool = database.pool();
        organisation = ServiceNode.organisation(pool, "voisins");
    }

    @AfterEach
    void close() {
        Await.result(database.close());
        Await.result(vertx.close());
    }

    /** @param seldom so long it looks for nothing that it was not told of */
    private Feed feed(Duration seldom) {
        Feed feed = new Feed(vertx, pool, new FeedSequencer(pool, InstantSource.system()), seldom);
        feed.listen(database.notifications());
        return feed;
    }

    private Future<FeedPage> waiting(Feed feed, String kind) {
        return feed.read(new Feed.Query(organisation, 0, List.of(kind), 10), PATIENCE);
    }

    private void happens(String kind) {
        Await.result(pool.query(insert(kind)).execute());
    }

    private String insert(String kind) {
        return "insert into feed_event (organisation_id, kind, at) values (" + organisation + ", '" + kind
                + "', now())";
    }

    /** Until nothing is looked for any more unless somebody is told of it. */
    private void quiet() {
        Await.until("the quick looks are over", () -> looks() > 12);
        Await.until("no look is under way", () -> log.count(ITS_NEWS) == looks());
    }

    @Test
    void aThousandWhoWaitCostNoMoreThanOne() {
        Feed feed = feed(PATIENCE);
        Await.result(database.notifications().start());
        List<Future<FeedPage>> others = IntStream.range(0, 1_000)
                .mapToObj(at -> waiting(feed, "answer"))
                .toList();
        Future<FeedPage> one = waiting(feed, "stop");
        Await.until("everybody has read", () -> log.count(ITS_PAGE) == 1_001);
        quiet();
        long before = log.all().size();
        long looks = looks();
        for (int event = 0; event < 20; event++) {
            happens("delivery");
        }
        happens("stop");
        assertThat(Await.result(one).events()).hasSize(1);
        assertThat(others).noneMatch(Future::isComplete);
        assertThat(log.count(ITS_PAGE))
                .as("who waits reads when there is something for them")
                .isEqualTo(1_002);
        // Of a look: to be told, what has no place, its place in a transaction of four, the news.
        assertThat(log.all().size() - before - 21 - 1).isLessThanOrEqualTo((looks() - looks) * 7);
    }

    @Test
    void whatNobodyIsToldOfIsFoundInTheEnd() {
        Feed feed = feed(Duration.ofMillis(50));
        Future<FeedPage> one = waiting(feed, "stop");
        happens("stop");
        assertThat(Await.result(one).events()).hasSize(1);
    }

    @Test
    void whatWasWrittenBeforeAnybodyWaitedAndCommitsAfterTheReadIsFound() {
        Feed feed = feed(Feed.SELDOM);
        Await.result(database.notifications().start());
        SqlConnection writer = Await.result(pool.getConnection());
        Transaction open = Await.result(writer.begin());
        Await.result(writer.query(insert("stop")).execute());
        Future<FeedPage> one = waiting(feed, "stop");
        Await.until("it has read and looked", () -> log.count(ITS_PAGE) == 1 && log.count(ITS_NEWS) > 0);
        Await.result(open.commit());
        assertThat(Await.result(one).events()).hasSize(1);
        Await.result(writer.close());
    }

    @Test
    void nobodyIsToldWhenNobodyWaits() {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        database.notifications().on(Feed.TOLD, heard::add);
        database.notifications().on("witness", heard::add);
        Await.result(database.notifications().start());
        happens("stop");
        Await.result(pool.query("notify witness, 'later'").execute());
        Await.until("what came later is heard", () -> heard.contains("later"));
        assertThat(heard).containsExactly("later");
    }
}
