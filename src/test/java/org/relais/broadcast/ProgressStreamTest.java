package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.delivery.FakeChannel;
import org.relais.organisation.SenderService;
import org.relais.testing.NeedsDatabase;

/** Listeners hear how a broadcast comes along, to its end. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class ProgressStreamTest {
    private BroadcastWorld world;
    private ProgressStream stream;

    @BeforeEach
    void open(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 50).running();
        stream = new ProgressStream(
                vertx, world.world.pool, new SenderService(world.world.pool, InstantSource.system()));
        world.world.people(200, "regular", "subscribed", "fake");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void everyListenerHearsThePresentStandingAndTheEnd() {
        long id = world.create(BroadcastWorld.draft());
        List<ProgressStream.Update> heard = new CopyOnWriteArrayList<>();
        List<ProgressStream.Update> late = new CopyOnWriteArrayList<>();
        try (ProgressStream.Subscription listening = stream.subscribe(world.organisationId, id, heard::add)) {
            eventually("the draft is heard", () -> !heard.isEmpty());
            assertThat(heard.get(0).broadcast().state()).isEqualTo(BroadcastState.DRAFT);
            assertThat(await(world.service.send(world.actor(), id))).isInstanceOf(BroadcastChange.Done.class);
            eventually("the end is heard", () -> last(heard).broadcast().state() == BroadcastState.FINISHED);
            assertThat(last(heard).progress().sent()).isEqualTo(200);
            assertThat(heard).doesNotHaveDuplicates();
            assertThat(listening).isNotNull();
        }
        try (ProgressStream.Subscription again = stream.subscribe(world.organisationId, id, late::add)) {
            eventually("one who comes later hears it too", () -> !late.isEmpty());
            assertThat(late.get(0)).isEqualTo(last(heard));
            assertThat(again).isNotNull();
        }
    }

    @Test
    void whoHasClosedHearsNothingMore() {
        long id = world.create(BroadcastWorld.draft());
        List<ProgressStream.Update> closed = new CopyOnWriteArrayList<>();
        List<ProgressStream.Update> open = new CopyOnWriteArrayList<>();
        ProgressStream.Subscription first = stream.subscribe(world.organisationId, id, closed::add);
        ProgressStream.Subscription second = stream.subscribe(world.organisationId, id, open::add);
        eventually("both hear it", () -> !closed.isEmpty() && !open.isEmpty());
        first.close();
        first.close();

        assertThat(await(world.service.send(world.actor(), id))).isInstanceOf(BroadcastChange.Done.class);
        eventually("the end is heard", () -> last(open).broadcast().state() == BroadcastState.FINISHED);
        second.close();
        assertThat(closed).hasSize(1);
    }

    @Test
    void anotherOrganisationHearsNothing() {
        long id = world.create(BroadcastWorld.draft());
        List<ProgressStream.Update> stranger = new CopyOnWriteArrayList<>();
        List<ProgressStream.Update> owner = new CopyOnWriteArrayList<>();
        try (ProgressStream.Subscription foreign = stream.subscribe(world.organisationId + 1, id, stranger::add);
                ProgressStream.Subscription own = stream.subscribe(world.organisationId, id, owner::add)) {
            eventually("the owner hears it", () -> !owner.isEmpty());
            assertThat(stranger).isEmpty();
            assertThat(foreign).isNotNull();
            assertThat(own).isNotNull();
        }
    }

    /** Also while nothing of the broadcast itself changes. */
    @Test
    void aChannelThatIsPausedOrResumedIsHeard() {
        long id = world.create(BroadcastWorld.draft());
        SenderService senders = new SenderService(world.world.pool, InstantSource.system());
        long sender =
                await(senders.states(world.organisationId)).get(0).sender().id();
        List<ProgressStream.Update> heard = new CopyOnWriteArrayList<>();
        try (ProgressStream.Subscription listening = stream.subscribe(world.organisationId, id, heard::add)) {
            eventually("the draft is heard", () -> !heard.isEmpty());
            assertThat(last(heard).paused()).isEmpty();
            assertThat(await(senders.pause(world.actor(), sender, null))).isTrue();
            eventually("the pause is heard", () -> last(heard).paused().equals(List.of("fake")));
            assertThat(await(senders.resume(world.actor(), sender))).isTrue();
            eventually("its end is heard", () -> last(heard).paused().isEmpty());
            assertThat(listening).isNotNull();
        }
    }

    private static ProgressStream.Update last(List<ProgressStream.Update> heard) {
        return heard.get(heard.size() - 1);
    }
}
