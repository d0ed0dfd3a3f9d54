package org.relais.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.relais.Main;

/**
 * The demonstration as a process of its own, on free ports: of the packaged jar where there is one (the integration tests),
 * of the compiled classes else. Closing it asks it to stop and waits for that.
 */
public final class Demo implements AutoCloseable {
    private final Process process;
    private final int port;
    private final int sandboxPort;
    private final Map<String, String> printed;
    private final BufferedReader output;

    private Demo(Process process, int port, int sandboxPort, BufferedReader output) throws IOException {
        this.process = process;
        this.port = port;
        this.sandboxPort = sandboxPort;
        this.output = output;
        this.printed = printed(output);
    }

    /** Starts it on that data; returns when it has printed what a person needs to go on. */
    public static Demo start(Path data, String... options) throws IOException {
        FreePorts ports = FreePorts.find();
        int port = ports.one();
        int sandboxPort = ports.other();
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        // It lives for seconds: what the second tier of the JVM costs is not won back.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(program());
        command.addAll(List.of(
                "demo",
                "--port",
                Integer.toString(port),
                "--sandbox-port",
                Integer.toString(sandboxPort),
                "--data",
                data.toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new Demo(process, port, sandboxPort, output);
    }

    private static List<String> program() {
        String jar = System.getProperty("relais.jar");
        return jar != null ? List.of("-jar", jar) : List.of("-cp", classPath(), Main.class.getName());
    }

    /** Ours without the tests' classes, which add a channel. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.replace('\\', '/').matches(".*/?test-classes/?"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Lines such as {@code "  Token    abc"}, up to the token, which is the last. */
    private static Map<String, String> printed(BufferedReader output) throws IOException {
        Map<String, String> printed = new HashMap<>();
        while (!printed.containsKey("Token")) {
            String line = output.readLine();
            assertThat(line).as("the demonstration ended before it was ready").isNotNull();
            String[] words = line.strip().split("\\s+", 3);
            if (line.startsWith("  ") && words.length > 1) {
                printed.put(words[0], words[1]);
            }
        }
        return printed;
    }

    /** An address of the sandbox's control API. */
    public String control(String path) {
        return sandbox() + "/sandbox/api" + path;
    }

    /** The sandbox's own address. */
    public String sandbox() {
        return "http://localhost:" + sandboxPort;
    }

    /** An address of the service. */
    public String address(String path) {
        return "http://localhost:" + port + path;
    }

    /** What was printed behind a name such as {@code Token} or {@code Console}. */
    public String printed(String name) {
        String value = printed.get(name);
        assertThat(value).as("%s was printed", name).isNotNull();
        return value;
    }

    /** Lines printed from here to the one that contains these words, that one included. */
    public List<String> until(String words) throws IOException {
        List<String> lines = new ArrayList<>();
        while (lines.isEmpty() || !lines.get(lines.size() - 1).contains(words)) {
            String line = output.readLine();
            assertThat(line)
                    .as("the demonstration ended; it had said %s", lines)
                    .isNotNull();
            lines.add(line);
        }
        return lines;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS))
                .as("stops when it is asked to")
                .isTrue();
    }
}
