package org.relais.inbound.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relais.inbound.reply.Fixture;
import org.relais.inbound.reply.PlatformWebhooks;
import org.relais.testing.NeedsDatabase;

/** Sockets that hold a body open, with a signature that is one by its form only: they cost no signed STOP its place. */
@NeedsDatabase
class HeldOpenBodiesTest {
    private static final int SOCKETS = 1_000;
    private static final int HELD_BYTES = 4_096;
    private static final int ROOM = 64;
    private static final int STOPS = 20;

    private final Fixture fixture = new Fixture(
            Intake.Settings.DEFAULT,
            new WebhookRoutes.Settings(
                    new BodyLimits(16 * HELD_BYTES, ROOM * HELD_BYTES, ROOM * HELD_BYTES, 16 * HELD_BYTES),
                    WebhookRoutes.Settings.DEFAULT.acknowledgeBound(),
                    WebhookRoutes.Settings.DEFAULT.answerBound(),
                    WebhookRoutes.Settings.DEFAULT.retryAfter()));
    private final NetClient client = fixture.vertx.createNetClient();
    private final AtomicInteger ended = new AtomicInteger();
    private int stops;

    @AfterEach
    void close() {
        Fixture.wait(client.close());
        fixture.close();
    }

    @Test
    void fromOneAddressTheyHaveThatAddressesRoomOnly() {
        hold(socket -> "203.0.113.7");
        Fixture.until(() -> ended.get() >= SOCKETS - 16);
        everyStopIsTaken("198.51.100.1");
        assertThat(ended).as("other addresses' bodies cost them nothing").hasValue(SOCKETS - 16);
    }

    @Test
    void fromAThousandAddressesTheyGiveWayOldestFirst() {
        hold(socket -> "10.9." + socket / 250 + "." + socket % 250);
        Fixture.until(() -> ended.get() >= SOCKETS - ROOM);
        everyStopIsTaken("198.51.100.1");
    }

    @Test
    void behindThePlatformsOwnAddressTheyGiveWayToo() {
        everyStopIsTaken("198.51.100.1");
        hold(socket -> "198.51.100.1");
        Fixture.until(() -> ended.get() >= SOCKETS - ROOM);
        everyStopIsTaken("198.51.100.1");
    }

    @Test
    void whoIsKnownHasRoomThatNobodyElseCanTake() {
        everyStopIsTaken("198.51.100.1");
        hold(socket -> "10.9." + socket / 250 + "." + socket % 250);
        Fixture.until(() -> ended.get() >= SOCKETS - ROOM);
        everyStopIsTaken("198.51.100.1");
        assertThat(ended).as("its bodies pushed nobody out").hasValue(SOCKETS - ROOM);
    }

    /** A thousand bodies that announce more than they send, each from an address that a proxy of ours tells. */
    private void hold(IntFunction<String> address) {
        List<Future<Void>> begun = new ArrayList<>();
        for (int socket = 0; socket < SOCKETS; socket++) {
            String head = "POST /webhook/whatsapp HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: " + address.apply(socket)
                    + "\r\nX-Hub-Signature-256: sha256=" + "0".repeat(64) + "\r\nContent-Length: " + 2 * HELD_BYTES
                    + "\r\n\r\n";
            begun.add(client.connect(fixture.port(), "127.0.0.1").compose(open -> begin(open, head)));
        }
        Fixture.wait(Future.all(begun));
    }

    private Future<Void> begin(NetSocket socket, String head) {
        socket.handler(refusal -> {});
        socket.closeHandler(closed -> ended.incrementAndGet());
        socket.exceptionHandler(reset -> {});
        return socket.write(head + "x".repeat(HELD_BYTES));
    }

    private void everyStopIsTaken(String address) {
        List<Integer> answers = new ArrayList<>();
        for (int stop = 0; stop < STOPS; stop++) {
            stops++;
            answers.add(fixture.whatsApp(
                    PlatformWebhooks.whatsApp(
                            PlatformWebhooks.text("wamid." + stops, "3361234" + (5000 + stops), "STOP", Fixture.START)),
                    address));
        }
        assertThat(answers).hasSize(STOPS).containsOnly(200);
        assertThat(fixture.count("consent where state = 'unsubscribed'")).isEqualTo(stops);
    }
}
