package org.relais.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What can happen to a PostgreSQL server of a test's own, from outside. */
public final class TestServer {
    private static final Path UNSHARE = Path.of("/usr/bin/unshare");

    private TestServer() {}

    /** Kills one of its processes; the server then drops every connection and recovers from its log. */
    public static void kill(long pid) {
        run(List.of("kill", "-9", Long.toString(pid)));
    }

    /**
     * Ends the server on {@code data} at once, as a power cut would, and starts it again on the same port; returns when it
     * takes connections.
     */
    public static void restart(Path data) {
        control(binaries(data), "restart", "-D", data.toString(), "-m", "immediate", "-w");
    }

    /** Ends the server on {@code data} at once; returns what starts it again on the same port. */
    public static Runnable stop(Path data) {
        Path binaries = binaries(data);
        String options = options(data);
        control(binaries, "stop", "-D", data.toString(), "-m", "immediate", "-w");
        return () -> control(binaries, "start", "-D", data.toString(), "-o", options, "-w");
    }

    /** Without the program in front. */
    private static String options(Path data) {
        try {
            return Files.readString(data.resolve("postmaster.opts")).strip().replaceFirst("^\\S+ ", "");
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static void control(Path binaries, String... arguments) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root") && Files.exists(UNSHARE)) {
            // PostgreSQL refuses to run as root; the library that starts it goes the same way.
            command.addAll(List.of(UNSHARE.toString(), "-U"));
        }
        command.add(binaries.resolve("pg_ctl").toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static Path binaries(Path data) {
        try {
            long postmaster = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
            String program =
                    ProcessHandle.of(postmaster).orElseThrow().info().command().orElseThrow();
            return Path.of(program).resolveSibling(".").normalize();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static void run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(command.get(0) + " failed");
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
