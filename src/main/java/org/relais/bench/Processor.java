package org.relais.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * Processor time in nanoseconds. It says what a message costs whatever else runs on the machine, which a rate does not.
 */
final class Processor {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Processor() {}

    /** Of this process so far. */
    static long own() {
        return SYSTEM.getProcessCpuTime();
    }

    /** Of another process of ours so far. */
    static long of(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(Duration::toNanos)
                .orElse(0L);
    }

    /** Of another process of ours and all below it that still run. */
    static long ofTree(long pid) {
        return of(pid)
                + ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::descendants)
                        .mapToLong(process -> of(process.pid()))
                        .sum();
    }
}
