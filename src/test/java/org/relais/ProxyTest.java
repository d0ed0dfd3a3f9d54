package org.relais;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.testing.Await;
import org.relais.testing.Certificates;
import org.relais.testing.FreePorts;
import org.relais.testing.Slow;

/**
 * The proxies of operations.md with their examples, names and places of this machine in them, before two nodes: what everybody
 * may ask, and a node that is taken out, ended and brought back while requests come, of which none is lost.
 */
@Slow
class ProxyTest {
    private static final String READY = "/health/ready";
    private static final String LIVE = "/health/live";
    private static final String SLOW = "/slow";
    private static final int ENOUGH = 25;

    private final Vertx vertx = Vertx.vertx();
    private final FreePorts nodePorts = FreePorts.find();
    private final FreePorts ports = FreePorts.find();
    private final Node one = new Node(nodePorts.one());
    private final Node two = new Node(nodePorts.other());

    @TempDir
    private Path folder;

    private HttpClient client;
    private @Nullable Process proxy;

    /** Answers with its name, and holds what is slow until it is told to go on. */
    private final class Node {
        private final int port;
        private final AtomicInteger asked = new AtomicInteger();
        private final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
        private @Nullable HttpServer server;

        Node(int port) {
            this.port = port;
        }

        void start() {
            server = vertx.createHttpServer()
                    .requestHandler(this::answer)
                    .listen(port, "127.0.0.1")
                    .await();
        }

        private void answer(HttpServerRequest request) {
            if (request.path().equals(SLOW)) {
                held.add(request);
                return;
            }
            if (!request.path().equals(READY)) {
                asked.incrementAndGet();
            }
            request.response().end(request.path()).onFailure(gone -> {});
        }

        void goOn() {
            held.forEach(request -> request.response().end(SLOW).onFailure(gone -> {}));
            held.clear();
        }

