package org.relais.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.relais.app.process.UsageException;
import org.relais.backup.Archive;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that takes old replies out of the database into files, while the service runs. */
@Command(
        name = "archive",
        mixinStandardHelpOptions = true,
        description = "Takes what the service replied in chats before a day out of the database into compressed files,"
                + " without its words. Consent, stops, broadcasts, actions and what organisers answered stay.")
public final class ArchiveCommand implements Callable<Integer> {
    /** By then no dialogue, no button and no platform comes back to a reply. */
    private static final int YOUNGEST_DAYS = 90;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--before",
            required = true,
            paramLabel = "DAY",
            description = "A day such as 2025-01-01 (UTC), at least " + YOUNGEST_DAYS + " days ago.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private LocalDate before;

    @Option(
            names = "--to",
            paramLabel = "DIRECTORY",
            description = "Where the files go, the same each time; readable by you alone.")
    private @Nullable Path directory;

    @Option(names = "--dry-run", description = "Only counts.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        InstantSource clock = InstantSource.system();
        Instant end = before.atStartOfDay(ZoneOffset.UTC).toInstant();
        if (end.isAfter(clock.instant().minus(YOUNGEST_DAYS, ChronoUnit.DAYS))) {
            throw new UsageException("--before is a day at least " + YOUNGEST_DAYS + " days ago");
        }
        if (directory == null && !dryRun) {
            throw new UsageException("--to says where the files go; --dry-run only counts");
        }
        try (CommandContext context = CommandContext.open(config)) {
            Archive archive = new Archive(context.access().application(), clock, Archive.PAGE);
            if (directory == null || dryRun) {
                System.out.println(archive.count(end) + " replies from before " + before + " can be archived");
            } else {
                Archive.Archived archived = archive.write(end, directory);
                System.out.println(archived.rows() + " replies from before " + before + " are now in "
                        + archived.files() + " files in " + directory);
            }
            return 0;
        }
    }
}
