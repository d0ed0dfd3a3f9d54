package org.relais.cli;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.app.process.UsageException;
import org.relais.consent.federation.FederationService;
import org.relais.organisation.Actor;
import org.relais.organisation.Federation;
import org.relais.organisation.FederationStore;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationLimits;
import org.relais.organisation.OrganisationStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Organisations of one database that share whom nobody of them may write to. */
@Command(
        name = "federation",
        mixinStandardHelpOptions = true,
        description = "Organisations that share whom nobody of them may write to: a stop in one stops everything.")
public final class FederationCommand {
    private final FederationStore store = new FederationStore();

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Makes a federation, without sections yet.")
    int create(
            @Mixin ConfigOption config,
            @Parameters(paramLabel = "NAME", description = "As people read it when they stop.") String name)
            throws Exception {
        String plain = name.strip();
        if (plain.isEmpty() || plain.length() > OrganisationLimits.NAME) {
            throw new UsageException("NAME has 1 to 200 characters");
        }
        try (CommandContext context = CommandContext.open(config)) {
            if (store.find(context.database().pool(), plain).await().isPresent()) {
                throw new UsageException("the federation " + plain + " exists already");
            }
            service(context).create(plain).await();
            System.out.println("federation " + plain + " created");
            return 0;
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "The federations and their sections.")
    int list(@Mixin ConfigOption config) throws Exception {
        try (CommandContext context = CommandContext.open(config)) {
            store.all(context.database().pool())
                    .await()
                    .forEach(federation -> System.out.println(federation.name() + "\t"
                            + federation.sections().stream()
                                    .map(Federation.Section::slug)
                                    .collect(Collectors.joining(" "))));
            return 0;
        }
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description =
                    "Makes an organisation a section. Whoever has stopped in one section has in all when the command ends;"
                            + " run again after it broke off, it goes on. The service goes on sending.")
    int add(
            @Mixin ConfigOption config,
            @Parameters(paramLabel = "FEDERATION", description = "Its name.") String name,
            @Parameters(paramLabel = "ORGANISATION", description = "The organisation's short name.") String slug)
            throws Exception {
        try (CommandContext context = CommandContext.open(config)) {
            Organisation organisation = organisation(context, config, slug);
            long stopped = refused(() -> service(context)
                    .add(Actor.command(organisation.id()), federation(context, name))
                    .await());
            System.out.println(
                    "organisation " + slug + " is a section of " + name + "; people stopped by it: " + stopped);
            return 0;
        }
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Ends that. What is on the section's suppression list stays there.")
    int remove(
            @Mixin ConfigOption config,
            @Parameters(paramLabel = "FEDERATION", description = "Its name.") String name,
            @Parameters(paramLabel = "ORGANISATION", description = "The organisation's short name.") String slug)
            throws Exception {
        try (CommandContext context = CommandContext.open(config)) {
            Organisation organisation = organisation(context, config, slug);
            refused(() -> service(context)
                    .remove(Actor.command(organisation.id()), federation(context, name))
                    .await());
            System.out.println("organisation " + slug + " is no section of " + name + " any more");
            return 0;
        }
    }

    private static <T extends @Nullable Object> T refused(Supplier<T> deed) {
        try {
            return deed.get();
        } catch (IllegalStateException refused) {
            throw new UsageException(String.valueOf(refused.getMessage()));
        }
    }

    private static FederationService service(CommandContext context) {
        return context.consent(InstantSource.system()).federations();
    }

    private Federation federation(CommandContext context, String name) {
        return store.find(context.database().pool(), name.strip())
                .await()
                .orElseThrow(() -> new UsageException("there is no federation " + name));
    }

    private static Organisation organisation(CommandContext context, ConfigOption config, String slug)
            throws Exception {
        Optional<Organisation> found = find(context, slug);
        for (int number : context.config().database().numbers()) {
            if (found.isEmpty() && number != config.shard()) {
                try (CommandContext other = CommandContext.open(config, number)) {
                    if (find(other, slug).isPresent()) {
                        throw new UsageException("the organisation " + slug + " is on the database " + number
                                + ": all sections of a federation are on one");
                    }
                }
            }
        }
        return found.orElseThrow(() -> new UsageException("there is no organisation " + slug));
    }

    private static Optional<Organisation> find(CommandContext context, String slug) {
        return new OrganisationStore(InstantSource.system())
                .findBySlug(context.database().pool(), slug)
                .await();
    }
}
