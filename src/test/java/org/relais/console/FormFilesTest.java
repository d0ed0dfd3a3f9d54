package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.testing.Await;
import org.relais.testing.Unit;

/** Forms with files over real HTTP. */
@Unit
class FormFilesTest {
    private static final int LARGEST = 100_000;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<Integer> refused = new CopyOnWriteArrayList<>();
    private int port;

    @BeforeEach
    void serve() {
        Router router = Router.router(vertx);
        router.post("/form")
                .handler(new FormFiles(folder.resolve("files"), LARGEST))
                .handler(this::answer);
        router.route("/form").failureHandler(context -> {
            refused.add(context.statusCode());
            context.response().setStatusCode(context.statusCode()).end();
        });
        HttpServer server =
                Await.result(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        port = server.actualPort();
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private void answer(RoutingContext context) {
        FileUpload file = context.fileUploads().get(0);
        context.end(String.join(
                " ",
                context.request().getFormAttribute("kind"),
                file.name(),
                file.fileName(),
                Long.toString(file.size()),
                file.uploadedFileName()));
    }

    private static String form(String content) {
        return "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\ncontacts\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"gens.csv\"\r\n"
                + "Content-Type: text/csv\r\n\r\n" + content + "\r\n--b--\r\n";
    }

    private HttpResponse<String> post(HttpRequest.BodyPublisher body) throws Exception {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/form"))
                                .header("Content-Type", "multipart/form-data; boundary=b")
                                .POST(body)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private List<Path> stored() throws IOException {
        if (!Files.exists(folder.resolve("files"))) {
            return List.of();
        }
        try (var files = Files.list(folder.resolve("files"))) {
            return files.toList();
        }
    }

    @Test
    void aFileIsReadableForTheServiceOnly() throws Exception {
        String content = "nom,numéro\n".repeat(5_000);
        HttpResponse<String> answer = post(BodyPublishers.ofString(form(content)));
        assertThat(answer.statusCode()).isEqualTo(200);
        Path file = stored().get(0);
        assertThat(answer.body()).isEqualTo("contacts file gens.csv " + content.getBytes("UTF-8").length + " " + file);
        assertThat(file).hasContent(content);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatIsTooLargeLeavesNothingWhetherItSaysSoOrNot() throws Exception {
        String large = form("x".repeat(LARGEST));
        assertThat(post(BodyPublishers.ofString(large)).statusCode()).isEqualTo(413);
        byte[] bytes = large.getBytes("UTF-8");
        NetSocket socket = Await.result(vertx.createNetClient().connect(port, "127.0.0.1"));
        List<String> answers = new CopyOnWriteArrayList<>();
        socket.handler(answer -> answers.add(answer.toString()));
        socket.exceptionHandler(reset -> {});
        socket.write("POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                        + "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
                        + Integer.toHexString(bytes.length) + "\r\n" + large + "\r\n0\r\n\r\n")
                .onFailure(gone -> {});
        Await.until("it is refused", () -> refused.size() == 2);
        assertThat(refused).containsExactly(413, 413);
        Await.until("nothing is left", this::nothingIsLeft);
    }

    @Test
    void aFormThatBreaksOffLeavesNothing() throws Exception {
        NetSocket socket = Await.result(vertx.createNetClient().connect(port, "127.0.0.1"));
        String half = form("x".repeat(50_000));
        Await.result(socket.write("POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: " + half.length()
                + "\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n" + half.substring(0, 30_000)));
        Await.until("the file is begun", () -> !nothingIsLeft());
        Await.result(socket.close());
        Await.until("nothing is left", this::nothingIsLeft);
        assertThat(refused).containsExactly(400);
    }

    private boolean nothingIsLeft() {
        try {
            return stored().isEmpty();
        } catch (IOException fault) {
            throw new AssertionError(fault);
        }
    }
}
