package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.organisation.Role;
import org.relais.testing.NeedsDatabase;
import org.slf4j.LoggerFactory;

/** A page whose template can't be rendered ends as any other fault does: with the page that says so, and one line in the log. */
@NeedsDatabase
class BrokenPageTest {
    private static ConsoleSite site;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

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

    @BeforeEach
    void listen() {
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void leave() {
        root.detachAppender(log);
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
        assertThat(log.list.stream().filter(event -> event.getLevel() == Level.ERROR))
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage()).isEqualTo("a page failed: " + request));
        assertThat(reader.get("/console").statusCode())
                .as("the next on the connection")
                .isEqualTo(200);
    }
}
