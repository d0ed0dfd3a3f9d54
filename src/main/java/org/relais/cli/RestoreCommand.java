package org.relais.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.relais.app.process.UsageException;
import org.relais.backup.BackupException;
import org.relais.backup.Restoration;
import org.relais.consent.replay.LedgerReplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that restores a backup into an empty database, and then applies what it has forgotten. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Restores a backup into a new, empty database, before the service starts on it. Nothing that was waiting to be"
                    + " sent is sent.",
            "Name the newest ledger exports: every stop, hold and erasure since the backup is applied from them."
        })
public final class RestoreCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--file", required = true, paramLabel = "FILE", description = "Of 'relais backup'.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(
            names = "--ledger",
            paramLabel = "FILE",
            description = "Of 'relais ledger export', one for each organisation; may be given several times.")
    private List<Path> ledgers = List.of();

    @Override
    public Integer call() throws Exception {
        try (CommandContext context = CommandContext.restore(config)) {
            Restoration.Restored restored = new Restoration(context.access()).restore(file);
            System.out.println(restored.rows() + " rows of " + restored.tables() + " tables restored as of "
                    + restored.at() + "; " + restored.takenBack() + " messages that were waiting then are not sent");
            for (Path ledger : ledgers) {
                LedgerReplay.Replayed replayed = LedgerCommand.replay(context, ledger);
                System.out.println(ledger + ": " + replayed.json().encode());
            }
            if (ledgers.isEmpty()) {
                System.out.println("Stops since then are not known yet: run 'relais ledger replay' before the service"
                        + " starts.");
            }
            return 0;
        } catch (BackupException refused) {
            throw new UsageException(String.valueOf(refused.getMessage()));
        }
    }
}
