package org.relais.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.relais.imports.ImportWorld.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.audience.AudienceFacetStore;
import org.relais.audience.FreeColumn;
import org.relais.channel.ChannelCatalogue;
import org.relais.console.Translations;
import org.relais.contact.ConsentClass;
import org.relais.contact.csv.ColumnMeaning;
import org.relais.contact.csv.ColumnRole;
import org.relais.input.FaultCode;
import org.relais.organisation.Actor;
import org.relais.testing.NeedsDatabase;

/** What is said of a file between its upload and its decision changes how it is read, and what is announced is what happens. */
@NeedsDatabase
class ImportPreparationTest {
    private static final ImportOptions OPTIONS = ImportOptions.of("FR", "whatsapp")
            .with(
                    ConsentClass.MEMBER,
                    new ImportOptions.Evidence("form", Instant.parse("2026-02-03T00:00:00Z"), "form v2"));

    private ImportWorld world;
    private ImportPreparation preparation;
    private Actor actor;

    @BeforeEach
    void open() throws IOException {
        world = new ImportWorld();
        preparation = world.imports.preparation();
        actor = Actor.command(world.organisation);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private ImportJob upload(String file) {
        return upload(ImportKind.CONTACTS, file.getBytes(StandardCharsets.UTF_8));
    }

    private ImportJob upload(ImportKind kind, byte[] file) {
        long id = await(
                world.imports.create(new ImportService.Request(actor, kind, "people.csv", OPTIONS), world.file("x")));
        assertThat(await(preparation.keep(job(id), world.file(file))).columns()).isTrue();
        return job(id);
    }

    private ImportJob job(long id) {
        return await(world.imports.find(world.organisation, id)).orElseThrow();
    }

    private ImportJob checked(ImportJob job) {
        return await(world.imports.check(world.organisation, job.id())).orElseThrow();
    }

    private ImportPreparation.Sample sample(ImportJob job) {
        return await(preparation.sample(job)).orElseThrow();
    }

    private static List<ColumnMeaning> meanings(String... codes) {
        return List.of(codes).stream()
                .map(code ->
                        ColumnMeaning.coded(code, ChannelCatalogue.addresses()).orElseThrow())
                .toList();
    }

    /** Neither the class nor the evidence of the whole file speaks for somebody of whom the file says that they refused. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Consentement",
                "consent",
                "Consentimiento",
                "Opt-in",
                "NEWSLETTER",
                "Inscrit",
                "Consentement SMS",
                "Accord WhatsApp",
                "opt_in"
            })
    void onlyAYesLetsARowInWhereTheFileAsksForAgreement(String heading) {
        ImportJob job = upload("phone,name," + heading + ",Accord\n"
                + "0612345670,Yes,oui,x\n0612345671,No,non,x\n0612345672,Empty,,x\n0612345673,Dash,-,x\n"
                + "0612345674,Date,2026-01-01,x\n0612345675,Spanish,S\u00ed,1\n0612345676,Tick,\u2713,true\n"
                + "0612345677,Half,oui,non\n");
        assertThat(preparation.meanings(job, sample(job)))
                .extracting(ColumnMeaning::code)
                .containsExactly("phone", "name", "agreed", "agreed");
        job = checked(job);
        assertThat(await(world.imports.faults(world.organisation, job.id(), 100)))
                .extracting(fault -> fault.line() + " " + fault.column() + " " + fault.code())
                .containsExactly(
                        "3 " + heading + " NOT_AGREED",
                        "4 " + heading + " NOT_AGREED",
                        "5 " + heading + " NOT_AGREED",
                        "6 " + heading + " AGREEMENT_UNREADABLE",
                        "9 Accord NOT_AGREED");
        assertThat(world.commit(job).merged().created()).isEqualTo(3);
        assertThat(world.count("consent")).isEqualTo(3);
    }

    /** What people write is proposed where nothing says it better; the rest keeps what it is called. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Prénom;Nom;N° de téléphone;Quartier;Inscrit le;E-mail;Code postal | first_name last_name phone area date variable variable
                    Nom;Mobile;Code_Postal;BUREAU DE VOTE                             | name phone variable area
                    Tél.;Secteur;Commune;quartier                                     | phone area variable variable
                    phone number;City;Postcode;Joined                                 | phone area variable date
                    Téléphone;Date d’accord;Date d’inscription                        | phone date variable
                    Téléphone;Portable;Membre depuis;Mail                             | phone ignore date variable
                    """)
    void headingsAreTakenAsPeopleWriteThem(String headings, String meanings) {
        String row = headings.replaceAll("[^;]*(Inscrit|Joined|Date|depuis)[^;]*", "12/03/2026");
        ImportJob job = upload(headings + "\n" + row + "\n");
        assertThat(preparation.meanings(job, sample(job)))
                .extracting(ColumnMeaning::code)
                .containsExactly(meanings.split(" "));
    }

    /** A title that asks for agreement may stand above the days of it, in which no yes or no could be read. */
    @Test
    void aColumnIsWhatItsFirstValuesMayBe() {
        ImportJob job = upload("Mobile;Prénom;Accord\n0612345670;Zoé;2026-10-03\n0612345671;Léo;03/10/2026\n");
        ImportPreparation.Sample sample = sample(job);
        List<ColumnMeaning> meanings = preparation.meanings(job, sample);
        assertThat(meanings).extracting(ColumnMeaning::code).containsExactly("phone", "first_name", "date");
        assertThat(meanings.get(2).supposedBy("Accord"))
                .as("somebody looks at it")
                .isTrue();
        assertThat(sample.fits(meanings.get(2), 2)).isTrue();
        assertThat(meanings("agreed", "class", "phone", "date", "name").stream()
                        .filter(meaning -> sample.fits(meaning, 1)))
                .as("what names may be")
                .extracting(ColumnMeaning::code)
                .containsExactly("name");
    }

    @Test
    void aColumnIsTakenForADayOfJoiningOnlyWhereDatesStand() {
        ImportJob job = upload("phone;Inscrit le;Quartier\n0612345670;marché;Nord\n");
        assertThat(preparation.meanings(job, sample(job)))
                .extracting(ColumnMeaning::code)
                .containsExactly("phone", "variable", "area");
        assertThat(checked(job).rows().good()).isOne();
        assertThat(world.row("select variables from import_row").getJsonObject("variables"))
                .as("nobody was asked: nothing is supposed")
                .isEqualTo(new JsonObject().put("inscrit_le", "marché").put("quartier", "Nord"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fr", "en"})
    void theScreensOwnWordsAreRecognised(String language) {
        for (ColumnMeaning meaning : preparation.choices(ImportKind.CONTACTS)) {
            if (meaning.role() != null && meaning.account() == null) {
                String words = Translations.in(language).text("import.column." + meaning.code());
                assertThat(ColumnRole.of(words, ChannelCatalogue.addresses()))
                        .as(words)
                        .hasValue(meaning.role());
            }
        }
    }

    @Test
    void aColumnKeepsTheTitleOfTheFileAndShowsWhatStandsThere() {
        world.commit(checked(upload("phone;Régime préféré;E-mail\n0612345670;;\n0612345671;végé;\n")));
        assertThat(await(new AudienceFacetStore().columns(world.database.pool(), world.organisation, 9)))
                .containsExactly(new FreeColumn("regime_prefere", "Régime préféré", "végé"));
    }

    private static final String KNOWN =
            "phone,name,town,diet\n0612345670,Ann Old,Lyon,none\n0612345671,Bo,Lyon,\n0612345672,,,\n0612345674,Ed,,vegan\n";
    private static final String FILE = "phone,name,town,diet\n0612345670,Ann New,Paris,\n0612345671,Bo,Lille,\n"
            + "0612345672,Cy,Nice,meat\n0612345673,Di,Nice,\n0612345674,Ed,Brest,meat\n";

    private ImportJob checkedAgainstKnown(boolean replace) {
        world.commit(checked(upload(KNOWN)));
        ImportJob job = upload(FILE);
        ImportPreparation.Said said = new ImportPreparation.Said(
                preparation.meanings(job, sample(job)), OPTIONS.consentClass(), OPTIONS.evidence(), List.of(), replace);
        assertThat(await(preparation.choose(actor, job, sample(job), said))).isTrue();
        ImportJob checked = checked(job(job.id()));
        assertThat(checked.announced()).isEqualTo(new ImportJob.Outcome(1, 4, 0, 0, 0, 3));
        assertThat(await(world.imports.conflicting(checked, 3)))
                .containsExactly(
                        new ConflictingDetail("Ann Old", "Ann New"),
                        new ConflictingDetail("Lyon", "Lille"),
                        new ConflictingDetail("vegan", "meat"));
        assertThat(await(world.imports.conflicting(checked, 1))).hasSize(1);
        return checked;
    }

    private String details() {
        return world.row(
                        "select string_agg(name || ' ' || area || ' ' || variables, '; ' order by name) as d from contact")
                .getString("d");
    }

    private int audited() {
        return world.row("select count(*)::int as changes from audit_event where action = 'contact.update'")
                .getInteger("changes");
    }

    @Test
    void whatIsKnownStaysAndWhatIsMissingIsFilled() {
        ImportJob done = world.commit(checkedAgainstKnown(false));
        assertThat(details())
                .isEqualTo("Ann Old Lyon {\"diet\": \"none\"}; Bo Lyon {}; Cy Nice {\"diet\": \"meat\"}; Di Nice {};"
                        + " Ed Brest {\"diet\": \"vegan\"}");
        assertThat(done.merged()).isEqualTo(done.announced());
        assertThat(audited()).isZero();
    }

    @Test
    void whatIsKnownIsReplacedWhereThatIsAskedForAndANameLeavesATrace() {
        ImportJob done = world.commit(checkedAgainstKnown(true));
        assertThat(details())
                .isEqualTo("Ann New Paris {\"diet\": \"none\"}; Bo Lille {}; Cy Nice {\"diet\": \"meat\"}; Di Nice {};"
                        + " Ed Brest {\"diet\": \"meat\"}");
        assertThat(done.merged()).isEqualTo(done.announced());
        assertThat(await(world.imports.conflicting(done, 3))).isEmpty();
        assertThat(
                        world.row(
                                """
                        select count(*)::int as changes, min(detail ->> 'import') as import from audit_event
                        where action = 'contact.update'
                          and subject = (select 'contact:' || id from contact where name = 'Ann New')
                        """))
                .isEqualTo(new JsonObject().put("changes", 1).put("import", Long.toString(done.id())));
        assertThat(audited()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"preuve du consentement", "Consent IP", "newsletter id"})
    void aColumnOfAProofAsksForNothing(String heading) {
        ImportJob job = upload("phone," + heading + "\n0612345670,something\n");
        assertThat(preparation.meanings(job, sample(job)))
                .extracting(ColumnMeaning::code)
                .containsExactly("phone", "variable");
    }

    @Test
    void whatIsAnnouncedAfterEveryReadingIsWhatTheImportDoes() {
        world.run(
                ImportKind.CONTACTS,
                OPTIONS,
                "phone,name,crm id\n0612345671,Ann,a\n0612345672,Bo,b\n0612345673,Cy,c\n");
        world.stop(world.contact("+33612345671"));
        String rows = "Contact;Nom;Réf\n"
                + "0612345671;Someone else;a\n0612345672;Bob;b\n0612345674;Di;d\n0612345674;Di again;e\n"
                + "0612345675;Twin;d\n01512 3456789;Bel;f\n12;Nobody;g\n0612345676;Ed;c\n";
        ImportJob job = upload(rows);
        assertThat(preparation.meanings(job, sample(job))).isEqualTo(meanings("variable", "name", "variable"));
        ImportJob refused = checked(job);
        assertThat(refused.state()).isEqualTo(ImportState.REFUSED);
        assertThat(refused.fault().code()).isEqualTo(FaultCode.NO_ADDRESS_COLUMN);

        List<ColumnMeaning> chosen = meanings("phone", "name", "external_id");
        assertThat(await(preparation.choose(actor, refused, sample(refused), said(chosen))))
                .isTrue();
        ImportJob read = checked(refused);
        assertThat(read.rows()).isEqualTo(new ImportJob.Rows(8, 4, 4));
        assertThat(read.announced()).isEqualTo(new ImportJob.Outcome(1, 1, 1, 0, 1, 1));
        List<FaultGroup> groups = await(world.imports.faultGroups(read, 10));
        assertThat(groups)
                .extracting(group -> group.code() + " " + group.column() + " " + group.count() + " "
                        + group.examples().stream()
                                .map(example -> example.fault().line() + "=" + example.value())
                                .toList())
                .containsExactlyInAnyOrder(
                        "TWICE_IN_FILE null 2 [5=0612345674 · Di again · e, 6=0612345675 · Twin · d]",
                        "PHONE_TOO_SHORT Contact 1 [8=12]",
                        "PHONE_TOO_LONG Contact 1 [7=01512 3456789]");

        assertThat(await(preparation.alsoOf(actor, read, "DE"))).isTrue();
        ImportJob again = checked(read);
        assertThat(again.rows()).isEqualTo(new ImportJob.Rows(8, 5, 3));
        assertThat(again.announced()).isEqualTo(new ImportJob.Outcome(2, 1, 1, 0, 1, 1));
        ImportJob done = world.commit(again);
        assertThat(done.merged()).isEqualTo(again.announced());
        assertThat(done.differs()).isFalse();
        assertThat(world.row("select name from contact where id = $1", world.contact("+33612345671"))
                        .getString("name"))
                .as("of somebody who stopped nothing changes")
                .isEqualTo("Ann");
        assertThat(world.contact("+4915123456789")).isPositive();
        assertThat(world.count("import_file")).isZero();
        assertThat(world.count("audit_event where action in ('import.columns', 'import.region')"))
                .isEqualTo(2);
        assertThat(await(preparation.alsoOf(actor, done, "CH"))).isFalse();
    }

    private static ImportPreparation.Said said(List<ColumnMeaning> chosen) {
        return new ImportPreparation.Said(chosen, OPTIONS.consentClass(), OPTIONS.evidence(), OPTIONS.tags(), false);
    }

    @Test
    void columnsAreRememberedForTheSameHeadings() {
        ImportJob first = upload("Contact,Autre\n0612345671,x\n");
        List<ColumnMeaning> chosen = meanings("phone", "ignore");
        assertThat(await(preparation.choose(actor, first, sample(first), said(chosen))))
                .isTrue();
        assertThat(checked(first).rows().good()).isEqualTo(1);
        ImportJob second = upload("Contact,Autre\n0612345672,y\n");
        assertThat(preparation.meanings(second, sample(second))).isEqualTo(chosen);
        assertThat(checked(second).announced().created()).isEqualTo(1);
        world.commit(job(second.id()));
        assertThat(world.row("select variables from contact").getJsonObject("variables"))
                .isEmpty();
        ImportJob other = upload("Contact,Autres\n0612345673,y\n");
        assertThat(preparation.meanings(other, sample(other))).isEqualTo(meanings("variable", "variable"));
    }

    @Test
    void aLargeFileIsKeptWholeAndReadByWhoeverIsAsked() {
        StringBuilder file = new StringBuilder("phone,name\n");
        for (int row = 0; row < 40_000; row++) {
            file.append("+33639")
                    .append(100_000 + row)
                    .append(",")
                    .append("Somebody of the name ".repeat(2))
                    .append(row)
                    .append('\n');
        }
        ImportJob job = upload(file.toString());
        assertThat(world.count("import_file where import_id = $1", job.id())).isGreaterThan(1);
        ImportJob read = checked(job);
        assertThat(read.rows()).isEqualTo(new ImportJob.Rows(40_000, 40_000, 0));
        assertThat(read.fileSize()).isEqualTo(file.length());
    }

    @Test
    void ofAListOfPeopleToLeaveAloneNothingButAddressesIsProposed() {
        ImportJob job = upload(
                ImportKind.SUPPRESSION, "nom;téléphone;membre\nAnn;0612345671;77\n".getBytes(StandardCharsets.UTF_8));
        assertThat(preparation.meanings(job, sample(job))).isEqualTo(meanings("ignore", "phone", "ignore"));
        assertThat(preparation.choices(ImportKind.SUPPRESSION)).containsAll(preparation.meanings(job, sample(job)));
        assertThat(checked(job).rows().good()).isEqualTo(1);
    }

    @Test
    void whatColumnsMeanInOneKindOfFileIsNotSaidOfAnother() {
        String file = "Contact,Autre\n0612345671,0612345672\n";
        ImportJob contacts = upload(file);
        assertThat(await(preparation.choose(actor, contacts, sample(contacts), said(meanings("ignore", "phone")))))
                .isTrue();
        ImportJob list = upload(ImportKind.SUPPRESSION, file.getBytes(StandardCharsets.UTF_8));
        assertThat(list.options().reading().columns()).isEmpty();
        assertThat(preparation.meanings(list, sample(list))).isEqualTo(meanings("ignore", "ignore"));
    }

    @Test
    void aDecisionIsOfTheReadingThatWasSeen() {
        ImportJob seen = checked(upload("phone,other\n0612345671,0612345672\n"));
        assertThat(await(preparation.choose(actor, seen, sample(seen), said(meanings("ignore", "phone")))))
                .isTrue();
        ImportJob again = checked(seen);
        assertThat(again.checkedAt()).isEqualTo(seen.checkedAt());
        assertThat(await(world.imports.decide(actor, seen.id(), seen.readings())))
                .isFalse();
        assertThat(job(seen.id()).state()).isEqualTo(ImportState.CHECKED);
        assertThat(await(world.imports.decide(actor, seen.id(), again.readings())))
                .isTrue();
    }

    @Test
    void oneChangeOfTheReadingKeepsAnother() {
        ImportJob seen = checked(upload("phone,other\n01512 3456789,0612345672\n"));
        assertThat(await(preparation.alsoOf(actor, seen, "DE"))).isTrue();
        assertThat(await(preparation.choose(actor, seen, sample(seen), said(meanings("phone", "ignore")))))
                .isTrue();
        assertThat(job(seen.id()).options().reading())
                .isEqualTo(new ImportOptions.Reading(List.of("phone", "ignore"), List.of("DE")));
    }

    @Test
    void whoeverReadsALanguageWeDoNotKnowComesInWithoutOneOnceThatIsSaid() {
        ImportJob refused = checked(upload("phone,language\n0612345671,klingon\n0612345672,fr\n"));
        assertThat(refused.rows().good()).isEqualTo(1);
        assertThat(await(preparation.inAnyLanguage(actor, refused))).isTrue();
        assertThat(checked(refused).rows().good()).isEqualTo(2);
    }

    @Test
    void aFileThatIsNotWholeAnyMoreIsNotChecked() throws IOException {
        ImportJob job = upload("phone,name\n" + ("+33639100000," + "x".repeat(1000) + "\n").repeat(1_500));
        assertThat(world.row("delete from import_file where part = 1 returning last")
                        .getBoolean("last"))
                .isTrue();
        failed(job);
    }

    private void failed(ImportJob job) throws IOException {
        assertThatThrownBy(() -> checked(job)).isInstanceOf(RuntimeException.class);
        assertThat(job(job.id()).state()).isEqualTo(ImportState.FAILED);
        try (Stream<Path> left = Files.list(world.directory.resolve("uploads"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void theSheetThatIsReadAndTheOthersAreNamed() {
        TestWorkbook workbook = new TestWorkbook(TestWorkbook.row("phone") + TestWorkbook.row("0612345671"));
        workbook.part(
                "xl/workbook.xml",
                "<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' "
                        + "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'><sheets>"
                        + "<sheet name='Notes' sheetId='2' state='hidden' r:id='rId2'/><sheet name='People' sheetId='1' r:id='rId1'/>"
                        + "<sheet name='More people' sheetId='3' r:id='rId3'/></sheets></workbook>");
        ImportJob job = upload(ImportKind.CONTACTS, workbook.bytes());
        assertThat(sample(job).sheets()).containsExactly("People", "More people");
    }

    @Test
    void whatCanNotBeReadIsRefusedAtOnce() {
        long id = await(world.imports.create(
                new ImportService.Request(actor, ImportKind.CONTACTS, "people.csv", OPTIONS), world.file("x")));
        assertThat(await(preparation.keep(job(id), world.file(new byte[0]))).columns())
                .isFalse();
        assertThat(job(id).fault().code()).isEqualTo(FaultCode.EMPTY_FILE);
        assertThat(await(preparation.sample(job(id)))).isEmpty();
    }
}
