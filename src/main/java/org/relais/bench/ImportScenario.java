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
import org.relais.bench.Rounds.Program;
import org.relais.bench.Slice.Done;
import org.relais.bench.Slice.Prepared;
import org.relais.channel.ChannelCatalogue;
import org.relais.config.RelaisConfig;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.StopEnforcer;
import org.relais.contact.csv.CsvLimits;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.imports.ImportJob;
import org.relais.imports.ImportKind;
import org.relais.imports.ImportOptions;
import org.relais.imports.ImportService;
import org.relais.organisation.Actor;

/** A file of people with evidence of their consent: read, checked against the suppression list, and stored. */
final class ImportScenario {
    private final BenchFixture fixture;
    private final ImportService imports;
    private final long organisation;
    private int written;

    private ImportScenario(BenchFixture fixture, ImportService imports, long organisation) {
        this.fixture = fixture;
        this.imports = imports;
        this.organisation = organisation;
    }

    static void run(BenchFixture fixture, ScenarioSizes plan, Report report) throws Exception {
        DatabaseAddress address = fixture.people(1);
        Database database = Database.open(fixture.vertx(), address, 6).await();
        ImportService imports = service(fixture, database);
        ImportScenario scenario =
                new ImportScenario(fixture, imports, new BroadcastLoad(database.pool()).organisation());
        List<Slice> slices = Rounds.warm(
                        fixture,
                        plan,
                        Program.own(() -> scenario.upload(plan.sizes().imported())))
                .measure(database.pool())
                .get(0);
        report.costs("import", slices);
        report.add("imported", plan.sizes().imported());
        report.add("importedRowsPerSecond", Spread.of(slices, Slice::perSecond), Aim.atLeast(60_000));
        imports.close().await();
        database.close().await();
        fixture.drop(address);
    }

    /** A file of people who are not there yet. */
    private Prepared upload(int rows) throws IOException {
        Path file = file(rows);
        return () -> {
            long from = System.nanoTime();
            merge(file, rows);
            return Done.since(from, rows);
        };
    }

    private void merge(Path file, int rows) {
        Actor bench = Actor.service(organisation, "bench");
        long id = imports.create(
                        new ImportService.Request(
                                bench,
                                ImportKind.CONTACTS,
                                "people.csv",
                                ImportOptions.of(
                                        "FR", ChannelCatalogue.addresses().phoneChannel())),
                        file)
                .await();
        if (imports.check(organisation, id).await().isEmpty()) {
            throw new IllegalStateException("import " + id + " is gone");
        }
        ImportJob job = imports.commit(bench, id).await().orElseThrow();
        if (job.merged().created() != rows) {
            throw new IllegalStateException("the import is not whole: " + job.rows() + ", " + job.merged());
        }
    }

    private static ImportService service(BenchFixture fixture, Database database) {
        InstantSource clock = InstantSource.system();
        Fingerprints fingerprints = new Fingerprints(List.of(new RelaisConfig.Key("bench", new byte[32])));
        StopEnforcer nobodyStops =
                (organisation, contact) -> Future.succeededFuture(new StopEnforcer.Enforced(0, List.of()));
        return new ImportService(
                fixture.vertx(),
                database,
                fingerprints,
                new ConsentService(database.pool(), fingerprints, nobodyStops, clock),
                clock,
                new ImportService.Uploads(
                        fixture.directory().resolve("uploads"),
                        CsvLimits.DEFAULT,
                        ChannelCatalogue.addresses(),
                        UUID::randomUUID));
    }

    private Path file(int rows) throws IOException {
        Path file = fixture.directory().resolve("people.csv");
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            writer.write("name,phone,language,town,tags,class,source,date,wording\n");
            for (int row = written; row < written + rows; row++) {
                writer.write("Camille Martin %d,+336%08d,fr,Montreuil,%s,regular,formulaire du site,2026-03-%02d,v3\n"
                        .formatted(row, row, row % 3 == 0 ? "tractage" : "collage;bureau", 1 + row % 28));
            }
        }
        written += rows;
        return file;
    }
}
