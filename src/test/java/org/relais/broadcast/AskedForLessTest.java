package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.audience.Audience;
import org.relais.audience.AudienceStore;
import org.relais.audience.Reach;
import org.relais.audience.Target;
import org.relais.channel.SendOutcome;
import org.relais.consent.Purpose;
import org.relais.delivery.FakeChannel;
import org.relais.testing.NeedsDatabase;

/** Who asked for at most one broadcast a week or a month gets no more, however many are due at once. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class AskedForLessTest {
    private BroadcastWorld world;

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    private List<Long> world(Vertx vertx, FakeChannel channel) {
        world = new BroadcastWorld(vertx, channel, 100);
        List<Long> people = world.world.people(6, "regular", "subscribed", "fake");
        wish(people.get(0), "week");
        wish(people.get(1), "month");
        return people;
    }

    private void wish(long contactId, String pace) {
        world.world.execute("update contact set pace = '" + pace + "' where id = " + contactId);
    }

    private void lastSent(long contactId, String ago) {
        world.world.execute("update contact set paced_at = now() - interval '" + ago + "' where id = " + contactId);
    }

    private long refused(long broadcastId) {
        return world.world.number(
                "select count(*) from delivery where state = 'suppressed' and reason = 'asked_for_less'"
                        + " and broadcast_id = " + broadcastId);
    }

    private long sent() {
        long id = world.send(BroadcastWorld.draft());
        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, 6);
        return id;
    }

    private Reach reach() {
        return await(new AudienceStore()
                .count(world.world.pool, new Target(world.organisationId, Audience.EVERYONE, Purpose.BROADCAST, null)));
    }

    @Test
    void ofTwoBroadcastsAtOnceTheyGetOne(Vertx vertx) {
        List<Long> people = world(vertx, FakeChannel.accepting());
        world.runner.start();
        long one = world.send(BroadcastWorld.draft());
        long other = world.send(BroadcastWorld.draft());
        eventually("both are queued", () -> world.rows(one) + world.rows(other) == 12);
        world.engine();
        world.awaitState(one, BroadcastState.FINISHED);
        world.awaitState(other, BroadcastState.FINISHED);
        assertThat(people.stream().map(world.fake::begunTo)).containsExactly(1L, 1L, 2L, 2L, 2L, 2L);
        assertThat(refused(one) + refused(other)).isEqualTo(2);
        assertThat(reach().refused()).isEqualTo(Map.of("asked_for_less", 2L));
        assertThat(reach().messageable()).isEqualTo(4);
    }

    @Test
    void theNextOneComesWhenTheTimeIsOver(Vertx vertx) {
        List<Long> people = world(vertx, FakeChannel.accepting());
        world.running();
        lastSent(people.get(0), "6 days");
        lastSent(people.get(1), "27 days");
        assertThat(refused(sent())).isEqualTo(2);
        lastSent(people.get(0), "7 days");
        lastSent(people.get(1), "31 days");
        assertThat(reach().refused()).isEmpty();
        assertThat(refused(sent())).isZero();
        assertThat(refused(sent())).isEqualTo(2);
        assertThat(people.stream().map(world.fake::begunTo)).containsExactly(1L, 1L, 3L, 3L, 3L, 3L);
    }

    @Test
    void whatIsTriedAgainIsTheSameMessage(Vertx vertx) {
        Set<Long> tried = ConcurrentHashMap.newKeySet();
        List<Long> people = world(
                vertx,
                FakeChannel.answering(permit -> Future.succeededFuture(
                        tried.add(permit.deliveryId())
                                ? SendOutcome.of(SendOutcome.Kind.RETRY, "1")
                                : SendOutcome.accepted("m" + permit.deliveryId()))));
        world.running();
        assertThat(refused(sent())).isZero();
        assertThat(people.stream().map(world.fake::begunTo)).containsOnly(2L);
    }

    @Test
    void oneOfTwoGoesThoughTwoNodesTakeThem(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 100);
        List<Long> people = world.world.people(40, "regular", "subscribed", "fake");
        people.forEach(person -> wish(person, "week"));
        world.runner.start();
        long one = world.send(BroadcastWorld.draft());
        long other = world.send(BroadcastWorld.draft());
        eventually("both are queued", () -> world.rows(one) + world.rows(other) == 80);
        world.engine();
        world.engine();
        world.awaitState(one, BroadcastState.FINISHED);
        world.awaitState(other, BroadcastState.FINISHED);
        assertThat(people.stream().map(world.fake::begunTo)).containsOnly(1L);
        assertThat(refused(one) + refused(other)).isEqualTo(40);
    }

    @Test
    void whatCertainlyFailedUsesNothingUp(Vertx vertx) {
        AtomicBoolean failing = new AtomicBoolean(true);
        List<Long> people = world(
                vertx,
                FakeChannel.answering(permit -> Future.succeededFuture(
                        failing.get()
                                ? SendOutcome.of(SendOutcome.Kind.REJECTED, "1")
                                : SendOutcome.accepted("m" + permit.deliveryId()))));
        world.running();
        assertThat(refused(sent())).isZero();
        assertThat(reach().refused()).isEmpty();
        failing.set(false);
        assertThat(refused(sent())).isZero();
        assertThat(reach().refused()).isEqualTo(Map.of("asked_for_less", 2L));
        assertThat(refused(sent())).isEqualTo(2);
        assertThat(people.stream().map(world.fake::begunTo)).containsExactly(2L, 2L, 3L, 3L, 3L, 3L);
    }

    @Test
    void aForecastJudgesByTheMomentItLeaves(Vertx vertx) {
        List<Long> people = world(vertx, FakeChannel.accepting());
        lastSent(people.get(0), "1 day");
        lastSent(people.get(1), "1 day");
        assertThat(refusedIn(Duration.ZERO)).isEqualTo(Map.of("asked_for_less", 2L));
        assertThat(refusedIn(Duration.ofDays(7))).isEqualTo(Map.of("asked_for_less", 1L));
        assertThat(refusedIn(Duration.ofDays(32))).isEmpty();
    }

    private Map<String, Long> refusedIn(Duration time) {
        BroadcastDraft draft = BroadcastDraft.decode(BroadcastWorld.draft());
        return await(world.service.forecast(
                        world.organisationId, draft, Instant.now().plus(time)))
                .reach()
                .refused();
    }
}
