package org.relais.ledger.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.consent.ConsentWorld.chat;

import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.Main;
import org.relais.consent.ConsentWorld;
import org.relais.ledger.ChainHead;
import org.relais.ledger.LedgerAnchors;
import org.relais.ledger.LedgerSealer;
import org.relais.testing.Await;
import org.relais.testing.ConfigJson;
import org.relais.testing.NeedsDatabase;

/** Noted heads reach a file and a receiver over HTTP, and show there what was cut off here together with its anchors. */
@NeedsDatabase
class AnchorSenderTest {
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final ConsentWorld world = new ConsentWorld();
    private final LedgerAnchors anchors =
            new LedgerAnchors(new LedgerSealer(world.pool(), world.clock), world.pool(), world.clock);
    private final AtomicInteger answer = new AtomicInteger(200);
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> signatures = new CopyOnWriteArrayList<>();
    private final HttpServer receiver = Await.result(
            world.vertx.createHttpServer().requestHandler(this::receive).listen(0, "127.0.0.1"));

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        world.close();
    }

    private void receive(HttpServerRequest request) {
        request.body()
                .compose(body -> {
                    signatures.add(String.valueOf(request.getHeader(AnchorWebhook.SIGNATURE)));
                    bodies.add(body.toString());
                    return request.response().setStatusCode(answer.get()).end();
                })
                .onFailure(fault -> request.response().reset());
    }

    private AnchorWebhook webhook() {
        return new AnchorWebhook(
                world.vertx,
                world.pool(),
                "http://127.0.0.1:" + receiver.actualPort() + "/anchors?x=1",
                SECRET,
                world.clock);
    }

    private AnchorFile file() {
        return new AnchorFile(world.vertx, world.pool(), directory.resolve("deep/anchors.jsonl"));
    }

    @Test
    void aReceiverGetsEveryHeadOnceAndCanTellThatItIsOurs() throws GeneralSecurityException {
        AnchorWebhook webhook = webhook();
        List<ChainHead> noted = new ArrayList<>(note());
        assertThat(Await.result(webhook.send())).isEqualTo(1);
        noted.addAll(note());
        noted.addAll(note());
        // Another node goes on where the first one stopped.
        assertThat(Await.result(webhook().send())).isEqualTo(2);
        assertThat(Await.result(webhook.send())).isZero();
        assertThat(heads(String.join("", bodies))).isEqualTo(noted);
        for (int i = 0; i < bodies.size(); i++) {
            String seconds = Long.toString(ConsentWorld.START.getEpochSecond());
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
            String right = HexFormat.of()
                    .formatHex(mac.doFinal((seconds + "." + bodies.get(i)).getBytes(StandardCharsets.UTF_8)));
            assertThat(signatures.get(i)).isEqualTo("t=" + seconds + ",v1=" + right);
        }
    }

    @Test
    void whatIsNotTakenIsTriedAgainAndSaidMeanwhile() {
        AnchorSender sender = new AnchorSender(List.of(webhook(), file()), world.clock);
        answer.set(503);
        note();
        Await.result(sender.send());
        assertThat(sender.health())
                .isEqualTo(new JsonObject()
                        .put("webhook", "not taken since " + ConsentWorld.START)
                        .put("file", "sent"));
        note();
        answer.set(204);
        Await.result(sender.send());
        assertThat(sender.health())
                .isEqualTo(new JsonObject().put("webhook", "sent").put("file", "sent"));
        assertThat(heads(bodies.get(bodies.size() - 1))).hasSize(2);
    }

    @Test
    void aReceiverThatIsGoneIsSaidToo() {
        AnchorSender sender = new AnchorSender(List.of(webhook()), world.clock);
        note();
        Await.result(receiver.close());
        Await.result(sender.send());
        assertThat(sender.health().getString("webhook")).startsWith("not taken since");
    }

    @Test
    void aFileIsOnlyAddedToAndKnowsItselfHowFarItIs() throws IOException {
        List<ChainHead> noted = new ArrayList<>(note());
        Await.result(file().send());
        Path path = directory.resolve("deep/anchors.jsonl");
        // A crash broke the last line off.
        Files.writeString(path, "{\"organisation\":1,\"posi", StandardOpenOption.APPEND);
        noted.addAll(note());
        assertThat(Await.result(file().send())).isEqualTo(1);
        assertThat(Await.result(file().send())).isZero();
        List<String> lines = Files.readAllLines(path);
        assertThat(lines).hasSize(3);
        assertThat(heads(lines.get(0) + "\n" + lines.get(2))).isEqualTo(noted);
        Files.delete(path);
        assertThat(Await.result(file().send())).isEqualTo(2);
    }

    /** The owner of the database cuts the end off, with the heads noted beside it: only what left shows it. */
    @Test
    void anEndCutOffWithItsAnchorsIsFoundByThoseThatLeft() throws IOException {
        note();
        note();
        Await.result(file().send());
        world.asAdministrator(
                """
                alter table ledger_event disable trigger user; alter table ledger_text disable trigger user;
                alter table ledger_link disable trigger user; alter table ledger_chain disable trigger user;
                alter table ledger_anchor disable trigger user; alter table consent disable trigger user;
                alter table suppression disable trigger user;
                delete from suppression where event_id in (select event_id from ledger_link where position > 3);
                delete from ledger_text where event_id in (select event_id from ledger_link where position > 3);
                delete from consent where contact_id > (select min(id) from contact);
                delete from ledger_event where id in (select event_id from ledger_link where position > 3);
                delete from ledger_link where position > 3;
                delete from ledger_anchor where position > 3;
                update ledger_chain c set position = l.position, hash = l.hash from ledger_link l where l.position = 3;
                alter table ledger_event enable trigger user; alter table ledger_text enable trigger user;
                alter table ledger_link enable trigger user; alter table ledger_chain enable trigger user;
                alter table ledger_anchor enable trigger user; alter table consent enable trigger user;
                alter table suppression enable trigger user;
                """);
        Files.writeString(directory.resolve("deep/anchors.jsonl"), "{\"organi", StandardOpenOption.APPEND);
        Path config = Files.writeString(
                directory.resolve("relais.yaml"), configuration().encode());

        Verdict alone = verify(config);
        assertThat(alone.code()).as(alone.said()).isZero();
        assertThat(alone.said())
                .contains("\"intact\" : true", "nobody can tell whether the end of the chain was cut off");

        Verdict compared = verify(
                config, "--anchors", directory.resolve("deep/anchors.jsonl").toString());
        assertThat(compared.code()).isEqualTo(1);
        assertThat(compared.said())
                .contains("\"intact\" : false", "\"fault\" : \"truncated\"", "\"outsideAnchors\" : 1")
                .doesNotContain("nobody can tell");
    }

    private record Verdict(int code, String said) {}

    private Verdict verify(Path config, String... more) {
        List<String> command =
                new ArrayList<>(List.of("ledger", "verify", "--organisation", "asso", "--config", config.toString()));
        command.addAll(List.of(more));
        StringWriter said = new StringWriter();
        int code = Main.commandLine().setOut(new PrintWriter(said, true)).execute(command.toArray(String[]::new));
        return new Verdict(code, said.toString());
    }

    private JsonObject configuration() {
        String url =
                "postgresql://" + world.address.host() + ":" + world.address.port() + "/" + world.address.database();
        return new JsonObject()
                .put("database", new JsonObject().put("url", url).put("user", world.address.user()))
                .put("security", ConfigJson.security(ConfigJson.key(ConsentWorld.KEY)));
    }

    /** Somebody joins and stops, and the chain's head is noted. */
    private List<ChainHead> note() {
        long contact = world.subscriber(chat("p" + world.count("select count(*) from contact")));
        world.stop(contact, world.ago(Duration.ofMinutes(1)));
        return Await.result(anchors.note());
    }

    private static List<ChainHead> heads(String lines) {
        return lines.lines()
                .map(line -> LedgerAnchors.decode(new JsonObject(line)))
                .toList();
    }
}
