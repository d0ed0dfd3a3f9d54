package org.relais;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.consent.chain.ChainHead;
import org.relais.consent.chain.LedgerAnchors;
import org.relais.consent.chain.LedgerSealer;
import org.relais.consent.chain.LedgerVerifier;
import org.relais.consent.chain.Verification;
import org.relais.organisation.Organisation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The ledger as evidence: whether it is as it was written, and its heads to keep elsewhere. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description = "Verifies an organisation's ledger, and gives out the heads of its hash chain.")
final class LedgerCommand {

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Says whether the ledger is as it was written, or the first link that is broken and why;"
                    + " exit code 1 when it is broken.")
    int verify(
            @Mixin ConfigOption config,
            @Option(names = "--organisation", required = true, description = "Slug of the organisation.") String slug,
            @Option(
                            names = "--anchors",
                            paramLabel = "FILE",
                            description = "Heads that were kept elsewhere, as 'relais ledger anchors' writes them.")
                    @Nullable
                    Path file)
            throws Exception {
        List<ChainHead> noted = file == null ? List.of() : read(file);
        try (Workplace workplace = Workplace.open(config)) {
            Organisation organisation = TokenCommand.find(workplace, slug);
            Pool pool = workplace.database().pool();
            InstantSource clock = InstantSource.system();
            new LedgerSealer(pool, clock).seal().await();
            Verification verification = new LedgerVerifier(pool, clock)
                    .verify(organisation.id(), noted)
                    .await();
            System.out.println(verification.json().encodePrettily());
            return verification.intact() ? 0 : 1;
        }
    }

    @Command(
            name = "anchors",
            mixinStandardHelpOptions = true,
            description = "Prints every head of the chain that was noted, one JSON object a line, the present one last:"
                    + " to be kept where nobody who writes the database can write.")
    int anchors(
            @Mixin ConfigOption config,
            @Option(names = "--organisation", required = true, description = "Slug of the organisation.") String slug)
            throws Exception {
        try (Workplace workplace = Workplace.open(config)) {
            Organisation organisation = TokenCommand.find(workplace, slug);
            Pool pool = workplace.database().pool();
            InstantSource clock = InstantSource.system();
            LedgerAnchors anchors = new LedgerAnchors(new LedgerSealer(pool, clock), pool, clock);
            anchors.note()
                    .compose(noted -> anchors.of(organisation.id()))
                    .await()
                    .forEach(head ->
                            System.out.println(LedgerAnchors.encode(head).encode()));
            return 0;
        }
    }

    private static List<ChainHead> read(Path file) {
        List<ChainHead> heads = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank()) {
                    heads.add(LedgerAnchors.decode(new JsonObject(line)));
                }
            }
        } catch (IOException | DecodeException | IllegalArgumentException fault) {
            throw new UsageException(file + ", line " + (heads.size() + 1) + ": no anchors can be read here");
        }
        return heads;
    }
}
