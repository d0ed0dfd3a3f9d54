package org.relais.sandbox;

import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.relais.sandbox.whatsapp.WhatsAppNumber;
import org.relais.sandbox.world.Settings;
import org.relais.sandbox.world.World;

/**
 * How a sandbox starts. Senders can also be added later through the control API.
 *
 * @param host address to bind, loopback by default
 * @param port 8081 by default; 0 = any free port
 * @param clock wall clock of timestamps and of WhatsApp's 24 hours
 * @param random ids, jitter, chance
 * @param numbers WhatsApp numbers
 * @param bots Telegram bots
 * @param memory how much is remembered
 * @param settings how the platforms behave, to begin with and after a reset
 */
public record SandboxOptions(
        String host,
        int port,
        InstantSource clock,
        RandomGenerator random,
        List<WhatsAppNumber.Line> numbers,
        List<Bot> bots,
        World.Memory memory,
        Settings settings) {
    /** The port that {@link #defaults} listens on. */
    public static final int DEFAULT_PORT = 8081;

    public SandboxOptions {
        numbers = List.copyOf(numbers);
        bots = List.copyOf(bots);
    }

    /**
     * A Telegram bot.
     *
     * @param token digits, a colon and a secret
     * @param username without the at sign
     * @param name what people see
     */
    public record Bot(String token, String username, String name) {}

    /** Loopback, port 8081, no sender, no limits, addresses of this machine taken. */
    public static SandboxOptions defaults() {
        return new SandboxOptions(
                        "127.0.0.1",
                        DEFAULT_PORT,
                        InstantSource.system(),
                        RandomGenerator.getDefault(),
                        List.of(),
                        List.of(),
                        new World.Memory(200, 200_000, 50_000),
                        Settings.DEFAULT)
                .withLimits(false)
                .withLocalAddresses(true);
    }

    public SandboxOptions withHost(String changed) {
        return new SandboxOptions(changed, port, clock, random, numbers, bots, memory, settings);
    }

    public SandboxOptions withPort(int changed) {
        return new SandboxOptions(host, changed, clock, random, numbers, bots, memory, settings);
    }

    public SandboxOptions withClock(InstantSource changed) {
        return new SandboxOptions(host, port, changed, random, numbers, bots, memory, settings);
    }

    public SandboxOptions withRandom(RandomGenerator changed) {
        return new SandboxOptions(host, port, clock, changed, numbers, bots, memory, settings);
    }

    public SandboxOptions withNumber(WhatsAppNumber.Line added) {
        List<WhatsAppNumber.Line> all = new ArrayList<>(numbers);
        all.add(added);
        return new SandboxOptions(host, port, clock, random, all, bots, memory, settings);
    }

    public SandboxOptions withBot(Bot added) {
        List<Bot> all = new ArrayList<>(bots);
        all.add(added);
        return new SandboxOptions(host, port, clock, random, numbers, all, memory, settings);
    }

    public SandboxOptions withMemory(World.Memory changed) {
        return new SandboxOptions(host, port, clock, random, numbers, bots, changed, settings);
    }

    /** The same with or without the platforms' rates. */
    public SandboxOptions withLimits(boolean enforced) {
        return with(new JsonObject().put("enforceLimits", enforced));
    }

    /** The same with or without addresses that only this machine can reach. */
    public SandboxOptions withLocalAddresses(boolean taken) {
        return with(new JsonObject().put("localAddresses", taken));
    }

    private SandboxOptions with(JsonObject changed) {
        return new SandboxOptions(host, port, clock, random, numbers, bots, memory, settings.with(changed));
    }
}
