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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.broadcast.brake.Brake;
import org.relais.broadcast.brake.BrakeStore;
import org.relais.broadcast.brake.Braking;
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
        long later = oneOfTheRest(people, first);
        world.world.stop(later);

        halfAnHourLater(id);
        awaitHeld(id, "brake_stops");
        assertThat(braking(id).found()).isEqualTo(new Braking.Found(FIRST, 1, 0));
        long newer = world.create(BroadcastWorld.draft());
        await(world.service.schedule(world.actor(), newer, Instant.now().plusSeconds(90_000)));
        assertThat(await(world.service.underWay(world.organisationId, 1)))
                .as("the newest, and what waits for a decision")
                .extracting(Broadcast::id)
                .containsExactly(newer, id);

        assertThat(await(world.service.resume(world.actor(), id, "brake_stops")))
                .isInstanceOf(BroadcastChange.Done.class);
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

    private static long oneOfTheRest(List<Long> people, List<Long> first) {
        return people.stream().filter(each -> !first.contains(each)).findFirst().orElseThrow();
    }

    /** What happened to one of five after it got the message, by its id and that of somebody who did not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // Held for words that may be a stop.
                "update consent set state = 'held', held_from = 'subscribed', held_at = now() where contact_id = %1$d",
                // Erased.
                "update contact set erased_at = now() where id = %1$d; delete from consent where contact_id = %1$d",
                // Part of another entry since, which stopped.
                """
                update contact set merged_into = %2$d where id = %1$d; delete from consent where contact_id = %1$d;
                update consent set state = 'unsubscribed', stopped_at = now() where contact_id = %2$d
                """,
                // Stopped within the same second, as the platform says it, and came back.
                """
                update consent set stopped_at = (select date_trunc('second', claimed_at) from delivery where contact_id = %1$d)
                where contact_id = %1$d
                """,
                // Stopped, by a platform's clock that is behind.
                """
                update consent set state = 'unsubscribed', stopped_at = now() - interval '1 hour' where contact_id = %1$d
                """
            })
    void whoeverIsGoneSinceCountsAsAStop(String gone, Vertx vertx) {
        List<Long> people = world(vertx, FakeChannel.accepting());
        long id = world.send(braked());
        firstRests(id);
        List<Long> first = reached(id);
        long other = oneOfTheRest(people, first);
        world.world.execute(gone.formatted(first.get(0), other));

        halfAnHourLater(id);
        awaitHeld(id, "brake_stops");
        assertThat(braking(id).found()).isEqualTo(new Braking.Found(FIRST, 1, 0));
    }

    @Test
    void theFirstPartIsDrawnAmongThoseWhoCanBeReached(Vertx vertx) {
        List<Long> people = world(vertx, FakeChannel.accepting());
        List<Long> reachable = List.of(people.get(3), people.get(30));
        people.stream().filter(each -> !reachable.contains(each)).forEach(world.world::stop);
        long id = world.send(braked());
        eventually("the first part rests", () -> braking(id).restedAt() != null);
        assertThat(reached(id)).as("one of each page").isEqualTo(reachable);

        halfAnHourLater(id);
        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, PEOPLE);
        assertThat(braking(id).found()).isEqualTo(new Braking.Found(2, 0, 0));
    }

    @Test
    void aPartThatReachesNobodyHoldsTheRest(Vertx vertx) {
        List<Long> people = world(vertx, FakeChannel.accepting());
        people.forEach(world.world::stop);
        long id = world.send(braked());
        eventually("the first part rests", () -> braking(id).restedAt() != null);

        halfAnHourLater(id);
        eventually("it is held", () -> "brake_nobody".equals(now(id).stateReason()));
        assertThat(now(id).isHeldByBrake()).isTrue();
        assertThat(braking(id).found()).isEqualTo(new Braking.Found(0, 0, 0));

        world.world.execute("update consent set state = 'subscribed', stopped_at = null");
        assertThat(await(world.service.resume(world.actor(), id, "brake_nobody")))
                .isInstanceOf(BroadcastChange.Done.class);
        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, PEOPLE);
        assertThat(world.progress(id).sent()).isEqualTo(PEOPLE);
    }

    /** Nobody sends, as on a channel that is paused. */
    @Test
    void whatCannotBeSentNeedNotBeWaitedFor(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 25);
        world.runner.start();
        world.world.people(PEOPLE, "regular", "subscribed", "fake");
        long id = world.send(braked());
        eventually("all of the first part is queued", () -> braking(id).stage() == Braking.Stage.WATCH);
        assertThat(world.rows(id)).isEqualTo(FIRST);
        assertThat(braking(id).restedAt()).isNull();

        assertThat(await(world.service.release(world.actor(), id))).isInstanceOf(BroadcastChange.Done.class);
        world.awaitState(id, BroadcastState.SENDING);
        assertThat(world.rows(id)).isEqualTo(PEOPLE);
        assertThat(await(world.service.release(world.actor(), id))).isInstanceOf(BroadcastChange.Refused.class);
        world.engine();
        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, PEOPLE);
        world.nobodyTwice();
        assertThat(world.world.number("select count(*) from audit_event where action = 'broadcast.release'"))
                .isEqualTo(1);
    }

    @Test
    void oneThatCannotBeJudgedHoldsUpNoOther(Vertx vertx) {
        world(vertx, FakeChannel.accepting());
        long broken = world.send(braked());
        firstRests(broken);
        long sound = world.send(braked());
        firstRests(sound);
        world.world.execute("alter table broadcast add constraint broken check (id <> %d or brake_found is null)"
                .formatted(broken));

        halfAnHourLater(broken);
        halfAnHourLater(sound);
        world.awaitState(sound, BroadcastState.FINISHED);
        assertThat(braking(broken).stage()).isEqualTo(Braking.Stage.WATCH);
        assertThat(world.rows(broken)).isEqualTo(FIRST);

        world.world.execute("alter table broadcast drop constraint broken");
        world.awaitState(broken, BroadcastState.FINISHED);
        world.sumsMatch(sound, PEOPLE);
    }

    @Test
    void aPauseInBetweenLetsNothingGo(Vertx vertx) {
        world(vertx, FakeChannel.accepting());
        long id = world.send(braked());
        firstRests(id);
        assertThat(await(world.service.pause(world.actor(), id))).isInstanceOf(BroadcastChange.Done.class);
        world.world.stop(reached(id).get(0));
        halfAnHourLater(id);

        assertThat(await(world.service.resume(world.actor(), id, null))).isInstanceOf(BroadcastChange.Done.class);
        awaitHeld(id, "brake_stops");

        assertThat(await(world.service.resume(world.actor(), id, null)))
                .as("by who has not seen why it is held")
                .isInstanceOf(BroadcastChange.Refused.class);
        assertThat(await(world.service.resume(world.actor(), id, "brake_failures")))
                .isInstanceOf(BroadcastChange.Refused.class);
        assertThat(await(world.service.release(world.actor(), id))).isInstanceOf(BroadcastChange.Refused.class);
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
        long into = oneOfTheRest(people, first);
        long from = first.get(first.size() - 1);
        world.world.execute("update contact set merged_into = " + into + " where id = " + from);

        halfAnHourLater(id);
        world.awaitState(id, BroadcastState.FINISHED);
        assertThat(reached(id)).doesNotContain(into).contains(from).hasSize(PEOPLE - 1);
    }

    @ParameterizedTest
    @CsvSource({"cancelled, address_moved", "suppressed, no_sender", "failed, 131026"})
    void whoDidNotGetItUnderAnotherEntryIsPartOfTheRest(String state, String reason, Vertx vertx) {
        List<Long> people = world(vertx, FakeChannel.accepting());
        long id = world.send(braked().put("brake", new JsonObject().put("failures", 100)));
        firstRests(id);
        List<Long> first = reached(id);
        long into = oneOfTheRest(people, first);
        world.world.execute("update contact set merged_into = %d where id = %d".formatted(into, first.get(0)));
        world.world.execute("update delivery set state = '%s', reason = '%s' where contact_id = %d"
                .formatted(state, reason, first.get(0)));

        halfAnHourLater(id);
        world.awaitState(id, BroadcastState.FINISHED);
        assertThat(reached(id)).contains(into).hasSize(PEOPLE);
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
        List<Long> seen = new ArrayList<>();
        long read = await(pool.withTransaction(transaction -> store.lock(transaction, List.of(id))
                .compose(
                        watched -> store.due(transaction, watched, Instant.now().plusSeconds(1)))
                .compose(due -> {
                    seen.addAll(due);
                    return store.judge(transaction, id);
                })
                .compose(judged -> store.writtenBefore(transaction, id, own))
                .compose(before -> {
                    seen.addAll(before);
                    return transaction
                            .query(
                                    """
                                select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint
                                from pg_stat_xact_user_tables
                                where relname in ('delivery', 'consent', 'contact', 'broadcast')
                                """)
                            .execute();
                })
                .map(Rows.only(row -> row.getLong(0)))));
        assertThat(seen).as("due, and nobody written to before").containsExactly(id);
        assertThat(braking(id).found()).isEqualTo(new Braking.Found(4, 0, 0));
        return read;
    }
}