        void end() {
            HttpServer ending = server;
            if (ending != null) {
                ending.close().await();
            }
        }
    }

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        Certificates.make(folder);
        Files.writeString(
                folder.resolve("both.pem"),
                Files.readString(folder.resolve("server.crt")) + Files.readString(folder.resolve("server.key")));
        KeyStore trust = KeyStore.getInstance(KeyStore.getDefaultType());
        trust.load(null, null);
        try (var authority = Files.newInputStream(folder.resolve("ca.crt"))) {
            trust.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(authority));
        }
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(trust);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trusted.getTrustManagers(), null);
        client = HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        one.start();
        two.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        Process running = proxy;
        if (running != null) {
            running.destroy();
            running.waitFor();
        }
        vertx.close().await();
    }

    @Test
    void haproxyDrainsByItsSocket() throws Exception {
        installed("/usr/sbin/haproxy");
        Path socket = folder.resolve("admin.sock");
        Path file = write("global\n  stats socket " + socket + " mode 660 level admin\n" + example("frontend relais"));
        said("/usr/sbin/haproxy", "-c", "-f", file.toString());
        begin("/usr/sbin/haproxy", "-f", file.toString());
        loses(
                () -> tell(socket, "set server nodes/one state drain"),
                () -> tell(socket, "set server nodes/one state ready"));
    }

    @Test
    void nginxDrainsByAnotherFile() throws Exception {
        installed("/usr/sbin/nginx");
        String example = example("upstream nodes");
        Path file = write(nginx(example));
        String[] command = {"/usr/sbin/nginx", "-c", file.toString()};
        said(with(command, "-t"));
        begin(with(command, "-g", "daemon off;"));
        String server = "server 127.0.0.1:" + one.port;
        loses(
                () -> {
                    write(nginx(Pattern.compile(Pattern.quote(server) + "[^;]*;")
                            .matcher(example)
                            .replaceFirst(server + " down;")));
                    said(with(command, "-s", "reload"));
                },
                () -> {
                    write(nginx(example));
                    said(with(command, "-s", "reload"));
                });
    }

    private String nginx(String example) {
        StringBuilder places = new StringBuilder();
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            places.append(kind)
                    .append("_temp_path ")
                    .append(folder.resolve(kind))
                    .append("; ");
        }
        return "pid " + folder.resolve("pid") + "; error_log stderr; events {} http { access_log off; " + places + "\n"
                + example + "}";
    }

    @Test
    void caddyDrainsByAnotherFile() throws Exception {
        installed("/usr/bin/caddy");
        String example = example("reverse_proxy")
                .replace(
                        "relais.example.org {",
                        "https://localhost:" + ports.one() + " {\n  tls " + folder.resolve("server.crt") + " "
                                + folder.resolve("server.key"));
        String admin = "localhost:" + ports.other();
        String global = "{\n  admin " + admin + "\n  auto_https disable_redirects\n}\n";
        Path file = write(global + example);
        begin("/usr/bin/caddy", "run", "--adapter", "caddyfile", "--config", file.toString());
        String[] reload = {
            "/usr/bin/caddy", "reload", "--adapter", "caddyfile", "--config", file.toString(), "--address", admin
        };
        loses(
                () -> {
                    write(global + example.replace("127.0.0.1:" + one.port + " ", ""));
                    said(reload);
                },
                () -> {
                    write(global + example);
                    said(reload);
                });
    }

    private interface Step {
        void take() throws Exception;
    }

    /** @param drain takes the first node out, as the page says */
    private void loses(Step drain, Step back) throws Exception {
        Await.until("the proxy serves", () -> status(LIVE) == 200);
        assertThat(status("/health")).isEqualTo(404);
        assertThat(status(READY)).isEqualTo(404);
        assertThat(status("/health/live/more")).isEqualTo(404);
        Await.until("both nodes are asked", () -> status("/") == 200 && one.asked.get() > 0 && two.asked.get() > 0);
        List<CompletableFuture<Integer>> slow = new ArrayList<>();
        Await.until("the first node has something slow to do", () -> slow.add(later(SLOW)) && !one.held.isEmpty());
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<List<Integer>> others = CompletableFuture.supplyAsync(() -> asking(over));

        drain.take();
        Await.until("nothing new comes to the first node", this::onlyTheSecondIsAsked);
        one.goOn();
        two.goOn();
        Await.until("the last of what is slow came", () -> {
            one.goOn();
            two.goOn();
            return slow.stream().allMatch(CompletableFuture::isDone);
        });
        one.end();
        assertThat(onlyTheSecondIsAsked()).isTrue();

        one.start();
        back.take();
        int before = one.asked.get();
        Await.until("the first node is back", () -> one.asked.get() > before + 3);
        over.set(true);
        assertThat(others.join()).hasSizeGreaterThan(ENOUGH).containsOnly(200);
        assertThat(slow).extracting(CompletableFuture::join).containsOnly(200);
    }

    private boolean onlyTheSecondIsAsked() {
        int before = one.asked.get();
        int enough = two.asked.get() + ENOUGH;
        Await.until("the second node is asked", () -> status("/") == 200 && two.asked.get() >= enough);
        return one.asked.get() == before;
    }

    private List<Integer> asking(AtomicBoolean over) {
        List<Integer> statuses = new ArrayList<>();
        while (!over.get()) {
            statuses.add(askedAgain());
        }
        return statuses;
    }

    /**
     * A proxy that reloads closes its kept connections, perhaps just as the next request is written to one: a client asks again
     * then (RFC 9112, 9.3.1). What is under way is never asked again here.
     */
    private int askedAgain() {
        int status = status("/");
        return status == 0 ? status("/") : status;
    }

    /** 0 while nobody answers. */
    private int status(String path) {
        return later(path).join();
    }

    private CompletableFuture<Integer> later(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + ports.one() + path))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode)
                .exceptionally(gone -> 0);
    }

    private static void installed(String program) {
        boolean there = Files.isExecutable(Path.of(program));
        assertThat(there || !Boolean.parseBoolean(System.getenv("RELAIS_REQUIRE_PROXIES")))
                .as(program + " is installed")
                .isTrue();
        assumeTrue(there, program + " is not installed");
    }

    private String example(String words) throws IOException {
        List<String> examples = Pattern.compile("```\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("src", "site", "markdown", "operations.md")))
                .results()
                .map(found -> found.group(1))
                .filter(found -> found.contains(words))
                .toList();
        assertThat(examples).hasSize(1);
        return examples.get(0)
                .replaceAll("\\b443 ssl", ports.one() + " ssl")
                .replace("10.0.0.11:8080", "127.0.0.1:" + one.port)
                .replace("10.0.0.12:8080", "127.0.0.1:" + two.port)
                .replace("/etc/haproxy/relais.pem", folder.resolve("both.pem").toString())
                .replace("/etc/nginx/relais.pem", folder.resolve("server.crt").toString())
                .replace("/etc/nginx/relais.key", folder.resolve("server.key").toString());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("proxy"), text);
    }

    private static String[] with(String[] command, String... more) {
        List<String> words = new ArrayList<>(Arrays.asList(command));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private ProcessBuilder process(String... command) {
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        // Where Caddy keeps what it makes.
        process.environment().put("HOME", folder.toString());
        process.environment().remove("XDG_CONFIG_HOME");
        process.environment().remove("XDG_DATA_HOME");
        return process;
    }

    private void begin(String... command) throws IOException {
        proxy = process(command).redirectOutput(folder.resolve("log").toFile()).start();
    }

    private void said(String... command) throws Exception {
        Process saying = process(command).start();
        String said = new String(saying.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(saying.waitFor()).as(said).isZero();
    }

    private static void tell(Path socket, String command) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
            ByteBuffer answer = ByteBuffer.allocate(1_000);
            channel.read(answer);
            assertThat(new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8))
                    .isBlank();
        }
    }
}
