package org.relais.cli;

import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.relais.app.process.SandboxSenders;
import org.relais.app.process.UsageException;
import org.relais.config.ConfigFile;
import org.relais.sandbox.Sandbox;
import org.relais.sandbox.SandboxOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command that runs the sandbox in a process of its own until it is interrupted. */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        description = "Run the simulated platforms, with phones on a page.")
public final class SandboxCommand implements Callable<Integer> {
    private static final int START_SECONDS = 30;

    @Option(
            names = "--port",
            defaultValue = "" + SandboxOptions.DEFAULT_PORT,
            description = "Port to listen on, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}). There is no sign-in: keep it on loopback.")
    private String host = "127.0.0.1";

    @Option(
            names = "--without-limits",
            description = "Take messages as fast as they come, as no platform does: for measuring.")
    private boolean withoutLimits;

    @Option(
            names = "--local-addresses",
            description = "Take webhooks and buttons with addresses that only this machine can reach, as plain http.")
    private boolean localAddresses;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "Configuration whose bots and numbers (channels) the platforms are to know; without it they know"
                            + " none, and answer 401.")
    private @Nullable Path configuration;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 65_535) {
            return fault("--port must be 0 to 65535");
        }
        Vertx vertx = Vertx.vertx();
        try {
            SandboxOptions options = SandboxOptions.defaults()
                    .withHost(host)
                    .withPort(port)
                    .withLimits(!withoutLimits)
                    .withLocalAddresses(localAddresses);
            if (configuration != null) {
                options = SandboxSenders.with(
                        options,
                        ConfigOption.check(ConfigFile.read(vertx, configuration).await()));
            }
            Sandbox sandbox = Sandbox.start(vertx, options)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
            out().println("The sandbox is at " + sandbox.address() + "/");
            out().flush();
            waitForInterrupt(vertx);
            return 0;
        } catch (ExecutionException failed) {
            close(vertx);
            return fault(reason(failed.getCause()));
        } catch (UsageException | IllegalArgumentException unreadable) {
            close(vertx);
            return fault(String.valueOf(unreadable.getMessage()));
        } catch (TimeoutException slow) {
            close(vertx);
            return fault("the sandbox did not start within " + START_SECONDS + " s");
        }
    }

    private static void waitForInterrupt(Vertx vertx) throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            close(vertx);
            interrupted.countDown();
        }));
        interrupted.await();
    }

    private String reason(@Nullable Throwable cause) {
        if (cause instanceof BindException) {
            return "cannot listen on " + host + ":" + port + ": " + cause.getMessage()
                    + ". Is another sandbox running? Choose another --port.";
        }
        return "the sandbox could not start: " + (cause == null ? "unknown reason" : cause.getMessage());
    }

    private static void close(Vertx vertx) {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException unclean) {
            // The process ends anyway.
        }
    }

    private Integer fault(String message) {
        PrintWriter err = spec == null
                ? new PrintWriter(System.err, true, java.nio.charset.StandardCharsets.UTF_8)
                : spec.commandLine().getErr();
        err.println("relais sandbox: " + message);
        err.flush();
        return 1;
    }

    private PrintWriter out() {
        return spec == null
                ? new PrintWriter(System.out, true, java.nio.charset.StandardCharsets.UTF_8)
                : spec.commandLine().getOut();
    }
}
