package org.relais.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.Unit;

/** The phones page as a browser gets it at its first visit: as light as the console's pages. */
@Unit
class SandboxWeightTest {
    @RegisterExtension
    static final SandboxExtension world = new SandboxExtension();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void aFirstVisitIsLight() throws Exception {
        byte[] page = fetched("/", "identity");
        Set<String> files = new LinkedHashSet<>(Set.of("/"));
        Matcher file =
                Pattern.compile("(?:href|src)=\"(/(?:static|webjars)/[^\"]+)\"").matcher(new String(page));
        while (file.find()) {
            files.add(file.group(1));
        }
        assertThat(files).hasSizeGreaterThan(5);
        int weight = 0;
        for (String each : files) {
            weight += fetched(each, "gzip").length;
        }
        assertThat(weight).isLessThan(100_000);
    }

    private byte[] fetched(String path, String encoding) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(
                HttpRequest.newBuilder(URI.create(world.sandbox().address() + path))
                        .header("Accept-Encoding", encoding)
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return response.body();
    }
}
