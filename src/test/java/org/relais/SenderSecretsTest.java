package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.relais.SenderNodes.Node;
import org.relais.app.Application;
import org.relais.organisation.Role;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.CommandRun;
import org.relais.testing.ConsoleClient;
import org.relais.testing.LogLines;
import org.relais.testing.NeedsDatabase;
import org.slf4j.LoggerFactory;

/**
 * No secret of a sender ever comes back: every secret that is planted here holds one word, which must be nowhere in what the
 * service answers, logs, exports and stores, by whatever door.
 */
@NeedsDatabase
class SenderSecretsTest {
    private static final String MARKER = "MARKER";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    private final Logger ours = (Logger) LoggerFactory.getLogger("org.relais");

    @RegisterExtension
    private final LogLines log = new LogLines();

    private SenderNodes nodes;

    @BeforeEach
    void start() {
        ours.setLevel(Level.DEBUG);
        nodes = new SenderNodes(files);
    }

    @AfterEach
    void stop() {
        ours.setLevel(null);
        nodes.close();
    }

    @Test
    void areNowhereToBeRead() throws IOException {
        Node node = nodes.start();
        List<String> answers = new ArrayList<>();
        ApiClient.Caller owner = nodes.owner(node);
        long bot = use(owner, answers);

        Set<String> walked = new TreeSet<>();
        for (String path : paths(bot)) {
            if (path.startsWith("/api/v1")) {
                answers.add(owner.get(path.substring("/api/v1".length())).body());
                walked.add("api");
            } else if (path.startsWith("/console")) {
                answers.add(
                        console(node).get(path.substring("/console".length())).body());
                walked.add("console");
            }
        }
        assertThat(walked).containsExactly("api", "console");
        assertThat(answers)
                .hasSizeGreaterThan(60)
                .anyMatch(answer -> answer.contains(SenderNodes.BOT_NAME))
                .noneMatch(answer -> answer.contains(MARKER));
        assertThat(commands()).contains("configuration", "s1\t3").doesNotContain(MARKER);
        assertThat(stored()).isNotEmpty().noneMatch(row -> row.contains(MARKER));
        assertThat(log.all()).isNotEmpty().map(SenderSecretsTest::words).noneMatch(line -> line.contains(MARKER));
    }

    /** Right and wrong uses of secrets; what is answered is kept. */
    private long use(ApiClient.Caller owner, List<String> answers) {
        ApiClient.Answer made = owner.post("/channels", SenderNodes.bot());
        answers.add(made.body());
        answers.add(owner.post("/channels", SenderNodes.number()).body());
        answers.add(owner.post("/channels", SenderNodes.number()).body());
        long bot = made.json().getLong("id");
        for (String token :
                new String[] {"MARKER", SenderNodes.OTHER_BOT_TOKEN, "500600700:revoked-MARKER", "\u0001MARKER"}) {
            JsonObject fields = new JsonObject().put("fields", new JsonObject().put("token", token));
            answers.add(owner.patch("/channels/" + bot, fields).body());
            answers.add(
                    owner.post("/channels", SenderNodes.bot().mergeIn(fields)).body());
        }
        answers.add(owner.post("/channels", new JsonObject().put("fields", "MARKER"))
                .body());
        answers.add(owner.post("/channels", "{\"fields\": {\"token\": \"MARKER").body());
        // The platform refuses the token, which stands in the request's path.
        nodes.revoked(true);
        String phone = nodes.phones.telegramPhone(7301, "Aïcha");
        answers.add(nodes.phones.writeAndWait(phone, "/start").encode());
        Await.until("the sender is paused", () -> nodes.count("sender where status = 'paused'") == 1);
        return bot;
    }

    /** Every address of the service that can be read, with the sender's id where one belongs. */
    private List<String> paths(long bot) {
        Vertx vertx = Vertx.vertx();
        Application application = Await.result(Application.build(vertx, nodes.read(), nodes.database()));
        Router router = Router.router(vertx);
        application.mount(router);
        List<String> paths = router.getRoutes().stream()
                .filter(route -> route.methods() == null
                        || route.methods().stream()
                                .anyMatch(method -> method.name().equals("GET")))
                .map(route -> route.getPath())
                .flatMap(Stream::ofNullable)
                .filter(path -> !path.contains("*") && !path.endsWith("/"))
                .map(path -> path.replaceAll(":id\\b", Long.toString(bot)).replaceAll(":[a-zA-Z]+", "telegram"))
                .filter(path -> !path.contains("/live") && !path.contains("/events"))
                .distinct()
                .toList();
        Await.result(application.close());
        Await.result(vertx.close());
        return paths;
    }

    private ConsoleClient console(Node node) {
        return ConsoleClient.signIn(
                "http://localhost:" + node.service().port(), nodes.database().pool(), nodes.organisationId, Role.OWNER);
    }

    private String commands() throws IOException {
        JsonObject config = nodes.config().copy();
        config.put("database", nodes.databaseSection());
        Path file = Files.writeString(files.resolve("relais.yaml"), config.encode());
        StringBuilder said = new StringBuilder();
        for (String command : new String[] {
            "doctor",
            "keys list",
            "keys rotate",
            "ledger export --organisation asso --file " + files.resolve("export.jsonl")
        }) {
            CommandRun run = CommandRun.of((command + " --config " + file).split(" "));
            said.append(run.out()).append(run.errors());
        }
        return said + Files.readString(files.resolve("export.jsonl"), StandardCharsets.ISO_8859_1);
    }

    /** Every row of every table, as text. */
    private List<String> stored() {
        return nodes
                .rows("select table_name from information_schema.tables where table_schema = current_schema()")
                .stream()
                .map(row -> row.getString(0))
                .flatMap(table -> nodes.rows("select to_jsonb(t)::text from " + table + " t").stream())
                .map(row -> row.getString(0))
                .toList();
    }

    private static String words(ILoggingEvent event) {
        return event.getFormattedMessage()
                + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
}
