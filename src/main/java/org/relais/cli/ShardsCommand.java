package org.relais.cli;

import java.time.InstantSource;
import java.util.List;
import org.relais.app.process.UsageException;
import org.relais.consent.Fingerprints;
import org.relais.consent.verify.ConsentVerifier;
import org.relais.organisation.Organisation;
import org.relais.shard.MoveException;
import org.relais.shard.OrganisationMove;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Work on several databases. */
@Command(
        name = "shards",
        mixinStandardHelpOptions = true,
        description = "Moves an organisation from one database (--shard) to another while it sends.")
public final class ShardsCommand {

    @Command(
            name = "move",
            mixinStandardHelpOptions = true,
            description =
                    "Moves an organisation from the database --shard to another. Whatever comes for it meanwhile is"
                            + " answered 503 and comes again. Run again after it broke off, it goes on; --cancel gives it up.")
    int move(
            @Mixin ConfigOption config,
            @Parameters(paramLabel = "SLUG", description = "The organisation.") String slug,
            @Option(names = "--to", required = true, paramLabel = "NUMBER", description = "The other database's.")
                    int to,
            @Option(names = "--cancel", description = "Gives up a move that broke off.") boolean cancel)
            throws Exception {
        if (to == config.shard()) {
            throw new UsageException("--to: must be another database than --shard");
        }
        try (CommandContext old = CommandContext.open(config);
                CommandContext fresh = CommandContext.open(config, to)) {
            Organisation organisation = TokenCommand.find(old, slug);
            OrganisationMove move = new OrganisationMove(
                    old.access(), fresh.access(), organisation.id(), () -> intact(old, organisation.id()));
            if (cancel) {
                move.cancel();
                System.out.println("organisation " + slug + " stays on the database " + config.shard());
                return 0;
            }
            OrganisationMove.Moved moved = move.run();
            System.out.println("organisation " + slug + " is on the database " + to + " now, with " + moved.rows()
                    + " rows of " + moved.tables() + " tables");
            boolean intact = intact(fresh, organisation.id());
            System.out.println("its ledger there is " + (intact ? "as it was written" : "NOT as it was written"));
            return intact ? 0 : 1;
        } catch (MoveException refused) {
            throw new UsageException(String.valueOf(refused.getMessage()));
        }
    }

    private static boolean intact(CommandContext context, long organisationId) {
        return new ConsentVerifier(
                        context.database().pool(),
                        new Fingerprints(context.config().security().suppressionKeys()),
                        InstantSource.system())
                .verify(organisationId, List.of())
                .await()
                .intact();
    }
}
