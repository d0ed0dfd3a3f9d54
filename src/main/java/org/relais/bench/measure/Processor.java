package org.relais.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Processor time that Linux has counted for our processes, in nanoseconds, to the hundredth of a second. It says what a
 * unit of work costs whatever else runs on the machine, which a rate does not. 0 on other systems.
 */
public final class Processor {
    private static final Path PROCESSES = Path.of("/proc");
    private static final long NANOS_PER_TICK = 10_000_000;

    /**
     * What the system tells of a process or thread.
     *
     * @param runs or would, if there were a processor for it
     * @param nanos of its own
     * @param childrenNanos of children that have ended
     */
    private record Stat(boolean runs, long nanos, long childrenNanos) {
        private static final Stat ENDED = new Stat(false, 0, 0);

        static Stat of(String line) {
            String[] fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ");
            return new Stat(fields[0].equals("R"), nanos(fields, 11), nanos(fields, 13));
        }

        /** User and system time. */
        private static long nanos(String[] fields, int place) {
            return (Long.parseLong(fields[place]) + Long.parseLong(fields[place + 1])) * NANOS_PER_TICK;
        }
    }

    private Processor() {}

    /** Of a process so far. */
    public static long of(long pid) {
        return stat(process(pid)).nanos();
    }

    /** Of a process and its children so far, those that have ended as well. */
    public static long ofFamily(long pid) {
        Stat parent = stat(process(pid));
        long children = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .mapToLong(child -> of(child.pid()))
                .sum();
        return parent.nanos() + parent.childrenNanos() + children;
    }

    /** Of the compiler in a Java process so far; see {@code ChildProcess} for why it never shrinks. */
    public static long ofCompiler(long pid) {
        return compilers(pid).stream().mapToLong(Stat::nanos).sum();
    }

    /** Whether a Java process is compiling. */
    public static boolean compiles(long pid) {
        return compilers(pid).stream().anyMatch(Stat::runs);
    }

    private static List<Stat> compilers(long pid) {
        try (Stream<Path> threads = Files.list(process(pid).resolve("task"))) {
            return threads.filter(thread -> line(thread, "comm").contains("CompilerThre"))
                    .map(Processor::stat)
                    .toList();
        } catch (IOException otherSystem) {
            return List.of();
        }
    }

    private static Path process(long pid) {
        return PROCESSES.resolve(Long.toString(pid));
    }

    private static Stat stat(Path process) {
        String line = line(process, "stat");
        return line.isEmpty() ? Stat.ENDED : Stat.of(line);
    }

    private static String line(Path process, String file) {
        try {
            return Files.readString(process.resolve(file));
        } catch (IOException ended) {
            return "";
        }
    }
}
