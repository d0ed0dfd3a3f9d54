package org.relais.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.relais.ServiceUnderTest;
import org.relais.testing.NeedsDatabase;

/** {@code GET /health} of the whole service. */
@NeedsDatabase
class HealthTest {
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
