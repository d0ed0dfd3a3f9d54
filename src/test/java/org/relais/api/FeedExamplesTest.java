package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.relais.testing.Await;
import org.relais.testing.FreePorts;
import org.relais.testing.NeedsDatabase;

/** The programs of the manual that copy stops into a CRM, as they stand there, against a CRM of the test's own. */
@NeedsDatabase
class FeedExamplesTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    private static final Pattern CONTACT = Pattern.compile("/people/(\\d+)/do-not-contact");

    private final List<Long> copied = new CopyOnWriteArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private HttpServer crm;

    @BeforeEach
    void open() throws IOException {
        crm = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        crm.createContext("/", exchange -> {
            Matcher path = CONTACT.matcher(exchange.getRequestURI().getPath());
            if (exchange.getRequestMethod().equals("PUT") && path.matches()) {
                copied.add(Long.valueOf(path.group(1)));
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        crm.start();
    }

    @AfterEach
    void close() {
        crm.stop(0);
    }

    @Test
    void theShellScriptCopiesStops() throws IOException {
        assumeTrue(installed("curl"));
        Map<String, String> settings = Map.of(
                "RELAIS", WORLD.service.address() + "/api/v1", "TOKEN", WORLD.viewer.token(), "CRM", address(crm));
        copies("sh", settings);
    }

    @Test
    void thePythonProgramCopiesStops() throws IOException {
        assumeTrue(installed("python3"));
        int port = FreePorts.find().one();
        JsonObject made = WORLD.owner.ok(
                WORLD.owner.post("/webhooks", new JsonObject().put("url", "http://127.0.0.1:" + port + "/")));
        copies(
                "python",
                Map.of("SECRET", made.getString("secret"), "PORT", Integer.toString(port), "CRM", address(crm)));
    }

    private void copies(String language, Map<String, String> settings) throws IOException {
        Path program = directory.resolve("program");
        Files.writeString(program, example(language));
        ProcessBuilder start = new ProcessBuilder(language.equals("sh") ? "sh" : "python3", program.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
        start.environment().putAll(settings);
        String first = WORLD.onTelegram("Nora " + language);
        String second = WORLD.onTelegram("Omar " + language);
        WORLD.phones.stopAndWait(first, "STOP");
        Process process = start.start();
        try {
            copied(WORLD.contact("Nora " + language));
            WORLD.phones.stopAndWait(second, "STOP");
            copied(WORLD.contact("Omar " + language));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(copied).doesNotHaveDuplicates();
    }

    private void copied(long contactId) {
        Await.until("the CRM knows of it", () -> copied.contains(contactId));
    }

    /** The block of that language in the manual, of thirty lines or so. */
    private static String example(String language) throws IOException {
        String manual = Files.readString(Path.of("src/site/markdown/api.md"));
        int begin = manual.indexOf("```" + language + "\n") + language.length() + 4;
        String block = manual.substring(begin, manual.indexOf("```\n", begin));
        assertThat(block.lines().count()).isBetween(10L, 36L);
        return block;
    }

    private static String address(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static boolean installed(String program) {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv("PATH"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
