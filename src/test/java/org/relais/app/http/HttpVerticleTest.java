package org.relais.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.ServiceUnderTest;
import org.relais.config.RelaisConfig;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

@NeedsDatabase
@ExtendWith(VertxExtension.class)
class HttpVerticleTest {
    private static final RelaisConfig.Http SETTINGS =
            new RelaisConfig.Http("127.0.0.1", 0, "http://localhost", RelaisConfig.Http.CONNECTIONS);

    @Test
    void severalListenersShareOneFreePort(Vertx vertx) throws Exception {
        AtomicInteger port = new AtomicInteger();
        HttpVerticle.Limits limits = HttpVerticle.Limits.of(SETTINGS);
        String deployment = ServiceUnderTest.wait(vertx.deployVerticle(
                () -> new HttpVerticle(
                        SETTINGS,
                        port,
                        router -> router.get("/")
                                .handler(context ->
                                        context.end(Thread.currentThread().getName())),
                        limits,
                        () -> 7),
                new DeploymentOptions().setInstances(2)));
        assertThat(port.get()).isPositive();

        Set<String> loops = new HashSet<>();
        for (int connection = 0; connection < 4; connection++) {
            loops.add(HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.get() + "/"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
        }
        assertThat(loops).as("connections take turns between both listeners").hasSize(2);
        ServiceUnderTest.wait(vertx.undeploy(deployment));
    }

    @Test
    void whatIsUnderWayIsAnsweredAndNothingElseTakenIn(Vertx vertx) throws Exception {
        AtomicInteger port = new AtomicInteger();
        Promise<RoutingContext> asked = Promise.promise();
        String deployment = ServiceUnderTest.wait(vertx.deployVerticle(new HttpVerticle(
                SETTINGS,
                port,
                router -> router.get("/").handler(asked::complete),
                HttpVerticle.Limits.of(SETTINGS),
                () -> 7)));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.get() + "/"))
                .build();
        CompletableFuture<HttpResponse<String>> answer =
                HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());
        RoutingContext open = ServiceUnderTest.wait(asked.future());
        Future<Void> undeployed = vertx.undeploy(deployment);
        Await.until("it listens no more", () -> isRefused(port.get()));
        assertThat(undeployed.isComplete()).isFalse();
        open.vertx().runOnContext(now -> open.end("done"));
        assertThat(answer.get().body()).isEqualTo("done");
        ServiceUnderTest.wait(undeployed);
    }

    private static boolean isRefused(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return !socket.isConnected();
        } catch (IOException refused) {
            return true;
        }
    }
}
