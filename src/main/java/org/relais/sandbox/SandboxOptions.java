package org.relais.sandbox;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.relais.sandbox.whatsapp.WhatsAppNumber;

/**
 * How a sandbox starts. Senders can also be added later through the control API.
 *
 * @param host address to bind, loopback by default
 * @param port 8081 by default; 0 = any free port
 * @param clock wall clock of timestamps and of WhatsApp's 24 hours
 * @param random ids, jitter, chance
 * @param numbers WhatsApp numbers
 * @param bots Telegram bots
 * @param keptPerPhone messages that each phone remembers
 * @param keptMessages messages remembered in all, for the control API
 * @param keptWebhooks webhooks that the journal remembers
 * @param limits whether the platforms' rates are enforced, to begin with and after a reset
 * @param localAddresses whether webhooks and buttons may have addresses that only this machine can reach, likewise
 */
public record SandboxOptions(
        String host,
        int port,
        InstantSource clock,
        RandomGenerator random,
        List<WhatsAppNumber.Line> numbers,
        List<Bot> bots,
        int keptPerPhone,
        int keptMessages,
        int keptWebhooks,
        boolean limits,
        boolean localAddresses) {
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

    /** Loopback, port 8081, no sender. */
    public static SandboxOptions defaults() {
        return new SandboxOptions(
                "127.0.0.1",
                DEFAULT_PORT,
                InstantSource.system(),
                RandomGenerator.getDefault(),
                List.of(),
                List.of(),
                200,
                200_000,
                50_000,
                false,
                true);
    }

    public SandboxOptions withHost(String changed) {
        return new SandboxOptions(
                changed,
                port,
                clock,
                random,
                numbers,
                bots,
                keptPerPhone,
                keptMessages,
                keptWebhooks,
                limits,
                localAddresses);
    }

    public SandboxOptions withPort(int changed) {
        return new SandboxOptions(
                host,
                changed,
                clock,
                random,
                numbers,
                bots,
                keptPerPhone,
                keptMessages,
                keptWebhooks,
                limits,
                localAddresses);
    }

    public SandboxOptions withClock(InstantSource changed) {
        return new SandboxOptions(
                host,
                port,
                changed,
                random,
                numbers,
                bots,
                keptPerPhone,
                keptMessages,
                keptWebhooks,
                limits,
                localAddresses);
    }

    public SandboxOptions withRandom(RandomGenerator changed) {
        return new SandboxOptions(
                host,
                port,
                clock,
                changed,
                numbers,
                bots,
                keptPerPhone,
                keptMessages,
                keptWebhooks,
                limits,
                localAddresses);
    }

    public SandboxOptions withNumber(WhatsAppNumber.Line added) {
        List<WhatsAppNumber.Line> all = new ArrayList<>(numbers);
        all.add(added);
        return new SandboxOptions(
                host, port, clock, random, all, bots, keptPerPhone, keptMessages, keptWebhooks, limits, localAddresses);
    }

    public SandboxOptions withBot(Bot added) {
        List<Bot> all = new ArrayList<>(bots);
        all.add(added);
        return new SandboxOptions(
                host,
                port,
                clock,
                random,
                numbers,
                all,
                keptPerPhone,
                keptMessages,
                keptWebhooks,
                limits,
                localAddresses);
    }

    /** How much is remembered: per phone, of all messages, of webhooks. */
    public SandboxOptions withMemory(int perPhone, int messages, int webhooks) {
        return new SandboxOptions(
                host, port, clock, random, numbers, bots, perPhone, messages, webhooks, limits, localAddresses);
    }

    public SandboxOptions withLimits(boolean changed) {
        return new SandboxOptions(
                host,
                port,
                clock,
                random,
                numbers,
                bots,
                keptPerPhone,
                keptMessages,
                keptWebhooks,
                changed,
                localAddresses);
    }

    public SandboxOptions withLocalAddresses(boolean changed) {
        return new SandboxOptions(
                host, port, clock, random, numbers, bots, keptPerPhone, keptMessages, keptWebhooks, limits, changed);
    }
}
