package org.relais.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.config.RelaisConfig;
import org.relais.input.TrustedProxies;
import org.relais.testing.Await;
import org.relais.testing.LogLines;
import org.relais.testing.Unit;

/** Over sockets, by hand: what is not one clear request reaches no handler, and who holds a place open loses it. */
@Unit
class HostileRequestsTest {
    private static final RelaisConfig.Http SETTINGS =
            new RelaisConfig.Http("127.0.0.1", 0, "http://localhost", RelaisConfig.Http.CONNECTIONS);
    private static final RequestPace.Limits PATIENT = new RequestPace.Limits(Await.BOUND, 1);

    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();
    private final AtomicInteger port = new AtomicInteger();
    private final List<String> handled = new CopyOnWriteArrayList<>();

    @RegisterExtension
    private final LogLines log = new LogLines();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private ConnectionLimit serve(int connections, RequestPace.Limits pace) {
        ConnectionLimit limit = new ConnectionLimit(connections, 4, new TrustedProxies(List.of()));
        Await.result(vertx.deployVerticle(
                new HttpVerticle(SETTINGS, port, this::routes, new HttpVerticle.Limits(limit, pace), () -> 7)));
        return limit;
    }

    private void routes(Router router) {
        router.route("/things/:thing").handler(context -> {
            handled.add(context.pathParam("thing"));
            context.request().body().onSuccess(body -> context.end("read " + body.length()));
        });
    }

