package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.SendOutcome;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** A node that is too slow for what it claims: it claims less, and nobody goes without a message for that. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class OverloadTest {
    private static final int PEOPLE = 400;
    /** Of the node's own time, for each message: what a claim of 128 takes is longer than its messages may wait. */
    private static final Duration SLOW = Duration.ofMillis(100);

    private static final EngineSettings SETTINGS =
            new EngineSettings("slow", Duration.ofSeconds(10), Duration.ofSeconds(20), Await.BOUND, 64);

    @Test
    void claimsLessUntilLeasesLastAndEverybodyIsSentTo(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            world.broadcastTo(world.people(PEOPLE, "regular", "subscribed", "fake"));
            JumpingClock clock = new JumpingClock();
            AtomicReference<DeliveryEngine> engine = new AtomicReference<>();
            AtomicBoolean reduced = new AtomicBoolean();
            FakeChannel channel = FakeChannel.answering(permit -> {
                        clock.jump(SLOW);
                        if (engine.get() != null) {
                            engine.get().load().ifPresent(load -> reduced.compareAndSet(false, load.reduced()));
                        }
                        return Future.succeededFuture(SendOutcome.accepted("m" + permit.deliveryId()));
                    })
                    .at(clock);
            engine.set(world.engine(
                    new ChannelRegistry(java.util.List.of(channel)),
                    new PlainRenderer(),
                    channel::stopped,
                    world.drain(),
                    SETTINGS,
                    clock));

            eventually("all are sent to", () -> world.open() == 0);

            assertThat(world.states()).isEqualTo(Map.of("accepted", (long) PEOPLE));
            assertThat(channel.begun).extracting(FakeChannel.Begun::contactId).doesNotHaveDuplicates();
            assertThat(reduced).isTrue();
            assertThat(world.number("select sum(attempt - 1) from delivery"))
                    .as("claims whose leases ran out before anything was sent, all of them before it was slowed")
                    .isLessThan(PEOPLE / 4);
            assertThat(world.disagreement()).isEmpty();
        }
    }
}
