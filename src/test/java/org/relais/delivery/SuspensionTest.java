package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.World.await;
import static org.relais.delivery.World.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.channel.ChannelContext;
import org.relais.testing.NeedsDatabase;

/**
 * A machine that is suspended with many claims waiting for few connections: the database's time goes on, the leases run
 * out, people stop and are answered; then it wakes, and its monotonic clock knows nothing of all that.
 */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class SuspensionTest {
    private static final int PEOPLE = 200;
    private static final int CONNECTIONS = 4;
    private static final int STOPS = 40;

    private record Request(long contactId, long nanos) {}

    private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Turnstile answers = new Turnstile();

    @Test
    void nothingGoesToThoseWhoStoppedWhileItSlept(Vertx vertx) {
        JumpingClock clock = new JumpingClock();
        try (World world = new World(vertx)) {
            world.sender("telegram", "1");
            world.broadcastTo(world.people(PEOPLE, "regular", "subscribed", "telegram"));
            answers.close();
            engine(world, clock, platform(vertx).actualPort());
            eventually("the connections are taken", () -> requests.size() == CONNECTIONS);
            eventually("many wait for one", () -> world.states().getOrDefault("sending", 0L) > STOPS + CONNECTIONS);

            clock.sleep(Duration.ofMinutes(5));
            List<Long> claimed = world.numbers("select contact_id from delivery where state = 'sending'");
            world.execute(
                    "update delivery set lease_until = clock_timestamp() - interval '1 second' where state = 'sending'");
            world.execute("update claim_batch set lease_until = clock_timestamp() - interval '1 second'");
            await(new SettleStore().rescue(world.pool, Instant.now()));
            Map<Long, Long> answeredAt = stop(world, claimed);
            answers.open();
            eventually("it goes on by itself", () -> world.open() == 0);

            assertThat(answeredAt).hasSize(STOPS);
            assertThat(requests)
                    .as("what began after an answered stop")
                    .filteredOn(
                            request -> request.nanos() > answeredAt.getOrDefault(request.contactId(), Long.MAX_VALUE))
                    .isEmpty();
            assertThat(requests).extracting(Request::contactId).doesNotHaveDuplicates();
            assertThat(world.disagreement()).isEmpty();
        }
    }

    /** Stops people who have been claimed and to whom nothing has begun, and waits for the answers. */
    private Map<Long, Long> stop(World world, List<Long> claimed) {
        Set<Long> begun = new HashSet<>();
        requests.forEach(request -> begun.add(request.contactId()));
        Map<Long, Long> answeredAt = new TreeMap<>();
        claimed.stream().filter(person -> !begun.contains(person)).limit(STOPS).forEach(person -> {
            world.stop(person);
            assertThat(await(world.drain().enforce(world.organisationId, person))
                            .inFlight())
                    .isEmpty();
            answeredAt.put(person, System.nanoTime());
        });
        return answeredAt;
    }

    private static void engine(World world, JumpingClock clock, int port) {
        EngineSettings settings = world.settings();
        world.engine(
                NodeProcess.telegram(
                        new ChannelContext(world.vertx, clock, clock::nanoTime, settings.httpTimeout()),
                        new JsonObject()
                                .put("bots", 1)
                                .put("perSecond", 1_000)
                                .put("connections", CONNECTIONS)
                                .put("platform", "http://127.0.0.1:" + port)),
                new PlainRenderer(),
                (organisation, contact, address, code, delivery, at) -> Future.succeededFuture(),
                world.drain(),
                settings,
                clock);
    }

    private HttpServer platform(Vertx vertx) {
        return await(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    long chat = Long.parseLong(new JsonObject(body).getString("chat_id"));
                    requests.add(new Request(chat - 1_000_000, System.nanoTime()));
                    answers.pass()
                            .compose(passed ->
                                    request.response().end("{\"ok\":true,\"result\":{\"message_id\":" + chat + "}}"))
                            .onFailure(closed -> {});
                }))
                .listen(0, "127.0.0.1"));
    }
}
