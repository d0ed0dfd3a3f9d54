package org.relais.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Await;
import org.relais.testing.LogLines;
import org.relais.testing.Unit;
import org.slf4j.LoggerFactory;

/** A handler that throws where the router does not hear it leaves nobody without an answer. */
@Unit
class HandlerFaultsTest {
    private static final String WORDS = "nobody caught this";

    private final Vertx vertx = Vertx.vertx();
    private final WebClient client = WebClient.create(vertx);

    @RegisterExtension
    private final LogLines log = new LogLines();

    private HttpServer server;

    @BeforeEach
    void listen() {
        Router router = Router.router(vertx);
        router.route().handler(new HandlerFaults());
        router.get("/well").handler(context -> context.end("well"));
        router.get("/later").handler(context -> later().onSuccess(HandlerFaultsTest::fail));
        router.get("/failed").handler(context -> later().compose(done -> Future.failedFuture("refused"))
                .onFailure(HandlerFaultsTest::fail));
        router.get("/body").handler(context -> context.request().body().onComplete(HandlerFaultsTest::fail));
        router.get("/callback").handler(context -> context.request().endHandler(HandlerFaultsTest::fail));
        router.get("/answered").handler(context -> context.end("answered").onComplete(HandlerFaultsTest::fail));
        router.get("/twice").handler(context -> later().onSuccess(HandlerFaultsTest::fail));
        router.route("/twice").failureHandler(context -> later().onSuccess(HandlerFaultsTest::fail));
        router.route().failureHandler(context -> {
            LoggerFactory.getLogger(HandlerFaultsTest.class).error("a page failed", context.failure());
            context.response().setStatusCode(500).end("the usual page");
        });
        server = Await.result(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private static void fail(Object ignored) {
        throw new IllegalStateException(WORDS);
    }

    private Future<Long> later() {
        return vertx.executeBlocking(() -> 1L);
    }

    private HttpResponse<Buffer> get(String path) {
        return Await.result(client.get(server.actualPort(), "127.0.0.1", path).send());
    }

    private List<ILoggingEvent> errors() {
        return log.all().stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.ERROR))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/later", "/failed", "/body", "/callback"})
    void isAnsweredAndLoggedOnce(String path) {
        HttpResponse<Buffer> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.bodyAsString()).isEqualTo("the usual page");
        assertThat(get("/well").bodyAsString()).as("the next on the connection").isEqualTo("well");
        assertThat(errors()).singleElement().satisfies(event -> {
            assertThat(event.getFormattedMessage()).isEqualTo("a page failed");
            assertThat(event.getThrowableProxy().getMessage()).isEqualTo(WORDS);
        });
    }

    @Test
    void anAnswerThatHasGoneStaysAsItIs() {
        assertThat(get("/answered").bodyAsString()).isEqualTo("answered");
        Await.until("the line", () -> errors().size() == 1);
        assertThat(get("/well").bodyAsString()).isEqualTo("well");
        assertThat(errors()).singleElement().satisfies(event -> assertThat(
                        event.getThrowableProxy().getMessage())
                .isEqualTo(WORDS));
    }

    @Test
    void aFailureThatFailsIsAnsweredBarely() {
        HttpResponse<Buffer> answer = get("/twice");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.bodyAsString()).isNull();
        assertThat(errors()).hasSize(1);
    }
}
