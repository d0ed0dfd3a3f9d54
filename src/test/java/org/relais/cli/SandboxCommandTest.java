package org.relais.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.Main;
import org.relais.testing.ConfigJson;
import org.relais.testing.Unit;
import picocli.CommandLine;

@Unit
class SandboxCommandTest {
    private static final String ANYWHERE = "http://localhost:8081";
    private static final String BOT = "500600700:of-the-configuration";
    private static final String NUMBER = "token-of-the-number";

    @Test
    void aPortInUseIsOneClearLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StringWriter errors = new StringWriter();
            int code = command(errors).execute("--port", Integer.toString(taken.getLocalPort()));
            assertThat(code).isEqualTo(1);
            assertThat(errors.toString().strip().lines()).hasSize(1);
            assertThat(errors.toString()).contains("cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void anImpossiblePortIsRefused() {
        StringWriter errors = new StringWriter();
        assertThat(command(errors).execute("--port", "70000")).isEqualTo(1);
        assertThat(errors.toString()).contains("--port must be 0 to 65535");
    }

    @Test
    void aConfigurationThatIsNotThereIsOneClearLine() {
        StringWriter errors = new StringWriter();
        assertThat(command(errors).execute("--port", "0", "--config", "no-such.yaml"))
                .isEqualTo(1);
        assertThat(errors.toString().strip().lines()).hasSize(1);
        assertThat(errors.toString()).contains("no-such.yaml");
    }

    @Test
    void theBotsAndNumbersOfAConfigurationAreKnownAndNoOthers(@TempDir Path folder) throws Exception {
        JsonObject channels = new JsonObject()
                .put("telegram", ConfigJson.telegram(ANYWHERE, ConfigJson.bot("ours", BOT, "OurBot", "of-the-file")))
                .put(
                        "whatsapp",
                        ConfigJson.whatsapp(
                                ANYWHERE,
                                "app",
                                "verify",
                                ConfigJson.number("ours", "4711", "+33 1 99 00 55 66", NUMBER)));
        Path file = Files.writeString(
                folder.resolve("relais.yaml"),
                new JsonObject()
                        .put("http", new JsonObject().put("publicUrl", "https://relais.example.org"))
                        .put("security", ConfigJson.security())
                        .put("channels", channels)
                        .encode());
        Process sandbox = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "sandbox",
                        "--port",
                        "0",
                        "--config",
                        file.toString())
                .redirectError(folder.resolve("log").toFile())
                .start();
        try (BufferedReader out = sandbox.inputReader()) {
            String said = out.readLine();
            assertThat(said).as(Files.readString(folder.resolve("log"))).contains("The sandbox is at http");
            String address = said.replaceFirst(".*(http.*)/", "$1");
            assertThat(status(address + "/bot" + BOT + "/getMe", "")).isEqualTo(200);
            assertThat(status(address + "/bot500600700:of-nobody/getMe", "")).isEqualTo(401);
            assertThat(status(address + "/v25.0/4711", NUMBER)).isEqualTo(200);
            assertThat(status(address + "/v25.0/4711", "of-nobody")).isEqualTo(401);
        } finally {
            sandbox.destroyForcibly().waitFor();
        }
    }

    private static int status(String address, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static CommandLine command(StringWriter errors) {
        return new CommandLine(new SandboxCommand()).setErr(new PrintWriter(errors, true));
    }
}
