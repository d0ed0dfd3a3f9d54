package org.relais.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.app.ConsentModule;
import org.relais.app.process.UsageException;
import org.relais.consent.Fingerprints;
import org.relais.consent.replay.LedgerExport;
import org.relais.consent.replay.LedgerReplay;
import org.relais.consent.verify.ConsentVerifier;
import org.relais.consent.verify.LedgerVerification;
import org.relais.ledger.ChainHead;
import org.relais.ledger.LedgerAnchors;
import org.relais.ledger.LedgerSealer;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Organisation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The ledger as evidence: whether it is as it was written, and its heads to keep elsewhere. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description =
                "Verifies an organisation's ledger, gives out the heads of its hash chain, exports it, and replays an"
                        + " export after an older backup was restored.")
public final class LedgerCommand {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description =
                    "Says whether the ledger is as it was written, or the first link that is broken and why; and where"
                            + " consents or the suppression list are not what it implies. Exit code 1 when anything is wrong.")
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
        try (CommandContext workplace = CommandContext.open(config)) {
            Organisation organisation = TokenCommand.find(workplace, slug);
            Pool pool = workplace.database().pool();
            InstantSource clock = InstantSource.system();
            new LedgerSealer(pool, clock).seal().await();
            LedgerVerification verification = new ConsentVerifier(
                            pool, new Fingerprints(workplace.config().security().suppressionKeys()), clock)
                    .verify(organisation.id(), noted)
                    .await();
            spec.commandLine().getOut().println(verification.json().encodePrettily());
            workplace.warnOfRole();
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
        try (CommandContext workplace = CommandContext.open(config)) {
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

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = "Writes the ledger and the suppression list into a file, from which 'relais ledger replay'"
                    + " makes good what a restored backup has forgotten. Names, numbers and words are not in it.")
    int export(
            @Mixin ConfigOption config,
            @Option(names = "--organisation", required = true, description = "Slug of the organisation.") String slug,
            @Option(names = "--file", required = true, paramLabel = "FILE", description = "Written anew.") Path file,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            description = "Only what was recorded from then on: 2026-11-25 or 2026-11-25T10:00:00Z.")
                    @Nullable
                    String since)
            throws Exception {
        Instant from = since == null ? null : time(since);
        try (CommandContext workplace = CommandContext.open(config)) {
            Organisation organisation = TokenCommand.find(workplace, slug);
            InstantSource clock = InstantSource.system();
            ConsentModule consent = workplace.consent(clock);
            LedgerExport.Written written = new LedgerExport(workplace.database().pool(), consent.fingerprints(), clock)
                    .write(organisation, from, file);
            System.out.println(written.links() + " events up to position " + written.position() + " and "
                    + written.listed() + " entries of the suppression list written to " + file);
            return 0;
        }
    }

    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description =
                    "After an older backup was restored: verifies an exported ledger and applies every stop, hold,"
                            + " erasure and entry of the suppression list that the backup has forgotten. Nobody is opted in by"
                            + " it. Done again, it changes nothing.")
    int replay(
            @Mixin ConfigOption config,
            @Option(names = "--file", required = true, paramLabel = "FILE", description = "Of 'relais ledger export'.")
                    Path file)
            throws Exception {
        try (CommandContext workplace = CommandContext.open(config)) {
            System.out.println(replay(workplace, file).json().encodePrettily());
            return 0;
        }
    }

    /** Applies an export to the database of the context. */
    static LedgerReplay.Replayed replay(CommandContext workplace, Path file) throws Exception {
        InstantSource clock = InstantSource.system();
        ConsentModule consent = workplace.consent(clock);
        Pool pool = workplace.database().pool();
        LedgerReplay replay =
                new LedgerReplay(pool, consent.fingerprints(), consent.consent(), consent.erasures(), clock);
        Organisation organisation = TokenCommand.find(workplace, replay.organisation(file));
        LedgerReplay.Replayed replayed = replay.replay(organisation, file);
        new AuditStore(clock)
                .write(
                        pool,
                        Actor.command(organisation.id()),
                        "ledger.replay",
                        "organisation:" + organisation.id(),
                        replayed.json())
                .await();
        return replayed;
    }

    @Command(
            name = "keys",
            mixinStandardHelpOptions = true,
            description = "How many entries of the suppression list are kept under each key. One that was replaced may"
                    + " leave the configuration when it has none.")
    int keys(@Mixin ConfigOption config) throws Exception {
        try (CommandContext workplace = CommandContext.open(config)) {
            workplace
                    .suppressionKeys()
                    .use(workplace.database().pool())
                    .await()
                    .forEach(use -> System.out.println(use.keyId() + ": " + use.fingerprints()));
            return 0;
        }
    }

    private static Instant time(String text) {
        try {
            Instant since = text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            if (since.isAfter(InstantSource.system().instant())) {
                throw new UsageException("--since lies in the future: nothing would be in the file");
            }
            return since;
        } catch (DateTimeParseException fault) {
            throw new UsageException("--since is a day such as 2026-11-25 or a time such as 2026-11-25T10:00:00Z");
        }
    }

    /** A line that a crash broke off while it was written is passed over, and said. */
    private static List<ChainHead> read(Path file) throws NoSuchFileException {
        List<ChainHead> heads = new ArrayList<>();
        int unreadable = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                try {
                    if (!line.isBlank()) {
                        heads.add(LedgerAnchors.decode(new JsonObject(line)));
                    }
                } catch (DecodeException | IllegalArgumentException noAnchor) {
                    unreadable++;
                }
            }
        } catch (NoSuchFileException missing) {
            throw missing;
        } catch (IOException fault) {
            throw new UsageException(file + " can't be read: " + fault.getMessage());
        }
        if (heads.isEmpty()) {
            throw new UsageException(file + " holds no anchors");
        }
        if (unreadable > 0) {
            System.err.println("relais: " + unreadable + " lines of " + file + " are no anchors");
        }
        return heads;
    }
}
