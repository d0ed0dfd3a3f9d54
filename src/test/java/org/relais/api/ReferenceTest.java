package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.NeedsDatabase;

/** The page of the document: complete, of this house alone, and with commands that are what the document says. */
@NeedsDatabase
class ReferenceTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    private static List<Reference.Operation> operations() {
        return Reference.of(WORLD.api.document()).sections().stream()
                .flatMap(section -> section.operations().stream())
                .toList();
    }

    @Test
    void thePageHasEveryOperationWithACommandAndNothingFromElsewhere() throws Exception {
        HttpResponse<String> page = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(WORLD.service.address() + "/api"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'"));
        assertThat(page.body())
                .containsOnlyOnce("<script")
                .containsOnlyOnce("src=")
                .contains("<script src=\"/public/api.js\"></script>")
                .doesNotContain("style=")
                .doesNotContain("href=\"http");
        long documented = WORLD.api.document().getJsonObject("paths").stream()
                .flatMap(path -> ((JsonObject) path.getValue()).stream())
                .filter(method -> method.getValue() instanceof JsonObject)
                .count();
        assertThat(operations()).hasSize((int) documented);
        assertThat(operations()).allSatisfy(operation -> assertThat(page.body())
                .contains("<details id=\"" + operation.id() + "\" data-method=\"" + operation.method() + "\"")
                .contains("\"$RELAIS" + operation.path().replaceAll("\\{[^}]*}", "42") + "\""));
    }

    @Test
    void onlyAnEmptyLineOfTheDocumentIsABreakOnThePage() {
        assertThat(Reference.Words.of("One\nline\n\nand `code`\n"))
                .extracting(Reference.Words::text)
                .containsExactly("One line\n\nand ", "code");
    }

    @Test
    void everyLinkOfThePageLeadsToSomethingOnIt() {
        Reference reference = Reference.of(WORLD.api.document());
        List<String> names =
                reference.shapes().stream().map(Reference.Shape::name).toList();
        assertThat(operations().stream()
                        .flatMap(operation -> java.util.stream.Stream.of(
                                        operation.parameters(), operation.body(), operation.answers())
                                .flatMap(List::stream))
                        .map(Reference.Field::shape)
                        .filter(shape -> !shape.isEmpty()))
                .isSubsetOf(names);
    }

    @Test
    void theBodyOfEachCommandIsWhatItsSchemaSays() {
        JsonObject paths = WORLD.api.document().getJsonObject("paths");
        for (Reference.Operation operation : operations()) {
            int begin = operation.curl().indexOf("-d '");
            if (begin > 0) {
                String body = operation
                        .curl()
                        .substring(begin + 4, operation.curl().length() - 1)
                        .replace("'\\''", "'");
                JsonObject schema = paths.getJsonObject(operation.path())
                        .getJsonObject(operation.method().toLowerCase(java.util.Locale.ROOT))
                        .getJsonObject("requestBody")
                        .getJsonObject("content")
                        .getJsonObject("application/json")
                        .getJsonObject("schema");
                assertThat(WORLD.api.schema().faults(schema, new JsonObject(body)))
                        .as(operation.curl())
                        .isEmpty();
            }
        }
    }
}
