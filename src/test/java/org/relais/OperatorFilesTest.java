package org.relais;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.database.DatabaseAddress;
import org.relais.testing.Await;
import org.relais.testing.Certificates;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestDatabase;
import org.yaml.snakeyaml.Yaml;

/** The files that operators install: they name each other rightly, and what they start is the service. */
@NeedsDatabase
class OperatorFilesTest {
    private static final Path CONF = Path.of("conf");
    private static final String JAR = "/usr/lib/relais/relais.jar";
    private static final String CONFIGURATION = "/etc/relais/relais.yaml";

    @TempDir
    private Path folder;

    private static String read(String name) throws IOException {
        return Files.readString(CONF.resolve(name));
    }

    private static List<String> command() throws IOException {
        return read("relais.service")
                .lines()
                .filter(line -> line.startsWith("ExecStart="))
                .map(line -> line.substring("ExecStart=".length()).split(" "))
                .map(Arrays::asList)
                .findFirst()
                .orElseThrow();
    }

    /** The unit's command where this test runs: its Java, its classes, a configuration of its own. */
    private List<String> here(Path configuration) throws IOException {
        List<String> given = command();
        assertThat(given).contains("-jar", JAR, CONFIGURATION);
        List<String> command = new ArrayList<>();
        for (String word : given) {
            switch (word) {
                case "/usr/bin/java" -> command.add(java());
                case "-jar" -> command.add("-cp");
                case JAR -> command.addAll(List.of(classes(), Main.class.getName()));
                case CONFIGURATION -> command.add(configuration.toString());
                default -> command.add(word);
            }
        }
        return command;
    }

    private static String classes() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String java() {
        return ProcessHandle.current().info().command().orElseThrow();
    }

    private Path configuration() throws IOException {
        DatabaseAddress database = TestDatabase.fresh();
        String key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
        return Files.writeString(
                folder.resolve("relais.yaml"),
                """
                http: {port: 0}
                database: {url: "%s", user: "%s", password: "%s", poolSize: 4}
                security: {linkKey: "%s", suppressionKeys: [{id: k1, secret: "%s"}]}
                """
                        .formatted(address(database), database.user(), database.password(), key, key));
    }

    private static String address(DatabaseAddress database) {
        return "postgresql://" + database.host() + ":" + database.port() + "/" + database.database();
    }

