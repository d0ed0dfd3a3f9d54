package org.relais.bench.measure;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory of a process, in MiB; 0 where the system doesn't tell.
 *
 * @param resident what it holds now
 * @param peak the most it ever held
 * @param heap what is left of the heap after a full collection
 */
public record Memory(long resident, long peak, long heap) {
    private static final Pattern USED = Pattern.compile("(?:heap|generation) +total [0-9]+K, used ([0-9]+)K");

    public static Memory of(long pid) {
        // The collection gives memory back, so what the system says is asked first.
        long resident = status(pid, "VmRSS:");
        long peak = status(pid, "VmHWM:");
        run("jcmd", Long.toString(pid), "GC.run");
        return new Memory(resident, peak, used(run("jcmd", Long.toString(pid), "GC.heap_info")));
    }

    private static long used(String info) {
        long kibibytes = 0;
        Matcher matcher = USED.matcher(info);
        while (matcher.find()) {
            kibibytes += Long.parseLong(matcher.group(1));
        }
        return kibibytes / 1_024;
    }

    private static long status(long pid, String field) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                            .filter(line -> line.startsWith(field))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                            .findFirst()
                            .orElse(0)
                    / 1_024;
        } catch (IOException notLinux) {
            return 0;
        }
    }

    /** A tool of the JDK; nothing on a machine that has only the runtime. */
    @CanIgnoreReturnValue
    private static String run(String tool, String... arguments) {
        try {
            List<String> command = new java.util.ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
            command.addAll(List.of(arguments));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException noSuchTool) {
            return "";
        }
    }
}
