package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.channel.SendOutcome;
import org.relais.delivery.AudiencePage;
import org.relais.delivery.AudiencePageStore;
import org.relais.delivery.DeliveryEngine;
import org.relais.delivery.FakeChannel;
import org.relais.testing.NeedsDatabase;

/** A node that dies and several that work at once: nobody gets it twice, and nobody is forgotten. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class BroadcastCrashTest {
    private BroadcastWorld world;

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aPageThatWasNotCommittedIsExpandedAgainByAnotherNode(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 10);
        world.world.people(95, "regular", "subscribed", "fake");
        long id = world.send(BroadcastWorld.draft());
        Expansion expansion = new Expansion(world.world.pool, world.channels, world.clock(), 10);
        assertThat(await(expansion.step(id))).isEqualTo(Expansion.Step.PAGE);
        diesInTheMiddleOfAPage(id);

        assertThat(world.rows(id)).isEqualTo(10);
        world.running();
        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, 95);
        world.nobodyTwice();
        assertThat(world.fake.begun).hasSize(95);
    }

    /** All that a page writes, and then the connection is gone before the commit. */
    private void diesInTheMiddleOfAPage(long broadcastId) {
        BroadcastRunStore store = new BroadcastRunStore();
        SqlConnection connection = await(world.world.pool.getConnection());
        await(connection.begin());
        BroadcastRunStore.Cursor cursor =
                await(store.lock(connection, broadcastId)).orElseThrow();
        List<Long> page = await(new org.relais.audience.AudienceStore()
                .page(
                        connection,
                        world.organisationId,
                        cursor.broadcast().audience(),
                        cursor.after(),
                        cursor.until(),
                        10));
        await(new AudiencePageStore()
                .enqueue(
                        connection,
                        new AudiencePage(
                                world.organisationId,
                                broadcastId,
                                cursor.broadcast().messageId(),
                                cursor.broadcast().purpose(),
                                null,
                                page,
                                world.clock().instant(),
                                null,
                                org.relais.audience.ClosedWindows.NONE,
                                null),
                        world.clock().instant()));
        await(store.advance(
                connection,
                broadcastId,
                page.get(page.size() - 1),
                false,
                world.clock().instant()));
        // While the page is open, another node has nothing to do here, and does not wait for it.
        assertThat(await(new Expansion(world.world.pool, world.channels, world.clock(), 10).step(broadcastId)))
                .isEqualTo(Expansion.Step.NOT_OURS);
        long backend = await(connection.query("select pg_backend_pid() as pid").execute())
                .iterator()
                .next()
                .getLong("pid");
        world.world.text("select pg_terminate_backend(%d)::text".formatted(backend));
        eventually(
                "its connection is gone",
                () -> world.world.number("select count(*) from pg_stat_activity where pid = " + backend) == 0);
    }

    @Test
    void aRunnerThatStopsIsFollowedByAnother(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 20);
        world.world.people(1_000, "regular", "subscribed", "fake");
        world.engine();
        long id = world.send(BroadcastWorld.draft());
        world.runner.start();
        eventually("it has begun", () -> world.rows(id) > 0);
        await(world.runner.stop());
        long atStop = world.rows(id);
        assertThat(atStop % 20).as("whole pages").isZero();

        world.runner(20).start();
        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, 1_000);
        world.nobodyTwice();
        assertThat(world.fake.begun).hasSize(1_000);
    }

    @Test
    void severalRunnersAndEnginesTakeTurns(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 7);
        world.world.people(500, "regular", "subscribed", "fake");
        world.engine();
        world.engine();
        world.runner(7).start();
        world.runner(7).start();
        world.runner(7).start();
        long first = world.send(BroadcastWorld.draft());
        long second = world.send(BroadcastWorld.draft());

        world.awaitState(first, BroadcastState.FINISHED);
        world.awaitState(second, BroadcastState.FINISHED);

        assertThat(world.rows(first)).isEqualTo(500);
        assertThat(world.rows(second)).isEqualTo(500);
        assertThat(world.progress(first).sent() + world.progress(second).sent()).isEqualTo(1_000);
        assertThat(world.fake.begun).hasSize(1_000);
        assertThat(world.world.disagreement()).isEmpty();
    }

    @Test
    void anEngineThatGoesWhileRequestsAreOpenLeavesTheRestToAnother(Vertx vertx) {
        ConcurrentLinkedQueue<Promise<SendOutcome>> open = new ConcurrentLinkedQueue<>();
        FakeChannel channel = FakeChannel.answering(permit -> {
            if (open.size() < 20) {
                Promise<SendOutcome> never = Promise.promise();
                open.add(never);
                return never.future();
            }
            return Future.succeededFuture(SendOutcome.accepted("m" + permit.deliveryId()));
        });
        world = new BroadcastWorld(vertx, channel, 1_000);
        world.world.people(400, "regular", "subscribed", "fake");
        DeliveryEngine first = world.engine();
        world.runner.start();
        long id = world.send(BroadcastWorld.draft());
        eventually("requests are open", () -> open.size() == 20);

        // It claims nothing more, and what it asked is not answered in time: the platform may or may not have taken it.
        Future<Void> stopping = first.stop();
        open.forEach(request -> request.complete(SendOutcome.of(SendOutcome.Kind.UNKNOWN, "timeout")));
        await(stopping);
        Set<Long> asked = channel.begun.stream()
                .limit(20)
                .map(FakeChannel.Begun::contactId)
                .collect(Collectors.toSet());
        world.engine();
        world.awaitState(id, BroadcastState.FINISHED);

        Progress end = world.progress(id);
        world.sumsMatch(id, 400);
        world.nobodyTwice();
        assertThat(end.unknown()).isEqualTo(20);
        assertThat(end.sent()).isEqualTo(380);
        assertThat(Set.copyOf(world.world.numbers("select contact_id from delivery where state = 'unknown'")))
                .isEqualTo(asked);
    }

    @Test
    void whatADeadNodeHadClaimedIsUnknownAndNeverSentAgain(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 1_000);
        world.world.people(100, "regular", "subscribed", "fake");
        world.runner.start();
        long id = world.send(BroadcastWorld.draft());
        world.awaitState(id, BroadcastState.SENDING);
        world.world.execute(
                """
                with claimed as (
                    update delivery set state = 'sending', node = 'dead', attempt = 1, lease_until = now() - interval '1 minute'
                    where id in (select id from delivery order by id limit 20)
                    returning id
                )
                insert into claim_batch (node, lease_until, lease, delivery_ids)
                select 'dead', now() - interval '1 minute', interval '0', array_agg(id) from claimed
                """);
        assertThat(world.progress(id).sending()).isEqualTo(20);

        world.engine();
        world.awaitState(id, BroadcastState.FINISHED);

        world.sumsMatch(id, 100);
        world.nobodyTwice();
        assertThat(world.progress(id).unknown()).isEqualTo(20);
        assertThat(world.progress(id).sent()).isEqualTo(80);
        assertThat(world.fake.begun).hasSize(80);
    }

    @Test
    void aCancelThatWasCutShortIsFinishedAtTheNextStart(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 10);
        world.world.people(100, "regular", "subscribed", "fake");
        long id = world.send(BroadcastWorld.draft());
        Expansion expansion = new Expansion(world.world.pool, world.channels, world.clock(), 40);
        assertThat(await(expansion.step(id))).isEqualTo(Expansion.Step.PAGE);
        await(world.service.cancel(world.actor(), id));
        assertThat(world.progress(id).queued()).isEqualTo(40);

        world.runner(10).start();
        world.awaitOver(id);
        assertThat(world.progress(id).queued()).isZero();
        world.sumsMatch(id, 40);
    }
}
