package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.testing.Slow;

/** A node whose process is frozen (SIGSTOP) with claims in its hands, and woken long after their leases ran out. */
@Slow
@ExtendWith(VertxExtension.class)
class FrozenNodeTest {
    private static final int CONNECTIONS = 32;
    private static final int PEOPLE = 200;
    private static final JsonObject NODE = new JsonObject()
            .put("bots", 1)
            .put("perSecond", 1_000)
            .put("connections", CONNECTIONS)
            .put("httpTimeoutMillis", 1_500)
            .put("leaseMillis", 3_000);

    @Test
    void whatAFrozenNodeHeldIsNotSentWhenItWakes(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx);
                Child platform = Child.platform(0)) {
            world.sender("telegram", "1");
            world.broadcastTo(world.people(PEOPLE, "regular", "subscribed", "telegram"));
            platform.answerAtMost(0);
            try (Child frozen = Child.node(world.address, platform, NODE.copy().put("node", "frozen"))) {
                eventually("its connections are taken", () -> platform.count() >= CONNECTIONS);
                eventually("it holds more", () -> sending(world) > CONNECTIONS);
                frozen.freeze();
                Map<Long, Long> answeredAt = new HashMap<>();
                try (Child other =
                        Child.node(world.address, platform, NODE.copy().put("node", "other"))) {
                    for (Long held : world.numbers(
                            "select contact_id from delivery where state = 'sending' and node = 'frozen'")) {
                        world.stop(held);
                        assertThat(await(world.drain().enforce(world.organisationId, held))
                                        .inFlight())
                                .isEmpty();
                        answeredAt.put(held, System.nanoTime());
                    }
                    assertThat(other.isAlive()).isTrue();
                }
                platform.answerAll();
                frozen.thaw();
                List<Long> later = world.people(5, "regular", "subscribed", "telegram");
                world.broadcastTo(later);
                eventually("it is awake and sends", () -> addressed(platform).containsAll(later));
                eventually("all is settled", () -> world.open() == 0);
                assertThat(answeredAt).hasSizeGreaterThan(CONNECTIONS);
                assertThat(platform.log()).allSatisfy(seen -> assertThat(seen.nanos())
                        .isLessThan(answeredAt.getOrDefault(seen.chatId() - 1_000_000, Long.MAX_VALUE)));
                assertThat(world.disagreement()).isEmpty();
            }
        }
    }

    private static long sending(DeliveryWorld world) {
        return world.states().getOrDefault("sending", 0L);
    }

    private static Set<Long> addressed(Child platform) {
        return platform.log().stream().map(seen -> seen.chatId() - 1_000_000).collect(Collectors.toSet());
    }
}
