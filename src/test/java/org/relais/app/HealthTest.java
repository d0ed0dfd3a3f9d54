package org.relais.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.ServiceUnderTest;
import org.relais.testing.Await;
import org.relais.testing.LogLines;
import org.relais.testing.NeedsDatabase;

/** {@code GET /health} of the whole service. */
@NeedsDatabase
class HealthTest {
    @RegisterExtension
    private final LogLines log = new LogLines(Health.class.getName());

    @Test
    void isDownWhileTheDatabaseAnswersAndRefusesEveryStop() throws Exception {
        try (ServiceUnderTest service = ServiceUnderTest.start()) {
            service.asAdministrator("create function full_disk() returns trigger language plpgsql as "
                    + "$$ begin raise exception sqlstate '53100'; end $$;"
                    + "create trigger full_disk before insert on inbox execute function full_disk()");
            assertThat(answer(service, "/health/ready")).startsWith("503");
            assertThat(answer(service, "/health/live")).isEqualTo("200 {\"status\":\"up\",\"service\":\"relais\"}");
            assertThat(health(service))
                    .startsWith("503 {\"status\":\"down\",\"database\":\"up\",\"stops\":\"refused\"");
            service.asAdministrator("drop function full_disk() cascade");
            assertThat(health(service)).startsWith("200 {\"status\":\"up\",\"database\":\"up\",\"stops\":\"taken\"");
            assertThat(answer(service, "/health/ready", "HEAD")).isEqualTo("200 ");
            assertThat(answer(service, "/health/live", "HEAD")).isEqualTo("200 ");
        }
    }

    @Test
    void whoeverLeavesBeforeTheAnswerLeavesNoFaultInTheLog() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Promise<Void> asked = Promise.promise();
            Promise<JsonObject> state = Promise.promise();
            Promise<Void> gone = Promise.promise();
            Router router = Router.router(vertx);
            Health.mount(router, () -> {
                asked.complete();
                return state.future();
            });
            int port = Await.result(vertx.createHttpServer()
                            .connectionHandler(connection -> connection.closeHandler(gone::complete))
                            .requestHandler(router)
                            .listen(0, "127.0.0.1"))
                    .actualPort();
            try (Socket proxy = new Socket("127.0.0.1", port)) {
                proxy.getOutputStream()
                        .write("GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                Await.result(asked.future());
            }
            Await.result(gone.future());
            log.at(Level.DEBUG);
            state.complete(new JsonObject().put("status", "up"));
            Await.until("it is known that the caller has left", () -> !log.all().isEmpty());
            assertThat(log.all()).extracting(ILoggingEvent::getLevel).containsOnly(Level.DEBUG);
        } finally {
            Await.result(vertx.close());
        }
    }

    private static String health(ServiceUnderTest service) throws Exception {
        return answer(service, "/health");
    }

    private static String answer(ServiceUnderTest service, String path) throws Exception {
        return answer(service, path, "GET");
    }

    private static String answer(ServiceUnderTest service, String path, String method) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(service.address() + path))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
