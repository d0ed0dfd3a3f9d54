package org.relais.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.relais.backup.Backup;
import org.relais.ledger.LedgerSealer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that writes a backup, while the service runs. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description =
                "Writes everything that the database holds into one file, while the service runs. Keys are not in it:"
                        + " keep those of the configuration elsewhere. 'relais restore' reads it.")
public final class BackupCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--file",
            required = true,
            paramLabel = "FILE",
            description = "Replaced once the new one is whole; readable by you alone.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Override
    public Integer call() throws Exception {
        try (CommandContext context = CommandContext.open(config)) {
            InstantSource clock = InstantSource.system();
            new LedgerSealer(context.database().pool(), clock).seal().await();
            Backup.Written written = new Backup(context.access().application()).write(file, clock.instant());
            System.out.println(written.rows() + " rows of " + written.tables() + " tables in " + written.bytes()
                    + " bytes written to " + file);
            return 0;
        }
    }
}
