package org.relais.attack;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.relais.testing.Await;

/** Somebody with sockets and no credentials: whatever is refused or closed is tried again until told to stop. */
final class Attacker implements AutoCloseable {
    /** A signature that is one by its form only. */
    private static final String CREDIBLE = "X-Hub-Signature-256: sha256=" + "0".repeat(64) + "\r\n";

    private static final int HELD_BYTES = 40_000;
    /** Leaves the machine to what is attacked: it is places that are fought for here, not processors. */
    private static final long BETWEEN_TRIES_MILLIS = 50;

    private static final List<String> UNCLEAR = List.of(
            "GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET /health HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n 2\r\n\r\n",
            "POST /webhook/whatsapp HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "GET /u/%zz HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /m/%00%ff HTTP/1.1\r\nHost: a\r\n\r\n");

    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();
    private final AtomicInteger begun = new AtomicInteger();
    private volatile boolean over;

    /** Attempts so far. */
    int begun() {
        return begun.get();
    }

    /** Holds that many bodies open, each from an address that a proxy tells. */
    void holdBodies(int port, int sockets) {
        for (int socket = 0; socket < sockets; socket++) {
            again(
                    port,
                    "POST /webhook/whatsapp HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 10.1." + socket / 250 + "."
                            + socket % 250 + "\r\n" + CREDIBLE + "Content-Length: 3000000\r\n\r\n"
                            + "x".repeat(HELD_BYTES));
        }
    }

    /** Begins that many heads and says no more. */
    void holdHeads(int port, int sockets) {
        for (int socket = 0; socket < sockets; socket++) {
            again(port, "POST /webhook/whatsapp HTTP/1.1\r\nHost: a\r\nX-");
        }
    }

    /** Sends bodies of many chunks of one byte. */
    void chop(int port, int sockets, int chunks) {
        for (int socket = 0; socket < sockets; socket++) {
            again(
                    port,
                    "POST /webhook/whatsapp HTTP/1.1\r\nHost: a\r\n" + CREDIBLE + "Transfer-Encoding: chunked\r\n\r\n"
                            + "1\r\nx\r\n".repeat(chunks) + "0\r\n\r\n");
        }
    }

    /** Sends what is no clear request. */
    void confuse(int port) {
        UNCLEAR.forEach(request -> again(port, request));
    }

    /** Tries codes of stop pages out, from the address that others stop from. */
    void guess(int port, String address) {
        again(
                port,
                "POST /u/A1b2C3d4E5f6G7 HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: " + address
                        + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }

    private void again(int port, String bytes) {
        if (!over) {
            client.connect(port, "127.0.0.1")
                    .compose(socket -> send(port, socket, bytes))
                    .onFailure(refused -> {});
        }
    }

    private Future<Void> send(int port, NetSocket socket, String bytes) {
        begun.incrementAndGet();
        socket.handler(answer -> {});
        socket.exceptionHandler(reset -> {});
        socket.closeHandler(closed -> vertx.setTimer(BETWEEN_TRIES_MILLIS, then -> again(port, bytes)));
        return socket.write(bytes);
    }

    /** Gives up. */
    void stop() {
        over = true;
    }

    @Override
    public void close() {
        stop();
        List<Future<Void>> all = new ArrayList<>(List.of(client.close(), vertx.close()));
        all.forEach(Await::result);
    }
}