    /** Opens a socket, writes, and gathers what comes back until the server ends it. */
    private Future<String> untilClosed(String... parts) {
        Promise<String> all = Promise.promise();
        return client.connect(port.get(), "127.0.0.1").compose(socket -> {
            StringBuilder received = new StringBuilder();
            socket.handler(received::append);
            socket.exceptionHandler(reset -> {});
            socket.closeHandler(closed -> all.tryComplete(received.toString()));
            Future<Void> written = Future.succeededFuture();
            for (String part : parts) {
                written = written.compose(before -> socket.write(part));
            }
            return written.compose(done -> all.future());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /things/1 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /things/1 HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
                "GET /things/1 HTTP/1.1\r\n\r\n",
                "GET /things/1 HTTP/1.1\r\nHost: a\r\nX-One: 1\r\n two\r\n\r\n",
                "GET /things/1 HTTP/1.1\r\nHost: a\r\nX-One: 1\r\n\ttwo\r\n\r\n",
                "GET /things/1 HTTP/1.1\r\n X-One: 1\r\nHost: a\r\n\r\n",
                "POST /things/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /things/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
                "POST /things/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\nContent-Length: 4\r\n\r\nabcd",
                "POST /things/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST /things/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
                "POST /things/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
                "GET /things/%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /things/%e HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /things/% HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /things/%00 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /things/%0d%0aX:%201 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /things/%ff%fe HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /things/%c0%ae%c0%ae HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /things/1?q=%zz HTTP/1.1\r\nHost: a\r\n\r\n"
            })
    void whatIsNoClearRequestIsRefusedAndTheConnectionEnds(String request) {
        serve(16, PATIENT);
        String next = "GET /things/next HTTP/1.1\r\nHost: a\r\n\r\n";
        assertThat(Await.result(untilClosed(request + next)))
                .startsWith("HTTP/1.1 400 ")
                .containsOnlyOnce("HTTP/1.1");
        String head = request.substring(0, request.indexOf("\r\n\r\n") + 4);
        assertThat(Await.result(untilClosed(head.split("(?<=\n)"))))
                .as("however the bytes are cut")
                .startsWith("HTTP/1.1 400 ")
                .containsOnlyOnce("HTTP/1.1");
        assertThat(handled).isEmpty();
        assertThat(log.all())
                .filteredOn(line -> line.getThrowableProxy() != null)
                .isEmpty();
        assertThat(log.all())
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .isEmpty();
    }

    @Test
    void clearRequestsAreServedOnTheSameConnection() {
        serve(16, PATIENT);
        String answers = Await.result(untilClosed(
                "GET /things/caf%C3%A9%20noir?q=caf%E9&r=50%25 HTTP/1.1\r\nHost: a\r\nX-One: a b\r\n\r\n",
                "POST /things/2 HTTP/1.1\r\nHo",
                "st: a\r\nContent-Length: 5\r\n\r\n a",
                "\n b",
                "POST /things/3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n4\r\n\n a\n\r\n0\r\n\r\n",
                "GET /things/4 HTTP/1.0\r\n\r\n"));
        assertThat(answers.split("HTTP/1.[01] 200 ", -1)).hasSize(5);
        assertThat(handled).containsExactly("café noir", "2", "3", "4");
    }

    @Test
    void aHeadThatDoesNotComeIsNotWaitedFor() {
        serve(16, new RequestPace.Limits(Duration.ofMillis(50), 1));
        assertThat(Await.result(untilClosed("GET /things/1 HTTP/1.1\r\nHo"))).isEmpty();
        assertThat(Await.result(untilClosed("GET /thi"))).isEmpty();
        assertThat(handled).isEmpty();
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedFor() {
        serve(16, new RequestPace.Limits(Duration.ofMillis(50), 10));
        String head = "POST /things/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n";
        assertThat(Await.result(untilClosed(head))).isEmpty();
        assertThat(Await.result(untilClosed(head, "123"))).isEmpty();
        assertThat(Await.result(untilClosed(
                        "POST /things/2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n")))
                .isEmpty();
        assertThat(handled).containsExactly("1", "1", "2");
    }

    @Test
    void aConnectionAtRestIsLeftAlone() {
        ConnectionLimit limit = serve(16, new RequestPace.Limits(Duration.ofMillis(1), 1));
        NetSocket atRest = Await.result(client.connect(port.get(), "127.0.0.1"));
        List<String> answers = new CopyOnWriteArrayList<>();
        atRest.handler(answer -> answers.add(answer.toString()));
        Await.result(atRest.write("GET /things/1 HTTP/1.1\r\nHost: a\r\n\r\n"));
        Await.until("an answer", () -> !answers.isEmpty());
        assertThat(Await.result(untilClosed("GET /thi"))).isEmpty();
        Await.until("one connection is left", () -> limit.count() == 1);
        answers.clear();
        Await.result(atRest.write("GET /things/2 HTTP/1.1\r\nHost: a\r\n\r\n"));
        Await.until("an answer", () -> !answers.isEmpty());
        assertThat(handled).containsExactly("1", "2");
    }

    @Test
    void connectionsThatSayNothingGiveWayAndTheOneInUseStays() {
        ConnectionLimit limit = serve(8, PATIENT);
        NetSocket inUse = Await.result(client.connect(port.get(), "127.0.0.1"));
        List<String> answers = new CopyOnWriteArrayList<>();
        inUse.handler(answer -> answers.add(answer.toString()));
        AtomicInteger closed = new AtomicInteger();
        List<Future<NetSocket>> silent = new ArrayList<>();
        for (int round = 1; round <= 20; round++) {
            Await.result(inUse.write("GET /things/1 HTTP/1.1\r\nHost: a\r\n\r\n"));
            int asked = round;
            Await.until("an answer", () -> handled.size() == asked && !answers.isEmpty());
            answers.clear();
            for (int more = 0; more < 5; more++) {
                Future<NetSocket> socket = client.connect(port.get(), "127.0.0.1");
                Await.result(socket).closeHandler(gone -> closed.incrementAndGet());
                silent.add(socket);
                Await.result(Await.result(socket).write("GET /thi"));
            }
            int gone = Math.max(0, silent.size() - 7);
            Await.until("the oldest have given way", () -> closed.get() == gone);
            Await.until("all others are open", () -> limit.count() == silent.size() + 1 - gone);
        }
        assertThat(handled).hasSize(20);
    }
}
