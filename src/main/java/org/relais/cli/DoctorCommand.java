package org.relais.cli;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.CheckResult;
import org.relais.config.RelaisConfig;
import org.relais.console.Translations;
import org.relais.console.sender.SenderSteps;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.database.Durability;
import org.relais.database.DurabilityStore;
import org.relais.database.ServerFacts;
import org.relais.database.ServerFactsStore;
import org.relais.health.LiveChecks;
import org.relais.health.SenderReports;
import org.relais.organisation.Sender;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Command that looks at what the service needs, and says of each whether it is there. Changes nothing that the service would not. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Checks configuration, database, clock, disk and keys, and asks the platforms about every sender, one line"
                        + " each; ends with 1 when one of them keeps the service from its promise.")
public final class DoctorCommand implements Callable<Integer> {
    private static final long LEAST_FREE_BYTES = 200L * 1024 * 1024;
    private static final int CONNECTIONS_BESIDE_POOLS = 11;

    @Mixin
    private ConfigOption option = new ConfigOption();

    private boolean failed;

    @Override
    public Integer call() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            RelaisConfig config = option.read(vertx);
            say(true, "configuration", "read, no fault");
            disk("imports.directory", config.imports().directory());
            if (config.database().url() == null) {
                disk("database.directory", config.database().directory());
            }
        } finally {
            vertx.close().await();
        }
        try (CommandContext context = CommandContext.open(option)) {
            attempt("database", () -> database(context.config(), context.database()));
            attempt("keys", () -> keys(context));
            attempt("senders", () -> live(context));
        }
        return failed ? 1 : 0;
    }

    private void database(RelaisConfig config, Database database) {
        DatabaseAddress address = database.address();
        ServerFacts facts = new ServerFactsStore(InstantSource.system())
                .ask(database.pool())
                .await();
        say(
                true,
                "database",
                address + " answers, PostgreSQL " + facts.version()
                        + (facts.encrypted() ? ", encrypted" : ", not encrypted"));
        say(facts.clock().isTolerable(), "clock", facts.clock().words());
        int needed = 2 * config.database().poolSize() + CONNECTIONS_BESIDE_POOLS;
        say(
                facts.freeConnections() >= needed,
                "connections",
                facts.freeConnections() + " are free, a further node opens up to " + needed);
        line(
                "role",
                database.roleWarning().isEmpty() ? "ok" : "note",
                database.roleWarning().orElse(address.user() + " owns nothing and can't change what is append-only"));
        if (facts.boundOwner() != null) {
            line(
                    "role",
                    "note",
                    facts.boundOwner() + " may not restore or move: grant set on parameter session_replication_role to "
                            + facts.boundOwner());
        }
        if (config.sandbox().enabled()) {
            line("sandbox", "note", "sandbox.enabled: the platforms are simulated. Never so with real people");
        }
        Durability durability = new DurabilityStore().ask(database.pool()).await();
        say(
                durability.survivesThePrimary()
                        || !config.security().requireSynchronousStandby() && durability.survivesACrash(),
                "durability",
                durability.words());
        senders(database);
    }

    /** What the running nodes have last found of the bots and numbers. */
    private void senders(Database database) {
        long deaf = new SenderReports(InstantSource.system())
                .alarming(database.pool())
                .await();
        say(
                deaf == 0,
                "senders",
                deaf == 0
                        ? "none is known that may not hear stops"
                        : deaf + " may not hear stops: the console's page of each says why, and what to do");
    }

    /** Without the right ones nothing is sent, or nobody stays out who has stopped. */
    private void keys(CommandContext context) {
        context.suppressionKeys().compare(context.database().pool()).await();
        say(
                !context.config().security().suppressionKeys().isEmpty(),
                "keys",
                "security.suppressionKeys: "
                        + (context.config().security().suppressionKeys().isEmpty()
                                ? "there is none, and nothing is sent without"
                                : "those that the suppression list needs are there"));
    }

    /** What platforms say now, whatever nodes have found before. */
    private void live(CommandContext context) {
        LiveChecks checks = context.liveChecks(
                fault -> say(false, "senders", "those of the database can't be read: " + fault.getMessage()));
        checks.address().await().forEach(result -> found("address", "", result, true));
        for (LiveChecks.Looked looked : checks.senders().await()) {
            Sender sender = looked.sender();
            String name = sender.name() + " (" + ChannelCatalogue.name(sender.channel()) + "): ";
            looked.results().forEach(result -> found("sender " + sender.id(), name, result, looked.inFile()));
        }
    }

    private void found(String what, String whose, CheckResult result, boolean inFile) {
        String words = result.code().equals("unreadable")
                ? "its secrets are not known here: no configuration names it, and the database has none that a key of"
                        + " security.senderKeys opens"
                : SenderSteps.words(Translations.in("en"), Instant::toString, result, inFile);
        failed |= result.state() == CheckResult.State.FAILED;
        line(
                what,
                switch (result.state()) {
                    case OK -> "ok";
                    case NOTE, WAITING -> "note";
                    case FAILED -> "FAULT";
                },
                whose + words);
    }

    /** One line is what comes of a part that breaks off; the others go on. */
    private void attempt(String what, Runnable part) {
        try {
            part.run();
        } catch (Exception fault) {
            say(false, what, String.valueOf(fault.getMessage()));
        }
    }

    private void disk(String key, Path directory) {
        Path there = existing(directory.toAbsolutePath());
        try {
            long free = there == null ? 0 : Files.getFileStore(there).getUsableSpace();
            boolean writable = there != null && Files.isWritable(there);
            say(
                    writable && free >= LEAST_FREE_BYTES,
                    "disk",
                    key + (writable ? ": " + free / 1024 / 1024 + " MB are free" : " can't be written to"));
        } catch (IOException fault) {
            say(false, "disk", key + ": " + fault.getMessage());
        }
    }

    /** The directory, or the nearest one above it that there is. */
    private static @Nullable Path existing(@Nullable Path directory) {
        Path there = directory;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return there;
    }

    private void say(boolean fine, String what, String words) {
        failed |= !fine;
        line(what, fine ? "ok" : "FAULT", words);
    }

    private static void line(String what, String verdict, String words) {
        System.out.printf("%-5s %-14s %s%n", verdict, what, words);
    }
}
