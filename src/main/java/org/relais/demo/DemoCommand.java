package org.relais.demo;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.relais.app.process.RunningProcess;
import org.relais.config.RelaisConfig;
import org.relais.console.ConsoleRoutes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The demonstration: everything embedded, two simulated platforms with phones on a page, and people who have joined. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Runs the demonstration: PostgreSQL, both platforms and some people, all embedded.")
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--port", defaultValue = "8080", description = "Port of the service (${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(names = "--sandbox-port", defaultValue = "8081", description = "Port of the sandbox (${DEFAULT-VALUE}).")
    private int sandboxPort = 8081;

    @Option(names = "--data", defaultValue = "var", description = "Where the data is kept (${DEFAULT-VALUE}).")
    private Path data = Path.of("var");

    @Option(
            names = "--play",
            arity = "0..1",
            paramLabel = "PEOPLE",
            fallbackValue = "" + Play.PEOPLE,
            description =
                    "Thirty simulated volunteers work a call list of so many people (${FALLBACK-VALUE}) and share a"
                            + " message; then the books are compared. Ends with 1 when they don't balance, else goes on running.")
    private int play;

    @Override
    public Integer call() throws Exception {
        RelaisConfig config = DemoConfig.create(port, sandboxPort, data);
        AtomicBoolean first = new AtomicBoolean();
        AtomicReference<String> token = new AtomicReference<>("");
        AtomicReference<String> link = new AtomicReference<>("");
        try (RunningProcess process = RunningProcess.start(vertx -> config, (vertx, database) -> {
            DemoSenders.offer(vertx, "http://localhost:" + sandboxPort).await();
            first.set(DemoData.prepare(database));
            token.set(DemoData.token(database, data));
            link.set(DemoData.signInLink(database).await());
        })) {
            String console = ConsoleRoutes.signInLink(process.address(), String.valueOf(link));
            DemoDoor.open(process, "http://localhost:" + sandboxPort, String.valueOf(link))
                    .await();
            DemoPeople.join(process, sandboxPort, first.get()).await();
            if (first.get()) {
                DemoBroadcast.prepare(
                                process,
                                DemoData.organisation(process.database()),
                                String.valueOf(token),
                                DemoPeople.count())
                        .await();
            }
            System.out.printf(
                    """

                    Relais runs. Ctrl-C stops it.

                      Phones   http://localhost:%d/          both platforms, simulated
                      Console  %s
                      API      http://localhost:%d/api/v1    document at /api/v1/openapi.json
                      Token    %s

                    """,
                    sandboxPort, console, process.service().port(), token);
            if (play > 0 && !played(process, String.valueOf(token))) {
                return 1;
            }
            process.awaitStop();
        }
        return 0;
    }

    private boolean played(RunningProcess process, String token) {
        Optional<Reconciliation> played = Play.on(
                        process.vertx(),
                        process.address(),
                        "http://localhost:" + sandboxPort,
                        token,
                        play,
                        act -> System.out.println("  " + act + " …"))
                .await();
        if (played.isEmpty()) {
            System.out.println("  It has been played into these data before; another --data plays it again.");
            return true;
        }
        Reconciliation books = played.get();
        books.lines().forEach(System.out::println);
        System.out.println(books.balanced() ? "  The books balance." : "  The books do not balance.");
        return books.balanced();
    }
}
