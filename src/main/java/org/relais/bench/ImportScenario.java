package org.relais.bench;

import io.vertx.core.Future;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.relais.bench.Report.Aim;
import org.relais.config.RelaisConfig;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.StopEnforcer;
import org.relais.contact.PhoneNumbers;
import org.relais.contact.csv.CsvLimits;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.imports.ImportJob;
import org.relais.imports.ImportKind;
import org.relais.imports.ImportOptions;
import org.relais.imports.ImportService;

/** A file of people with evidence of their consent: read, checked against the suppression list, and stored. */
final class ImportScenario {
    private ImportScenario() {}

    static void run(BenchFixture ground, ScenarioSizes plan, Report report) throws IOException {
        Path file = file(ground.directory(), plan.imported());
        DatabaseAddress address = ground.people(1);
        Database database = Database.open(ground.vertx(), address, 6).await();
        long organisation = new BroadcastLoad(database.pool()).organisation();
        ImportService imports = service(ground, database);
        long postgresBefore = ground.postgresNanos();
        long processorBefore = Processor.own();
        long from = System.nanoTime();
        long id = imports.create(
                        new ImportService.Request(
                                organisation, ImportKind.CONTACTS, "people.csv", ImportOptions.of("FR"), "bench"),
                        file)
                .await();
        if (imports.check(organisation, id).await().isEmpty()) {
            throw new IllegalStateException("import " + id + " is gone");
        }
        double checked = (System.nanoTime() - from) / 1e9;
        ImportJob job = imports.commit(organisation, id, "bench").await().orElseThrow();
        double seconds = (System.nanoTime() - from) / 1e9;
        if (job.merged().created() != plan.imported()) {
            throw new IllegalStateException("the import is not whole: " + job.rows() + ", " + job.merged());
        }
        report.add("imported", plan.imported());
        report.add("importRowsPerSecond", plan.imported() / seconds, Aim.atLeast(60_000));
        report.add("importCheckSeconds", checked);
        report.add("importMergeSeconds", seconds - checked);
        // What the row costs whatever else runs on the machine.
        report.add("importServiceMicrosPerRow", (Processor.own() - processorBefore) / 1e3 / plan.imported());
        report.add("importPostgresMicrosPerRow", (ground.postgresNanos() - postgresBefore) / 1e3 / plan.imported());
        imports.close().await();
        database.close().await();
        ground.drop(address);
    }

    private static ImportService service(BenchFixture ground, Database database) {
        InstantSource clock = InstantSource.system();
        Fingerprints fingerprints = new Fingerprints(List.of(new RelaisConfig.Key("bench", new byte[32])));
        StopEnforcer nobodyStops =
                (organisation, contact) -> Future.succeededFuture(new StopEnforcer.Enforced(0, List.of()));
        return new ImportService(
                ground.vertx(),
                database,
                fingerprints,
                new ConsentService(database.pool(), fingerprints, nobodyStops, clock),
                new PhoneNumbers(),
                clock,
                ground.directory().resolve("uploads"),
                CsvLimits.DEFAULT,
                UUID::randomUUID);
    }

    private static Path file(Path directory, int rows) throws IOException {
        Path file = directory.resolve("people.csv");
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            writer.write("name,phone,language,town,tags,class,source,date,wording\n");
            for (int row = 0; row < rows; row++) {
                writer.write("Camille Martin %d,+336%08d,fr,Montreuil,%s,regular,formulaire du site,2026-03-%02d,v3\n"
                        .formatted(row, row, row % 3 == 0 ? "tractage" : "collage;bureau", 1 + row % 28));
            }
        }
        return file;
    }
}
