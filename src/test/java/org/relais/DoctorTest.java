package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.SenderNodes.Node;
import org.relais.organisation.Role;
import org.relais.testing.ApiClient;
import org.relais.testing.CommandRun;
import org.relais.testing.ConfigJson;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestDatabase;

/** {@code relais doctor} asks the platforms itself: an installation that works, and one with a planted fault of each kind. */
@NeedsDatabase
class DoctorTest {
    @TempDir
    private Path files;

    @SuppressWarnings("NullAway.Init")
    private SenderNodes nodes;

    @BeforeEach
    void start() {
        nodes = new SenderNodes(files);
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private record Said(int code, List<String> lines) {
        List<String> of(String what) {
            return lines.stream().filter(line -> line.startsWith(what, 6)).toList();
        }
    }

    /** What it says there of a sender whose token is refused. */
    private String alarmOnTheFirstPage(Node node, long sender) {
        nodes.rows(
                """
                insert into sender_health (sender_id, looked_at, alarm, suspected_since, alarmed_since)
                values ($1, now(), '{"code": "token.refused", "state": "FAILED", "arguments": {"words": "x"}}', now(), now())
                on conflict (sender_id) do update set looked_at = now(), alarm = excluded.alarm, suspected_since = now(),
                    alarmed_since = now()
                returning sender_id
                """,
                sender);
        ConsoleClient console = ConsoleClient.signIn(
                "http://localhost:" + node.service().port(), nodes.database().pool(), nodes.organisationId, Role.OWNER);
        return console.get("/").body().replaceFirst("(?s).*id=\"alarm-" + sender + "\"(.*?)</p>.*", "$1");
    }

    private Said doctor() throws IOException {
        JsonObject config = nodes.config().copy().put("database", nodes.databaseSection());
        Path file = Files.writeString(files.resolve("relais.yaml"), config.encode());
        CommandRun run = CommandRun.of("doctor", "--config", file.toString());
        return new Said(run.code(), run.out().lines().toList());
    }

    /** What can't be looked at is not broken: it is said what that is, and what is to be set. */
    @Test
    void aNumberOfTheFileWithoutItsAccountIsNoFault() throws Exception {
        JsonObject channels = nodes.config().getJsonObject("channels");
        channels.put(
                "whatsapp",
                ConfigJson.whatsapp(
                        channels.getJsonObject("whatsapp").getString("baseUrl"),
                        SenderNodes.APP_SECRET,
                        SenderNodes.VERIFY_TOKEN,
                        ConfigJson.number("asso", SenderNodes.NUMBER, "+33 1 99 00 55 66", SenderNodes.NUMBER_TOKEN)));
        Node node = nodes.start();
        long number =
                nodes.owner(node).get("/channels").items().getJsonObject(0).getLong("id");
        assertThat(doctor().of("sender " + number))
                .noneMatch(line -> line.startsWith("FAULT"))
                .anyMatch(line -> line.startsWith("ok ") && line.contains("+33 1 99 00 55 66"))
                .filteredOn(line -> line.startsWith("note "))
                .hasSize(2)
                .allMatch(line -> line.contains("configuration file (businessAccountId of the number)"))
                .anyMatch(
                        line -> line.contains("Whether what people write comes here, stops included, can’t be checked"))
                .anyMatch(line -> line.contains("Which templates there are can’t be checked"));
    }

    @Test
    void whatWorksIsSaidAndWhatDoesNotIsFoundWithoutAnyNode() throws Exception {
        nodes.config()
                .getJsonObject("channels")
                .getJsonObject("telegram")
                .put(
                        "bots",
                        new JsonArray()
                                .add(ConfigJson.bot("asso", SenderNodes.OTHER_BOT_TOKEN, "OtherBot", "of-the-file")));
        Node node = nodes.start();
        ApiClient.Caller owner = nodes.owner(node);
        long ofFile = owner.get("/channels").items().getJsonObject(0).getLong("id");
        long bot = owner.ok(owner.post("/channels", SenderNodes.bot())).getLong("id");
        owner.ok(owner.post("/channels/" + bot + "/checks/webhook", null));
        Said healthy = doctor();
        assertThat(healthy.of("address")).singleElement().asString().startsWith("ok ");
        assertThat(healthy.of("clock")).singleElement().asString().startsWith("ok ");
        assertThat(healthy.of("keys")).singleElement().asString().startsWith("ok ");
        assertThat(healthy.of("sender " + bot))
                .hasSizeGreaterThan(2)
                .noneMatch(line -> line.startsWith("FAULT"))
                .anyMatch(line -> line.contains("Our bot (Telegram): ") && line.contains("@" + SenderNodes.BOT_NAME));

        // A token that was revoked, a number that people complain of, nothing behind the public address.
        nodes.revoked(true);
        nodes.phones.patch("/senders/OtherBot/condition", new JsonObject().put("tokenRevoked", true));
        assertThat(alarmOnTheFirstPage(node, ofFile)).contains("put it into the service’s configuration file");
        assertThat(alarmOnTheFirstPage(node, bot)).contains("enter it under “Change settings and secrets”");
        long number = owner.ok(owner.post("/channels", SenderNodes.number())).getLong("id");
        nodes.phones.patch("/senders/" + SenderNodes.NUMBER + "/condition", new JsonObject().put("quality", "RED"));
        nodes.stop(node);
        Said broken = doctor();
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.of("address")).singleElement().asString().startsWith("FAULT");
        assertThat(broken.of("sender " + bot))
                .singleElement()
                .asString()
                .startsWith("FAULT")
                .contains("enter it under “Change settings and secrets”");
        assertThat(broken.of("sender " + ofFile))
                .singleElement()
                .asString()
                .startsWith("FAULT")
                .contains("put it into the service’s configuration file");
        assertThat(broken.of("sender " + number))
                .anyMatch(line -> line.startsWith("ok ") && line.contains("+33 1 99 00 55 66"))
                .anyMatch(line -> line.startsWith("FAULT") && line.contains("The quality is low"));

        // Keys that are not those that were.
        JsonObject security = nodes.config().getJsonObject("security");
        security.put("senderKeys", new JsonArray().add(ConfigJson.key("s2")));
        security.put("suppressionKeys", new JsonArray().add(ConfigJson.key("k1")));
        Said locked = doctor();
        assertThat(locked.of("keys"))
                .singleElement()
                .asString()
                .startsWith("FAULT")
                .contains("k1");
        for (long sender : new long[] {bot, number}) {
            assertThat(locked.of("sender " + sender))
                    .singleElement()
                    .asString()
                    .startsWith("FAULT")
                    .contains("security.senderKeys");
        }

        // What the senders' secrets are in can't be read: said in a line, and all else is still looked at.
        TestDatabase.execute(nodes.database().address(), "alter table sender_credential rename to away");
        Said unreadable = doctor();
        assertThat(unreadable.code()).isEqualTo(1);
        assertThat(unreadable.of("senders"))
                .anyMatch(line -> line.startsWith("FAULT") && line.contains("can't be read"));
        assertThat(unreadable.of("address")).hasSize(1);
        assertThat(unreadable.of("sender " + bot)).hasSize(1);
        for (Said said : List.of(healthy, broken, locked, unreadable)) {
            assertThat(String.join("\n", said.lines())).doesNotContain("MARKER");
        }
    }
}
