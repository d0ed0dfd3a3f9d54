package org.relais.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.channel.RecordedPayloads;
import org.relais.testing.Unit;
import picocli.CommandLine;

@Unit
class ReplayCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsAnEventALine() {
        assertThat(run(
                        "whatsapp",
                        RecordedPayloads.file("whatsapp", "statuses-out-of-order")
                                .toString()))
                .isZero();

        assertThat(out.toString().lines()).hasSize(3).allSatisfy(line -> assertThat(
                        new JsonObject(line).getString("kind"))
                .isEqualTo("STATUS"));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void fieldNamesStay() {
        assertThat(run(
                        "telegram",
                        RecordedPayloads.file("telegram", "start-payload").toString(),
                        "--account",
                        "123456789"))
                .isZero();

        assertThat(new JsonObject(out.toString()))
                .isEqualTo(
                        new JsonObject(
                                """
                                {"kind":"TEXT","channel":"telegram","sender":"123456789",
                                 "from":[{"kind":"chat","identifier":"4503599627370495"}],"group":false,
                                 "text":"/start k7Q_x-9","externalId":"46","start":"k7Q_x-9","name":"Aïcha B.",
                                 "language":"fr","time":"2026-11-25T09:46:40Z","eventKey":"912345676"}
                                """));
    }

    @Test
    void readsStandardInput() throws IOException {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(Files.readAllBytes(RecordedPayloads.file("whatsapp", "text-stop"))));
        try {
            assertThat(run("whatsapp", "-")).isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(new JsonObject(out.toString()).getString("text")).isEqualTo("STOP");
    }

    @Test
    void aMalformedPayloadIsOneLineAndExitCodeOne(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("broken.json"), "{\"entry\":[", StandardCharsets.UTF_8);

        assertThat(run("whatsapp", file.toString())).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("replay: the payload is not JSON").hasLineCount(1);
    }

    @Test
    void wrongUsageIsExitCodeTwo(@TempDir Path directory) {
        assertThat(run("carrier-pigeon", "x.json")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("replay: unknown channel carrier-pigeon, known are ")
                .hasLineCount(1);
        assertThat(run("whatsapp", directory.resolve("missing.json").toString()))
                .isEqualTo(2);
        assertThat(run("whatsapp", directory.toString())).isEqualTo(2);
        assertThat(run("whatsapp", "\u0000")).isEqualTo(2);
        assertThat(run("whatsapp")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    private int run(String... arguments) {
        return new CommandLine(new ReplayCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