    @Test
    void theCommandOfTheUnitStartsTheServiceAndATermEndsItInPeace() throws Exception {
        Path log = folder.resolve("log");
        ProcessBuilder command = new ProcessBuilder(here(configuration()))
                .directory(folder.toFile())
                .redirectError(log.toFile());
        command.environment().put("RELAIS_LOG_FORMAT", "json");
        Process service = command.start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(service.getInputStream(), StandardCharsets.UTF_8))) {
            String line = output.readLine();
            assertThat(line).as(Files.readString(log)).startsWith("Relais listens on ");
            URI address = URI.create(line.substring("Relais listens on ".length()) + "/health/ready");
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest ready = HttpRequest.newBuilder(address).build();
            Await.patiently(
                    "the service says that it is ready",
                    () -> client.sendAsync(ready, HttpResponse.BodyHandlers.ofString())
                                    .join()
                                    .statusCode()
                            == 200);
            service.destroy();
            assertThat(service.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(read("relais.service")).contains("SuccessExitStatus=143");
            assertThat(service.exitValue()).isIn(0, 143);
            assertThat(Files.readAllLines(log).stream().filter(one -> one.startsWith("{")))
                    .isNotEmpty()
                    .allSatisfy(one -> assertThat(new JsonObject(one).fieldNames())
                            .contains("timestamp", "level", "loggerName", "formattedMessage"));
        } finally {
            service.destroyForcibly();
        }
    }

    @Test
    void systemdFindsNothingWrongWithTheUnit() throws Exception {
        Path systemd = Path.of("/usr/bin/systemd-analyze");
        assumeTrue(Files.isExecutable(systemd), "systemd is not installed");
        Path unit = Files.writeString(
                folder.resolve("relais.service"), read("relais.service").replace("/usr/bin/java", java()));
        Process verify = new ProcessBuilder(
                        systemd.toString(), "verify", "--man=no", "--recursive-errors=no", unit.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(verify.waitFor()).as(said).isZero();
        assertThat(said).doesNotContain("relais.service:");
    }

    @Test
    void theImageTakesWhatTheBuildMakesAndRunsWhatTheUnitRuns() throws Exception {
        String file = read("Containerfile");
        assertThat(file.lines().filter(line -> line.startsWith("COPY ")))
                .containsExactly("COPY target/lib /usr/lib/relais/lib", "COPY target/relais.jar " + JAR);
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<finalName>relais</finalName>", "${project.build.directory}/lib", "<classpathPrefix>lib/");
        List<String> run = Stream.of("ENTRYPOINT", "CMD")
                .flatMap(word -> words(file, word).stream())
                .toList();
        List<String> unit = command();
        assertThat(run.get(0)).isEqualTo("java");
        assertThat(run.subList(1, run.size())).isEqualTo(unit.subList(1, unit.size()));
    }

    private static List<String> words(String file, String instruction) {
        Matcher found = Pattern.compile("(?m)^" + instruction + " \\[(.*)]$").matcher(file);
        assertThat(found.find()).isTrue();
        return Arrays.stream(found.group(1).split(", "))
                .map(word -> word.replace("\"", ""))
                .toList();
    }

    @Test
    void theServicesOfTheComposeFileFindWhatTheyName() throws Exception {
        Map<String, Object> compose = new Yaml().load(read("compose.yaml"));
        Map<?, ?> services = (Map<?, ?>) compose.get("services");
        for (String node : List.of("node-one", "node-two")) {
            Map<?, ?> service = (Map<?, ?>) services.get(node);
            Map<?, ?> build = (Map<?, ?>) service.get("build");
            assertThat(CONF.resolve((String) build.get("context")).resolve((String) build.get("dockerfile")))
                    .isRegularFile();
            assertThat(mounts(service)).contains("./relais.yaml:" + CONFIGURATION + ":ro");
            assertThat(services.containsKey("database")).isTrue();
        }
        assertThat(CONF.resolve("roles.sh")).isExecutable();
        assertThat(mounts((Map<?, ?>) services.get("database"))).anyMatch(mount -> mount.startsWith("./roles.sh:"));
        // What the file asks of secrets.env is what the example of the configuration calls it.
        Matcher asked = Pattern.compile("\\$\\{([A-Z_]+)").matcher(read("compose.yaml"));
        while (asked.find()) {
            assertThat(read("relais.example.yaml")).contains("${" + asked.group(1) + "}");
        }
    }

    private static String answer(DatabaseAddress server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Under other names, as the server of the tests has the roles already. */
    @Test
    void theRolesOfTheScriptMayDoWhatTheyNeedAndNobodyElseMayEnter() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/psql")), "psql is not installed");
        String script = read("roles.sh")
                .replaceAll("\\brelais_owner\\b", "scripted_owner")
                .replaceAll("\\b(role|database|to) relais\\b", "$1 scripted");
        assertThat(script).doesNotContain("-v owner");
        DatabaseAddress server = TestDatabase.administrator(TestDatabase.fresh());
        ProcessBuilder running = new ProcessBuilder("sh", "-s")
                .redirectInput(
                        Files.writeString(folder.resolve("roles.sh"), script).toFile())
                .redirectErrorStream(true);
        running.environment()
                .putAll(Map.of(
                        "PGHOST", server.host(),
                        "PGPORT", String.valueOf(server.port()),
                        "PGPASSWORD", server.password(),
                        "RELAIS_DATABASE_OWNER_PASSWORD", "it's one",
                        "RELAIS_DATABASE_PASSWORD", "two"));
        Process made = running.start();
        try {
            String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(made.waitFor()).as(said).isZero();
            assertThat(
                            answer(
                                    server,
                                    """
                            select concat_ws(' ', has_parameter_privilege('scripted_owner', 'session_replication_role', 'SET'),
                                             has_parameter_privilege('scripted', 'session_replication_role', 'SET'),
                                             has_database_privilege('scripted_owner', 'scripted', 'CONNECT'),
                                             has_database_privilege('scripted', 'scripted', 'CONNECT'),
                                             (select array_to_string(datacl, ' ') ~ '(^| )=' from pg_database
                                              where datname = 'scripted'))
                            """))
                    .isEqualTo("t f t t f");
        } finally {
            TestDatabase.execute(server, "drop database if exists scripted");
            TestDatabase.execute(server, "drop owned by scripted_owner");
            TestDatabase.execute(server, "drop role if exists scripted_owner, scripted");
        }
    }

    /** A server whose certificate is of an authority that Java does not know, and the commands by which the page makes it known. */
    @Test
    void aCertificateOfOnesOwnAuthorityIsTakenByTheCommandsOfThePage() throws Exception {
        Certificates.make(folder);
        Vertx vertx = Vertx.vertx();
        try {
            int port = vertx.createHttpServer(new HttpServerOptions()
                            .setSsl(true)
                            .setKeyCertOptions(new PemKeyCertOptions()
                                    .setCertPath(folder.resolve("server.crt").toString())
                                    .setKeyPath(folder.resolve("server.key").toString())))
                    .requestHandler(request ->
                            request.response().setStatusCode(404).end().onFailure(gone -> {}))
                    .listen(0, "localhost")
                    .await()
                    .actualPort();
            Path file = configuration();
            Files.writeString(
                    file,
                    Files.readString(file)
                            .replace("{port: 0}", "{port: 0, publicUrl: 'https://localhost:" + port + "'}"));
            assertThat(doctor(file, "")).contains("its certificate isn’t accepted");

            String commands = Pattern.compile("```\n(((?!```).)*keytool.*?)```", Pattern.DOTALL)
                    .matcher(Files.readString(Path.of("src", "site", "markdown", "operations.md")))
                    .results()
                    .map(found -> found.group(1))
                    .findFirst()
                    .orElseThrow()
                    .replace("/etc/relais", folder.toString())
                    .replace("authority.pem", folder.resolve("ca.crt").toString());
            Files.createFile(folder.resolve("secrets.env"));
            Process making = new ProcessBuilder("sh", "-e", "-c", commands)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(making.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(making.waitFor()).as(said).isZero();
            Matcher option = Pattern.compile("JAVA_TOOL_OPTIONS=\"(.*)\"\n")
                    .matcher(Files.readString(folder.resolve("secrets.env")));
            assertThat(option.matches()).isTrue();
            assertThat(doctor(file, option.group(1)))
                    .contains("https://localhost:" + port + " answers with something else (HTTP 404)");
        } finally {
            vertx.close().await();
        }
    }

    private static String doctor(Path configuration, String options) throws Exception {
        ProcessBuilder doctor = new ProcessBuilder(
                        java(), "-cp", classes(), Main.class.getName(), "doctor", "--config", configuration.toString())
                .redirectErrorStream(true);
        doctor.environment().put("JAVA_TOOL_OPTIONS", options);
        Process asking = doctor.start();
        String said = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asking.waitFor();
        return said;
    }

    private static List<String> mounts(Map<?, ?> service) {
        return ((List<?>) service.get("volumes"))
                .stream().map(String.class::cast).toList();
    }
}
