package org.relais.bench.measure;

import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

/** What the figures were measured on; without it they say nothing. */
public final class Machine {
    private static final OperatingSystemMXBean SYSTEM = ManagementFactory.getOperatingSystemMXBean();

    private Machine() {}

    /** The load average over the last minute; negative where the system has none. */
    public static double load() {
        return Math.round(SYSTEM.getSystemLoadAverage() * 100) / 100.0;
    }

    public static JsonObject json() {
        return new JsonObject()
                .put("processors", SYSTEM.getAvailableProcessors())
                .put("architecture", SYSTEM.getArch())
                .put("system", SYSTEM.getName() + " " + SYSTEM.getVersion())
                .put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"))
                .put("loadAverage", load())
                .put("sharedBy", "bench, service, PostgreSQL and simulated platform")
                .put("durability", "fsync, synchronous_commit and full_page_writes on");
    }
}
