package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.channel.SendOutcome;
import org.relais.database.Database;
import org.relais.database.Rows;
import org.relais.delivery.FakeChannel;
import org.relais.testing.NeedsDatabase;

/** Broadcasts with a brake: the rest goes only when the first part has come to rest within bounds, or somebody says so. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class BrakeTest {
    private static final int PEOPLE = 40;
    /** A tenth of each page, rounded up: 3 of 25 and 2 of 15. */
    private static final int FIRST = 5;

    private BroadcastWorld world;

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    private List<Long> world(Vertx vertx, FakeChannel channel) {
        world = new BroadcastWorld(vertx, channel, 25);
        world.running();
        return world.world.people(PEOPLE, "regular", "subscribed", "fake");
    }

    private static JsonObject braked() {
        return BroadcastWorld.draft().put("brake", new JsonObject());
    }

    private Broadcast now(long id) {
        return await(world.service.find(world.organisationId, id)).orElseThrow();
    }

    private Braking braking(long id) {
        return Objects.requireNonNull(now(id).braking(), "it has a brake");
    }

    /** All of the first part has been sent, and nothing else is in the outbox. */
    private void firstRests(long id) {
        eventually("the first part rests", () -> braking(id).restedAt() != null);
        assertThat(world.rows(id)).isEqualTo(FIRST);
        assertThat(world.progress(id).open()).isZero();
        assertThat(now(id).state()).isEqualTo(BroadcastState.EXPANDING);
        assertThat(braking(id).stage()).isEqualTo(Braking.Stage.WATCH);
    }

    private List<Long> reached(long id) {
        return world.world.numbers(
                "select contact_id from delivery where broadcast_id = " + id + " order by contact_id");
    }

    private void halfAnHourLater(long id) {
        world.world.execute(
                "update broadcast set brake_rested_at = brake_rested_at - interval '31 minutes' where id = " + id);
        world.runner.nudge();
    }

    private void awaitHeld(long id, String reason) {
        eventually("it is held", () -> reason.equals(now(id).stateReason()));
        assertThat(now(id).state()).isEqualTo(BroadcastState.PAUSED);
        assertThat(now(id).isHeldByBrake()).isTrue();
        assertThat(world.rows(id)).as("nothing more").isEqualTo(FIRST);
    }

    @Test
    void theRestFollowsByItselfAndNobodyGetsItTwice(Vertx vertx) {
        world(vertx, FakeChannel.accepting());
        BroadcastRunner other = world.runner(25);
        other.start();
        long id = world.send(braked());
        firstRests(id);
        assertThat(braking(id).judgedAt()).isNotNull();

        halfAnHourLater(id);
        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, PEOPLE);
        world.nobodyTwice();
        assertThat(braking(id)).satisfies(brake -> {
            assertThat(brake.stage()).isEqualTo(Braking.Stage.REST);
            assertThat(brake.found()).isEqualTo(new Braking.Found(FIRST, 0, 0));
        });
    }

    @Test
    void tooManyStopsHoldTheRestUntilSomebodyGoesOn(Vertx vertx) {
        List<Long> people = world(vertx, FakeChannel.accepting());
        long id = world.send(braked());
        firstRests(id);
        List<Long> first = reached(id);
        world.world.stop(first.get(0));
        long later = people.stream()
                .filter(each -> !first.contains(each))
                .findFirst()
                .orElseThrow();
        world.world.stop(later);

        halfAnHourLater(id);
        awaitHeld(id, "brake_stops");
        assertThat(braking(id).found()).isEqualTo(new Braking.Found(FIRST, 1, 0));

        assertThat(await(world.service.resume(world.actor(), id))).isInstanceOf(BroadcastChange.Done.class);
        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, PEOPLE);
        world.nobodyTwice();
        assertThat(world.progress(id).suppressed()).containsEntry("unsubscribed", 1L);
        assertThat(world.fake.begun.stream().map(FakeChannel.Begun::contactId)).doesNotContain(later);
    }

    @Test
    void tooManyFailuresHoldTheRestAndACancelEndsIt(Vertx vertx) {
        world(
                vertx,
                FakeChannel.answering(
                        permit -> Future.succeededFuture(SendOutcome.of(SendOutcome.Kind.UNREACHABLE, "131026"))));
        long id = world.send(braked());
        firstRests(id);

        halfAnHourLater(id);
        awaitHeld(id, "brake_failures");
        assertThat(braking(id).found()).isEqualTo(new Braking.Found(0, 0, FIRST));

        assertThat(await(world.service.cancel(world.actor(), id))).isInstanceOf(BroadcastChange.Done.class);
        world.awaitOver(id);
        world.sumsMatch(id, FIRST);
    }

    @Test
    void aPauseInBetweenLetsNothingGo(Vertx vertx) {
        world(vertx, FakeChannel.accepting());
        long id = world.send(braked());
        firstRests(id);
        assertThat(await(world.service.pause(world.actor(), id))).isInstanceOf(BroadcastChange.Done.class);
        world.world.stop(reached(id).get(0));
        halfAnHourLater(id);

        assertThat(await(world.service.resume(world.actor(), id))).isInstanceOf(BroadcastChange.Done.class);
        awaitHeld(id, "brake_stops");
    }

    @Test
    void whoIsAloneWaitsForNobody(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 25);
        world.running();
        world.world.people(1, "regular", "subscribed", "fake");
        long id = world.send(braked());
        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, 1);
    }

    @Test
    void whoGotItUnderAnotherEntryIsNotPartOfTheRest(Vertx vertx) {
        List<Long> people = world(vertx, FakeChannel.accepting());
        long id = world.send(braked());
        firstRests(id);
        List<Long> first = reached(id);
        long into = people.stream()
                .filter(each -> !first.contains(each))
                .findFirst()
                .orElseThrow();
        long from = first.get(first.size() - 1);
        world.world.execute("update contact set merged_into = " + into + " where id = " + from);

        halfAnHourLater(id);
        world.awaitState(id, BroadcastState.FINISHED);
        assertThat(reached(id)).doesNotContain(into).contains(from).hasSize(PEOPLE - 1);
    }

    @Test
    void theFirstPartIsDrawnFromAllAndAlwaysTheSame() {
        List<Long> people = LongStream.rangeClosed(1, 1_000).boxed().toList();
        Brake tenth = new Brake(10, 2, 5, 30);
        List<Long> drawn = tenth.firstOf(people, 7);
        assertThat(drawn).hasSize(100).isEqualTo(tenth.firstOf(people, 7)).isNotEqualTo(tenth.firstOf(people, 8));
        assertThat(drawn.stream().filter(id -> id > 500)).hasSizeBetween(30, 70);
        assertThat(tenth.firstOf(List.of(3L), 7)).containsExactly(3L);
        assertThat(tenth.firstOf(List.of(), 7)).isEmpty();
    }

    /** As planned by a connection that saw hardly anybody. */
    @Test
    void itIsJudgedWithoutReadingWhatIsOfOthers(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 25);
        Pool pool = Database.pool(vertx, world.world.address, 1);
        long own = world.world.broadcastTo(world.world.people(4, "regular", "subscribed", "fake"));
        world.world.execute("update delivery set state = 'accepted', settled_at = now()");
        assertThat(readWhenJudged(pool, own)).isPositive();
        world.world.broadcastTo(world.world.people(5_000, "regular", "subscribed", "fake"));
        world.world.execute("analyze");

        assertThat(readWhenJudged(pool, own)).isLessThan(100);
        await(pool.close());
    }

    /** Rows that the transaction reads which judges it. */
    private long readWhenJudged(Pool pool, long id) {
        world.world.execute(
                """
                update broadcast set state = 'expanding', started_at = now(), brake_stage = 'watch', brake_rested_at = null,
                       brake = '{"percent": 10, "stops": 2, "failures": 5, "minutes": 0}' where id = %d
                """
                        .formatted(id));
        BrakeStore store = new BrakeStore();
        List<Long> own = reached(id);
        long read = await(pool.withTransaction(transaction -> store.lock(transaction)
                .compose(
                        watched -> store.due(transaction, watched, Instant.now().plusSeconds(1)))
                .onSuccess(due -> assertThat(due).containsExactly(id))
                .compose(due -> store.judge(transaction, id))
                .compose(judged -> store.writtenBefore(transaction, id, own))
                .onSuccess(before -> assertThat(before).isEmpty())
                .compose(before -> transaction
                        .query(
                                """
                                select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint
                                from pg_stat_xact_user_tables
                                where relname in ('delivery', 'consent', 'contact', 'broadcast')
                                """)
                        .execute())
                .map(Rows.only(row -> row.getLong(0)))));
        assertThat(braking(id).found()).isEqualTo(new Braking.Found(4, 0, 0));
        return read;
    }
}
