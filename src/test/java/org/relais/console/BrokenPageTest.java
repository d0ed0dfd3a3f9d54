package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.organisation.Role;
import org.relais.testing.LogLines;
import org.relais.testing.NeedsDatabase;

/** A page whose template can't be rendered ends as any other fault does: with the page that says so, and one line in the log. */
@NeedsDatabase
class BrokenPageTest {
    private static ConsoleSite site;

    @RegisterExtension
    private final LogLines log = new LogLines();

    /** Pages that give their template less than it asks for, or name one that there is not. */
    private record Broken() implements ConsoleFeature {
        @Override
        public MenuSection section() {
            return MenuSection.HOME;
        }

        @Override
        public void mount(PageRoutes routes) {
            routes.get("/broken", visit -> site.pool()
                    .query("select 1")
                    .execute()
                    .map(rows -> PageResult.page("failure", Map.of("status", "no number"))));
            routes.post("/broken", Role.VIEWER, visit -> site.pool()
                    .query("select 1")
                    .execute()
                    .map(rows -> PageResult.invalid("failure", Map.of())));
            routes.get("/nowhere", visit -> site.pool()
                    .query("select 1")
                    .execute()
                    .map(rows -> PageResult.page("no/such/template", Map.of())));
        }
    }

    @BeforeAll
    static void open() {
        site = ConsoleSite.open(it -> List.of(it.home(), new Broken()));
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /console/broken", "POST /console/broken", "GET /console/nowhere"})
    void saysThatItFailed(String request) {
        ConsoleSite.Reader reader = site.signIn(Role.VIEWER, "en");
        String path = request.substring(request.indexOf(' ') + 1);
        HttpResponse<String> answer = request.startsWith("GET") ? reader.get(path) : reader.post(path);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .contains(Translations.in("en").text("error.500.title"))
                .doesNotContain("jte", "Exception", "at org.");
        assertThat(log.all().stream().filter(event -> event.getLevel() == Level.ERROR))
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage()).isEqualTo("a page failed: " + request));
        assertThat(reader.get("/console").statusCode())
                .as("the next on the connection")
                .isEqualTo(200);
    }
}
