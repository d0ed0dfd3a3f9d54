package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.consent.Purpose;
import org.relais.testing.NeedsDatabase;

@NeedsDatabase
@ExtendWith(VertxExtension.class)
class DeliveryEngineTest {

    @Test
    void sendsABroadcastOnceToEveryoneWhoMayBeMessaged(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            List<Long> people = world.people(500, "regular", "subscribed", "fake");
            people.addAll(world.people(7, "regular", "unsubscribed", "fake"));
            FakeChannel channel = FakeChannel.accepting();
            world.engine(channel);

            world.broadcastTo(people);

            eventually("all settled", () -> world.open() == 0);
            assertThat(world.states()).containsExactlyInAnyOrderEntriesOf(Map.of("accepted", 500L, "suppressed", 7L));
            assertThat(channel.begun).hasSize(500);
            assertThat(channel.begun.stream().map(FakeChannel.Begun::contactId)).doesNotHaveDuplicates();
            assertThat(world.disagreement()).isEmpty();
        }
    }

    @Test
    void aStopBetweenEnqueueAndClaimIsFoundByTheClaim(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            long person = world.person();
            world.broadcastTo(List.of(person));
            world.stop(person);

            FakeChannel channel = FakeChannel.accepting();
            world.engine(channel);

            eventually("suppressed", () -> world.open() == 0);
            assertThat(channel.begun).isEmpty();
            assertThat(world.text("select reason from delivery")).isEqualTo("unsubscribed");
        }
    }

    @Test
    void aStopCancelsWhatIsQueued(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            long person = world.person();
            world.broadcastTo(List.of(person));
            world.stop(person);
            assertThat(await(world.drain().enforce(world.organisationId, person))
                            .cancelled())
                    .isEqualTo(1);
            assertThat(world.states()).containsEntry("cancelled", 1L);
        }
    }

    @Test
    void repliesGoAheadOfABroadcast(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            world.broadcastTo(world.people(50, "regular", "subscribed", "fake"));
            long asker = world.person();
            long reply = world.queue(asker, Purpose.REPLY);
            FakeChannel channel = FakeChannel.accepting();

            world.engine(channel);

            eventually("all settled", () -> world.open() == 0);
            assertThat(channel.begun.peek().deliveryId()).isEqualTo(reply);
            assertThat(world.state(reply)).isEqualTo("accepted");
        }
    }
}
