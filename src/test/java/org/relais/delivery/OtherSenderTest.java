package org.relais.delivery;

import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.channel.SendOutcome;
import org.relais.consent.Purpose;
import org.relais.testing.NeedsDatabase;

/** A sender's id stands for another number than before, as on a new primary that gave it out anew. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class OtherSenderTest {
    @Test
    void whatHasItsIdIsSentWithFromThenOn(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            long sender = world.sender("fake", "lost");
            long person = world.person();
            Queue<String> used = new ConcurrentLinkedQueue<>();
            DeliveryEngine engine =
                    world.engine(new FakeChannel("fake", FakeChannel.FAST, List.of("lost", "later"), permit -> {
                        used.add(permit.claim().sender().externalId());
                        return Future.succeededFuture(SendOutcome.accepted("m" + permit.deliveryId()));
                    }));
            eventually("it is sent with the one that there is", () -> {
                say(world, engine, person);
                return used.contains("lost");
            });
            world.execute("update sender set external_id = 'later' where id = " + sender);
            eventually("and with the one that has its id now", () -> {
                say(world, engine, person);
                return used.contains("later");
            });
        }
    }

    private static void say(DeliveryWorld world, DeliveryEngine engine, long person) {
        await(new Outbox(Instant::now)
                .enqueue(
                        world.pool,
                        NewDelivery.now(
                                NewDelivery.Chat.preferred(world.organisationId, person),
                                Purpose.REPLY,
                                new DeliveryContent.Inline(new JsonObject().put("text", "Bonjour")),
                                Instant.now())));
        engine.wake(world.organisationId);
    }
}
