package org.relais.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.relais.imports.ImportWorld.await;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.identity.IdentityService;
import org.relais.consent.privacy.ErasureService;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.ConsentClass;
import org.relais.contact.csv.CsvFault;
import org.relais.contact.csv.CsvLimits;
import org.relais.input.FaultCode;
import org.relais.ledger.EventSource;
import org.relais.organisation.Actor;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestDatabase;

@NeedsDatabase
class ImportServiceTest {
    private static final String HEAD = "Téléphone;Prénom;Nom;Langue;Étiquettes;Zone;Classe;Source;Date;Texte;Vélo\n";
    private static final String ANN =
            "06 12 34 56 78;Ann;Lee;français;Paris|relais;75;régulier;form;31/05/2026;v3;oui\n";

    private ImportWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new ImportWorld();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void countsPeopleByWhatTheLastFileSaysOfThem() {
        world.people(HEAD + ANN);
        assertThat(world.count("messageable_count where tags @> '{relais}' and area = '75' and contacts = 1"))
                .isEqualTo(1);

        world.run(
                ImportKind.CONTACTS,
                ImportOptions.of("FR", "whatsapp").replacing(true),
                HEAD + ANN.replace("Paris|relais;75", "Lille;59"));
        assertThat(world.count("messageable_count where tags @> '{relais,Lille}' and area = '59' and contacts = 1"))
                .isEqualTo(1);
        assertThat(world.count("facet")).as("what nobody has any more is gone").isEqualTo(1);
    }

    @Test
    void aTagForEverybodyIsCountedForEachAndTheNewOnesBesideThem() {
        world.people(HEAD
                + ANN
                + ANN.replace("56 78", "56 79").replace("75", "59")
                + ANN.replace("56 78", "56 80").replace("français", ""));
        String added = ANN.replace("Paris|relais", "relais|Lyon");
        ImportJob job = world.people(HEAD
                + added
                + added.replace("56 78", "56 79").replace("75", "")
                + added.replace("56 78", "56 80").replace("français", "")
                + added.replace("56 78", "56 81"));
        assertThat(job.merged()).isEqualTo(new ImportJob.Outcome(1, 3, 0, 0, 0, 0));
        assertThat(
                        world.count(
                                """
                        consent s join contact c on c.id = s.contact_id join facet f on f.id = s.facet_id
                        where f.key = facet_key(c.language, c.area, c.tags) and c.tags @> '{Lyon,relais}'
                        """))
                .isEqualTo(4);
        assertThat(world.count("facet")).isEqualTo(4);
    }

    @Test
    void aFileThatSaysNothingNewAddsItsEvidenceAndWritesNoDetails() {
        world.people(HEAD + ANN);
        String version = "select xmin::text as written, updated_at::text as at from contact";
        JsonObject before = world.row(version);
        ImportJob job =
                world.people(HEAD + ANN.replace("Paris|relais", "relais").replace("Ann;Lee", ";"));
        assertThat(job.merged()).isEqualTo(new ImportJob.Outcome(0, 1, 0, 0, 0, 0));
        assertThat(world.row(version)).isEqualTo(before);
        assertThat(world.count("ledger_event where kind = 'opt_in'")).isEqualTo(2);
    }

    @Test
    void aNameCannotTurnTheDirectionOfTheLineItStandsIn() {
        world.people(HEAD + ANN.replace("Ann;Lee", "A\u202Enn;Lee\u2066"));
        assertThat(world.row("select name from contact").getString("name")).isEqualTo("Ann Lee");
    }

    @Test
    void storesAPersonWithEvidenceAndLedger() {
        ImportJob job = world.people(HEAD + ANN);
        assertThat(job.state()).isEqualTo(ImportState.FINISHED);
        assertThat(job.merged()).isEqualTo(new ImportJob.Outcome(1, 0, 0, 0, 0, 0));
        JsonObject contact = world.row("select name, language, area, tags, variables from contact");
        assertThat(contact.getString("name")).isEqualTo("Ann Lee");
        assertThat(contact.getString("language")).isEqualTo("fr");
        assertThat(contact.getJsonArray("tags")).containsExactly("Paris", "relais");
        assertThat(contact.getJsonObject("variables")).isEqualTo(new JsonObject().put("velo", "oui"));
        JsonObject consent = world.row("select class, state, reachable_on, changed_at::text as at from consent");
        assertThat(consent.getString("class")).isEqualTo("regular");
        assertThat(consent.getString("state")).isEqualTo("subscribed");
        assertThat(consent.getString("reachable_on")).isEqualTo("whatsapp");
        assertThat(consent.getString("at")).startsWith("2026-05-31 00:00:00");
        JsonObject event = world.row("select kind, source, source_reference, wording, actor, detail from ledger_event");
        assertThat(event.getString("kind")).isEqualTo("opt_in");
        assertThat(event.getString("source_reference"))
                .isEqualTo("import/" + job.id() + "/" + job.fileSha256().substring(0, 16) + "#2");
        assertThat(event.getString("wording")).isEqualTo("import@1/fr");
        assertThat(world.row("select text, approved_by from wording").getString("text"))
                .isEqualTo("v3");
        assertThat(event.getString("actor")).isEqualTo("owner");
        assertThat(event.getJsonObject("detail").getString("origin")).isEqualTo("form");
        assertThat(world.count("messageable where refusal is null")).isEqualTo(1);
    }

    @Test
    void theDryRunTouchesNobodyAndCountsWhatWouldHappen() {
        world.people(HEAD + ANN);
        world.stop(world.contact("+33612345678"));
        String again =
                HEAD + ANN + "0611223344;Bo;;;;;membre;form;2026-01-01;v3;\n" + "x;Cy;;;;;membre;form;2026-01-01;v3;\n";
        ImportJob job = world.check(
                ImportKind.CONTACTS, ImportOptions.of("FR", "whatsapp"), again.getBytes(StandardCharsets.UTF_8));
        assertThat(job.state()).isEqualTo(ImportState.CHECKED);
        assertThat(job.rows()).isEqualTo(new ImportJob.Rows(3, 2, 1));
        assertThat(job.announced()).isEqualTo(new ImportJob.Outcome(1, 0, 1, 0, 0, 0));
        assertThat(world.count("contact")).isEqualTo(1);
        assertThat(await(world.imports.cancel(Actor.command(world.organisation), job.id())))
                .isTrue();
        assertThat(await(world.imports.commit(Actor.command(world.organisation), job.id())))
                .isEmpty();
        assertThat(world.count("contact")).isEqualTo(1);
    }

    @Test
    @DisplayName("What the check announces is what the import does, for every kind of row at once")
    void announcesWhatItDoes() {
        String head = "phone,telegram,name,class,source,date,wording\n";
        world.people(head
                + "0612345601,1001,Ann,member,f,2026-01-01,v1\n" // stays
                + "0612345602,,Bo,member,f,2026-01-01,v1\n" // stops
                + "0612345603,,Cy,member,f,2026-01-01,v1\n" // is held
                + ",1004,Di,member,f,2026-01-01,v1\n" // on the suppression list by the number that the file adds
                + "0612345605,,Ed,member,f,2026-01-01,v1\n" // two people, for the file one
                + ",1005,Jo,member,f,2026-01-01,v1\n"
                + "0612345606,,Flo,member,f,2026-01-01,v1\n"); // removed
        world.stop(world.contact("+33612345602"));
        await(world.consent.apply(ConsentEvent.hold(
                world.organisation, world.contact("+33612345603"), ImportWorld.NOW, EventSource.WEBHOOK)));
        await(new ErasureService(
                        world.database.pool(),
                        world.consent,
                        world.fingerprints,
                        List.of(),
                        InstantSource.fixed(ImportWorld.NOW))
                .erase(Actor.command(world.organisation), world.contact("+33612345606")));
        world.run(ImportKind.SUPPRESSION, ImportOptions.of("FR", "whatsapp"), "0612345604\n0612345607\n");
        String before = people();

        ImportJob job = world.people(head
                + "0612345601,,Anna,member,f,2026-02-01,v1\n"
                + ",1001,Annie,member,f,2026-02-01,v1\n" // the same person by the other address
                + "0612345602,2002,Bob,member,f,2026-02-01,v1\n"
                + "0612345603,2003,Cyd,member,f,2026-02-01,v1\n"
                + "0612345604,1004,Dido,member,f,2026-02-01,v1\n"
                + "0612345605,1005,Eddy,member,f,2026-02-01,v1\n"
                + "0612345606,,Flora,member,f,2026-02-01,v1\n"
                + "0612345607,,Gus,member,f,2026-02-01,v1\n"
                + "0612345608,,Hal,member,f,2026-02-01,v1\n"
                + "06 12 34 56 08,,Hal,member,f,2026-02-01,v1\n" // twice in the file
                + "0612345609,,Ida,member,f,2026-02-01,v1\n");
        assertThat(job.rows()).isEqualTo(new ImportJob.Rows(11, 10, 1));
        assertThat(job.announced()).isEqualTo(new ImportJob.Outcome(2, 2, 3, 2, 1, 2));
        assertThat(job.merged()).isEqualTo(job.announced());
        assertThat(job.differs()).isFalse();
        assertThat(people().replaceAll("Ann(a|ie)", "Ann")).startsWith(before);
        assertThat(people()).doesNotContain("Bob", "Cyd", "Dido", "Eddy", "Flora", "Gus");
    }

    private String people() {
        return world.row(
                        """
                        select string_agg(c.id || ' ' || c.name || ' ' || s.state || ' ' || coalesce((
                            select string_agg(a.identifier, ',' order by a.id) from address a where a.contact_id = c.id), ''),
                            E'\\n' order by c.id) as people
                        from contact c join consent s on s.contact_id = c.id
                        """)
                .getString("people");
    }

    @Test
    void whoStopsBetweenCheckAndDecisionKeepsTheirDetailsAndTheDifferenceIsSaid() {
        String file = "phone,name,class,source,date,wording\n0612345601,%s,member,f,2026-01-01,v1\n";
        world.people(file.formatted("Ann"));
        ImportJob checked = world.check(
                ImportKind.CONTACTS,
                ImportOptions.of("FR", "whatsapp"),
                file.formatted("Anna").getBytes(StandardCharsets.UTF_8));
        assertThat(checked.announced()).isEqualTo(new ImportJob.Outcome(0, 1, 0, 0, 0, 1));
        world.stop(world.contact("+33612345601"));
        ImportJob done = await(world.imports.commit(Actor.command(world.organisation), checked.id()))
                .orElseThrow();
        assertThat(done.announced()).isEqualTo(checked.announced());
        assertThat(done.merged()).isEqualTo(new ImportJob.Outcome(0, 0, 1, 0, 0, 0));
        assertThat(done.differs()).isTrue();
        assertThat(world.row("select name from contact").getString("name")).isEqualTo("Ann");
    }

    @Test
    void anEmptyAreaIsAnotherThanNone() {
        ImportJob checked = world.check(
                ImportKind.CONTACTS,
                ImportOptions.of("FR", "whatsapp"),
                (HEAD + ANN.replace("75", "") + ANN.replace("75", "").replace("56 78", "56 79"))
                        .getBytes(StandardCharsets.UTF_8));
        world.row(
                "update import_row set area = '' where import_id = $1 and row_number = 1 returning line", checked.id());
        ImportJob done = await(world.imports.commit(Actor.command(world.organisation), checked.id()))
                .orElseThrow();
        assertThat(done.merged()).isEqualTo(new ImportJob.Outcome(2, 0, 0, 0, 0, 0));
        assertThat(
                        world.count(
                                """
                        consent s join contact c on c.id = s.contact_id join facet f on f.id = s.facet_id
                        where f.area is not distinct from c.area
                        """))
                .isEqualTo(2);
        assertThat(world.count("facet")).isEqualTo(2);
    }

    @Test
    void oneOriginWithoutAWordingStandsForAFileOfOccasionalContacts() {
        ImportOptions options = ImportOptions.of("FR", "whatsapp")
                .with(
                        ConsentClass.OCCASIONAL,
                        new ImportOptions.Evidence("carnet", Instant.parse("2026-02-03T00:00:00Z"), null));
        assertThat(world.run(ImportKind.CONTACTS, options, "phone\n0612345678\n")
                        .merged()
                        .created())
                .isEqualTo(1);
    }

    @Test
    void aReimportNeverUndoesAStopAndLeavesTheDetailsOfWhoHasStopped() {
        world.people(HEAD + ANN);
        long ann = world.contact("+33612345678");
        world.stop(ann);
        ImportJob job = world.people(HEAD + "+33 6 12 34 56 78;Anne;Li;en;neuf;;adhérent;form;25/11/2026;v9;non\n");
        assertThat(job.merged()).isEqualTo(new ImportJob.Outcome(0, 0, 1, 0, 0, 0));
        assertThat(world.row("select state, class from consent where contact_id = $1", ann))
                .isEqualTo(new JsonObject().put("state", "unsubscribed").put("class", "regular"));
        assertThat(world.row("select name, tags from contact where id = $1", ann)
                        .getString("name"))
                .isEqualTo("Ann Lee");
        assertThat(world.row("select kind, detail from ledger_event order by id desc limit 1")
                        .getJsonObject("detail"))
                .isEqualTo(new JsonObject()
                        .put("because", "stop_stands")
                        .put("event", "opt_in")
                        .put("evidence", "import")
                        .put("origin", "form"));
        assertThat(world.count("messageable where refusal is null")).isZero();
    }

    @Test
    void aHoldAndAnEvidenceOlderThanAStopChangeNothing() {
        world.people(HEAD + ANN + "0611223344;Bo;;;;;régulier;form;01/01/2026;v3;\n");
        long ann = world.contact("+33612345678");
        long bo = world.contact("+33611223344");
        await(world.consent.apply(ConsentEvent.hold(world.organisation, ann, ImportWorld.NOW, EventSource.WEBHOOK)));
        world.stop(bo);
        await(world.consent.apply(ConsentEvent.optIn(
                world.organisation,
                bo,
                ConsentEvent.OptIn.KEYWORD,
                ImportWorld.NOW.plusSeconds(0).plusMillis(0),
                EventSource.WEBHOOK)));
        ImportJob job = world.people(HEAD + ANN + "0611223344;Bo;;;;;membre;form;01/02/2026;v4;\n");
        assertThat(job.merged().keptStopped()).isEqualTo(2);
        assertThat(world.row("select state from consent where contact_id = $1", ann)
                        .getString("state"))
                .isEqualTo("held");
        assertThat(world.row("select state, class from consent where contact_id = $1", bo)
                        .getString("state"))
                .isEqualTo("unsubscribed");
    }

    @Test
    void theDetailsOfWhoHasStoppedStayAsTheyAre() {
        world.people(HEAD + "0611223344;Bo;;;Paris;75;régulier;form;01/01/2026;v3;\n");
        long bo = world.contact("+33611223344");
        world.stop(bo);
        for (String consentClass : List.of("membre", "occasionnel")) {
            world.people(
                    HEAD + "0611223344;Boris;Nouveau;anglais;Lyon;69;" + consentClass + ";form;01/02/2026;v4;oui\n");
        }
        JsonObject row = world.row(
                "select name, language, area, tags::text as tags, variables::text as variables from contact where id = $1",
                bo);
        assertThat(row.getString("name")).isEqualTo("Bo");
        assertThat(row.getString("language")).isNull();
        assertThat(row.getString("area")).isEqualTo("75");
        assertThat(row.getString("tags")).isEqualTo("{Paris}");
        assertThat(row.getString("variables")).isEqualTo("{}");
    }

    @Test
    void aSuppressedStrangerIsNotStored() {
        ImportJob list = world.run(
                ImportKind.SUPPRESSION, ImportOptions.of("FR", "whatsapp"), "0612345678\n+33 6 11 22 33 44\n");
        assertThat(list.merged().created()).isEqualTo(2);
        assertThat(world.count("suppression")).isEqualTo(2);
        assertThat(world.count("contact")).isZero();
        ImportJob job = world.people(HEAD + ANN);
        assertThat(job.announced()).isEqualTo(job.merged());
        assertThat(job.merged()).isEqualTo(new ImportJob.Outcome(0, 0, 0, 1, 0, 0));
        assertThat(world.count("contact")).isZero();
        assertThat(world.count("import_row where phone is not null and import_id = $1", job.id()))
                .isZero();
        assertThat(world.refusedFile(job.id(), "en")).contains("asked to be left alone");
    }

    /** Nobody of the section that imports it is known; who it names is known in another. */
    @Test
    void aListOfOneSectionStopsPeopleOfTheOthers() {
        long other = federation();
        long ann = subscribed(other, "+33612345678");

        world.run(ImportKind.SUPPRESSION, ImportOptions.of("FR", "whatsapp"), "0612345678\n+33 6 11 22 33 44\n");

        assertThat(consentOf(ann)).isEqualTo("unsubscribed");
        assertThat(world.enforced).containsExactly(ann);
        assertThat(world.count("suppression where organisation_id = $1", world.organisation))
                .isEqualTo(2);
        assertThat(world.count("suppression where organisation_id = $1 and reason = 'section'", other))
                .isEqualTo(2);
    }

    /** What a node that dies there leaves: the list is committed, and nobody of the other section has been stopped. */
    @Test
    void aListWhoseNodeDiesAfterTheCommitIsSeenThroughByAnyNode() {
        long other = federation();
        long ann = subscribed(other, "+33612345678");
        long ben = subscribed(other, "+33612345679");
        TestDatabase.execute(
                world.database.address(),
                """
                create function breaks() returns trigger language plpgsql as
                    $$ begin raise exception 'the node is gone'; end $$;
                create trigger breaks before update on consent execute function breaks()
                """);
        ImportJob checked = world.check(
                ImportKind.SUPPRESSION,
                ImportOptions.of("FR", "whatsapp"),
                "0612345678\n0612345679\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> world.commit(checked)).hasMessageContaining("the node is gone");
        TestDatabase.execute(world.database.address(), "drop trigger breaks on consent");
        assertThat(world.count("suppression where organisation_id = $1", other)).isEqualTo(2);
        // Later than the list: it can't end that.
        optIn(other, ben, ImportWorld.NOW.plusSeconds(1));

        ImportWorld.await(world.consent.takeUpSectionStops(Duration.ofMinutes(1)));
        assertThat(consentOf(ann)).as("its own node is left time").isEqualTo("subscribed");
        ImportWorld.await(world.consent.takeUpSectionStops(Duration.ZERO));

        assertThat(consentOf(ann)).isEqualTo("unsubscribed");
        assertThat(consentOf(ben)).isEqualTo("subscribed");
        assertThat(world.enforced).containsExactly(ann);
        assertThat(world.count("section_stop")).isZero();
    }

    /** Another section beside the importing one. */
    private long federation() {
        long other = world.organisation("other", false);
        world.row("insert into federation (name, created_at) values ('F', now()) returning id");
        world.row("update organisation set federation_id = (select id from federation) returning id");
        return other;
    }

    private long subscribed(long organisation, String number) {
        IdentityService.Sighting sighting = new IdentityService.Sighting(
                organisation,
                null,
                List.of(new AddressId("whatsapp", AddressKind.PHONE, number)),
                "Ann",
                "fr",
                ImportWorld.NOW.minusSeconds(60),
                null,
                null);
        IdentityService identities = new IdentityService(world.fingerprints, List.of(), () -> ImportWorld.NOW);
        long contact = ImportWorld.await(
                        world.database.pool().withTransaction(transaction -> identities.resolve(transaction, sighting)))
                .contactId();
        optIn(organisation, contact, ImportWorld.NOW.minusSeconds(30));
        return contact;
    }

    private void optIn(long organisation, long contact, Instant at) {
        ConsentService then = new ConsentService(
                world.database.pool(),
                world.fingerprints,
                (section, person) -> Future.failedFuture("no stop"),
                InstantSource.fixed(at));
        ImportWorld.await(then.apply(
                ConsentEvent.optIn(organisation, contact, ConsentEvent.OptIn.KEYWORD, at, EventSource.WEBHOOK)));
    }

    private String consentOf(long contact) {
        return world.row("select state from consent where contact_id = $1", contact)
                .getString("state");
    }

    @Test
    void aSuppressionListOfSixFiguresIsTaken() {
        world.people(HEAD + ANN);
        StringBuilder numbers = new StringBuilder("phone\n");
        for (int number = 0; number < 120_000; number++) {
            numbers.append("+336").append(12_340_000 + number).append('\n');
        }
        ImportJob list = world.run(ImportKind.SUPPRESSION, ImportOptions.of("FR", "whatsapp"), numbers.toString());
        assertThat(list.state()).isEqualTo(ImportState.FINISHED);
        assertThat(world.count("suppression")).isEqualTo(120_000);
        assertThat(world.enforced).containsExactly(world.contact("+33612345678"));
        assertThat(world.count("messageable where refusal is null")).isZero();
        ImportJob people = world.people(HEAD + "0612400000;Bo;;;;;membre;form;2026-01-01;v3;\n");
        assertThat(people.merged().suppressed()).isEqualTo(1);
    }

    @Test
    void aSuppressionListStopsContactsItNames() {
        world.people(HEAD + ANN + "0611223344;Bo;;;;;membre;form;2026-01-01;v3;\n");
        ImportJob list = world.run(
                ImportKind.SUPPRESSION,
                ImportOptions.of("FR", "whatsapp"),
                "name,phone\nAnn,0612345678\nStranger,0698765432\n");
        assertThat(list.merged()).isEqualTo(new ImportJob.Outcome(1, 1, 0, 0, 0, 0));
        long ann = world.contact("+33612345678");
        assertThat(world.enforced).containsExactly(ann);
        assertThat(world.row("select state from consent where contact_id = $1", ann)
                        .getString("state"))
                .isEqualTo("unsubscribed");
        assertThat(world.count("messageable where refusal is null")).isEqualTo(1);
    }

    @Test
    void occasionalContactsArePendingAndNeverPromotedWithoutEvidenceOfMore() {
        ImportJob job = world.people("phone,class,source,date\n+33612345678,occasionnel,carnet de Bo,2026-11-01\n");
        assertThat(job.merged().created()).isEqualTo(1);
        assertThat(world.row("select class, state from consent"))
                .isEqualTo(new JsonObject().put("class", "occasional").put("state", "pending"));
        assertThat(world.people("phone,class,source,date\n+33612345678,occasionnel,autre,2026-11-02\n")
                        .merged()
                        .updated())
                .isEqualTo(1);
        assertThat(world.row("select class, state from consent").getString("state"))
                .isEqualTo("pending");
        world.row(
                "update consent set occasional_spent_at = created_at from contact where id = contact_id returning id");
        world.people("phone,class,source,date\n+33612345678,occasionnel,un autre carnet,2026-11-03\n");
        assertThat(world.row("select first_contact_refusal from messageable_count")
                        .getString("first_contact_refusal"))
                .as("one contact ever, whoever brings the person again")
                .isEqualTo("occasional_spent");
        world.people("phone,class,source,date,wording\n+33612345678,regular,form,2026-11-03,v1\n");
        assertThat(world.row("select class, state from consent"))
                .isEqualTo(new JsonObject().put("class", "regular").put("state", "subscribed"));
    }

    @Test
    void aRowWithoutClassOrEvidenceIsRefusedWithItsPlace() {
        ImportJob job = world.check(
                ImportKind.CONTACTS,
                ImportOptions.of("FR", "whatsapp"),
                """
                phone,class,source,date,wording
                0612345678,,form,2026-01-01,v1
                0612345679,regular,,2026-01-01,v1
                0612345680,regular,form,,v1
                0612345681,member,form,2026-01-01,
                0612345682,member,form,31/31/2026,v1
                0612345683,member,form,2027-01-01,v1
                0612345684,stammgast,form,2026-01-01,v1
                0612345685,occasional,form,2026-01-01,
                6.12E+08,member,form,2026-01-01,v1
                0612345685,member,form,2026-01-01,v1
                0612345686,member,form,31/02/2026,v1
                0612345687,member,form,2026-02-30,v1
                6.12E+08,stammgast,form,31/31/2026,v1
                """
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(job.rows().good()).isEqualTo(1);
        List<CsvFault> faults = await(world.imports.faults(world.organisation, job.id(), 100));
        assertThat(faults)
                .extracting(fault -> fault.line() + " " + fault.column() + " " + fault.code())
                .containsExactly(
                        "2 class CLASS_MISSING",
                        "3 source EVIDENCE_SOURCE_MISSING",
                        "4 date EVIDENCE_DATE_MISSING",
                        "5 wording EVIDENCE_WORDING_MISSING",
                        "6 date EVIDENCE_DATE_UNREADABLE",
                        "7 date EVIDENCE_DATE_FUTURE",
                        "8 class CLASS_UNKNOWN",
                        "10 phone PHONE_ROUNDED",
                        "11 null TWICE_IN_FILE",
                        "12 date EVIDENCE_DATE_BEYOND_MONTH",
                        "13 date EVIDENCE_DATE_BEYOND_MONTH",
                        "14 phone PHONE_ROUNDED",
                        "14 class CLASS_UNKNOWN",
                        "14 date EVIDENCE_DATE_UNREADABLE");
        assertThat(await(world.imports.faultGroups(job, 20)))
                .filteredOn(group -> group.code() == FaultCode.PHONE_ROUNDED)
                .singleElement()
                .satisfies(group -> {
                    assertThat(group.count()).isEqualTo(2);
                    assertThat(group.mendable()).as("with nothing else wrong").isEqualTo(1);
                    assertThat(group.examples())
                            .extracting(example -> example.others().stream()
                                    .map(other -> other.fault().column())
                                    .toList())
                            .containsExactly(List.of(), List.of("class", "date"));
                });
        assertThat(world.refusedFile(job.id(), "en")).contains("14;phone, class, date;");
        assertThat(faults.get(9).text("fr")).contains("ce jour n’existe pas");
        assertThat(faults.get(0).text("fr"))
                .startsWith("Ligne 2, colonne «\u00a0class\u00a0»\u00a0: la catégorie manque");
        assertThat(faults.get(8).text("en")).isEqualTo("Line 11: the same number or id stands on line 9 already");
    }

    @Test
    void aRowThatIsTooLargeRefusesTheFileAtItsLineAndItsEndIsNobody() {
        String tail = ";0611223344;Bo;;;;;membre;form;2026-01-01;v3;\n";
        String large = HEAD + ANN + "x".repeat(40_000) + ";" + "y".repeat(40_000) + tail + ANN.replace("78", "79");
        String wide = HEAD + ANN + "x;".repeat(220) + tail + ANN.replace("78", "79");
        for (String file : List.of(large, wide)) {
            ImportJob job = world.check(
                    ImportKind.CONTACTS, ImportOptions.of("FR", "whatsapp"), file.getBytes(StandardCharsets.UTF_8));
            assertThat(job.state()).isEqualTo(ImportState.REFUSED);
            assertThat(job.fault()).isNotNull();
            assertThat(job.fault().line()).isEqualTo(3);
        }
    }

    @Test
    void oneClassAndEvidenceMayStandForTheWholeFile() {
        ImportOptions options = ImportOptions.of("BE", "whatsapp")
                .with(
                        ConsentClass.MEMBER,
                        new ImportOptions.Evidence("adhesion form", Instant.parse("2026-02-03T00:00:00Z"), "form v2"))
                .tagged(List.of("members"));
        ImportJob job = world.run(ImportKind.CONTACTS, options, "phone\n0470 12 34 56\n");
        assertThat(job.merged().created()).isEqualTo(1);
        assertThat(world.row("select wording, class from ledger_event"))
                .isEqualTo(new JsonObject().put("wording", "import@1/fr").put("class", "member"));
        assertThat(world.row("select identifier from address").getString("identifier"))
                .isEqualTo("+32470123456");
        assertThat(world.row("select tags from contact").getJsonArray("tags")).containsExactly("members");
    }

    @Test
    void consentOnlyOrganisationsTakeNoOccasionalContacts() {
        long strict = world.organisation("strict", true);
        long id = await(world.imports.create(
                new ImportService.Request(
                        Actor.command(strict), ImportKind.CONTACTS, "a.csv", ImportOptions.of("BE", "whatsapp")),
                world.file("phone,class,source,date\n+32470123456,occasional,list,2026-01-01\n")));
        ImportJob job = await(world.imports.check(strict, id)).orElseThrow();
        assertThat(job.rows().refused()).isEqualTo(1);
        assertThat(await(world.imports.find(world.organisation, id))).isEmpty();
    }

    @Test
    void telegramAndPhoneOfOnePersonAreOneContact() {
        String head = "phone,telegram,name,class,source,date,wording\n";
        world.people(head + "0612345678,,Ann,member,f,2026-01-01,v1\n,998877,Bo,member,f,2026-01-01,v1\n");
        ImportJob job = world.people(head
                + "0612345678,112233,Ann,member,f,2026-01-02,v1\n"
                + "0611223344,998877,Bo,member,f,2026-01-02,v1\n");
        assertThat(job.merged()).isEqualTo(new ImportJob.Outcome(0, 2, 0, 0, 0, 0));
        assertThat(world.count("contact")).isEqualTo(2);
        assertThat(world.row("select reachable_on from consent where contact_id = $1", world.contact("112233"))
                        .getString("reachable_on"))
                .isEqualTo("telegram,whatsapp");
        ImportJob torn = world.people(head + "0612345678,998877,?,member,f,2026-01-03,v1\n");
        assertThat(torn.merged()).isEqualTo(new ImportJob.Outcome(0, 0, 0, 0, 1, 0));
    }

    @Test
    void namesOfEveryScriptSurviveAndFormulasComeBackGuarded() {
        ImportJob job = world.people("phone,name,class,source,date,wording,note\n"
                + "0612345678,\"ليلى 🌍 D'Été\",member,f,2026-01-01,v1,=HYPERLINK(1)\n"
                + "0612345679,'=Bo,member,f,2026-01-01,v1,\n"
                + "nope,=cmd|x,member,f,2026-01-01,v1,@x\n");
        assertThat(job.merged().created()).isEqualTo(2);
        assertThat(world.row("select name, variables from contact order by id limit 1"))
                .isEqualTo(new JsonObject()
                        .put("name", "ليلى 🌍 D'Été")
                        .put("variables", new JsonObject().put("note", "=HYPERLINK(1)")));
        assertThat(world.row("select name from contact order by id desc limit 1")
                        .getString("name"))
                .isEqualTo("=Bo");
        assertThat(world.refusedFile(job.id(), "fr"))
                .isEqualTo("\uFEFFLigne refusée;Colonne;Motif;phone;name;class;source;date;wording;note\r\n"
                        + "4;phone;ce n’est pas un numéro de téléphone;nope;'=cmd|x;member;f;2026-01-01;v1;'@x\r\n");
    }

    @Test
    void aCrashAfterTheDecisionIsMadeGoodByResume() {
        StringBuilder content = new StringBuilder("phone,class,source,date,wording\n");
        for (int number = 0; number < 25_000; number++) {
            content.append("+336").append(10_000_000 + number).append(",member,f,2026-01-01,v1\n");
        }
        ImportJob job = world.check(
                ImportKind.CONTACTS,
                ImportOptions.of("FR", "whatsapp"),
                content.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(await(world.imports.decide(Actor.command(world.organisation), job.id(), null)))
                .isTrue();
        assertThat(world.count("contact")).isZero();
        assertThat(await(world.imports.resume())).isEqualTo(1);
        ImportJob done = await(world.imports.find(world.organisation, job.id())).orElseThrow();
        assertThat(done.state()).isEqualTo(ImportState.FINISHED);
        assertThat(done.merged().created()).isEqualTo(25_000);
        assertThat(world.count("ledger_event where kind = 'opt_in'")).isEqualTo(25_000);
        assertThat(await(world.imports.resume())).isZero();
        assertThat(await(world.imports.purge())).isEqualTo(25_000);
        Await.until("what was read is counted with what was written", () -> address("n_tup_ins") == 25_000);
        assertThat(address("seq_tup_read")
                        + world.row(
                                        "select sum(idx_tup_read)::bigint as n from pg_stat_user_indexes where relname = 'address'")
                                .getLong("n"))
                .as("each number is looked up, not sought among all, though all was planned on empty tables")
                .isLessThan(25_000 * 20);
        assertThat(world.count("import_row")).isZero();
    }

    private long address(String counter) {
        return world.row("select " + counter + " as n from pg_stat_user_tables where relname = 'address'")
                .getLong("n");
    }

    @Test
    void twoImportsOfTheSamePeopleAtOnceMakeEachPersonOnce() {
        StringBuilder content = new StringBuilder("phone,class,source,date,wording\n");
        for (int number = 0; number < 3_000; number++) {
            content.append("+336").append(10_000_000 + number).append(",member,f,2026-01-01,v1\n");
        }
        byte[] bytes = content.toString().getBytes(StandardCharsets.UTF_8);
        ImportJob one = world.check(ImportKind.CONTACTS, ImportOptions.of("FR", "whatsapp"), bytes);
        ImportJob two = world.check(ImportKind.CONTACTS, ImportOptions.of("FR", "whatsapp"), bytes);
        await(io.vertx.core.Future.all(
                world.imports.commit(Actor.command(world.organisation), one.id()),
                world.imports.commit(Actor.command(world.organisation), two.id())));
        assertThat(world.count("contact")).isEqualTo(3_000);
        assertThat(world.count("consent")).isEqualTo(3_000);
        assertThat(world.count("ledger_event")).isEqualTo(6_000);
    }

    /** Whoever works a reply of somebody's has their contact first, and then takes their consent. */
    @Test
    void aFileWaitsForWhomItNamesBeforeItTakesTheirConsent() {
        world.people(HEAD + ANN);
        long ann = world.contact("+33612345678");
        ImportJob again = world.check(
                ImportKind.CONTACTS,
                ImportOptions.of("FR", "whatsapp").replacing(true),
                (HEAD + ANN.replace("Ann", "Anne")).getBytes(StandardCharsets.UTF_8));
        SqlConnection reply = await(world.database.pool().getConnection());
        Transaction working = await(reply.begin());
        Future<?> merged;
        try {
            await(reply.query("select from contact where id = " + ann + " for no key update")
                    .execute());
            merged = world.imports.commit(Actor.command(world.organisation), again.id());
            Await.until(
                    "the file waits for them",
                    () -> world.count(
                                    "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
                            > 0);
            await(reply.query("select from consent where contact_id = " + ann + " for no key update nowait")
                    .execute());
        } finally {
            await(working.rollback());
            await(reply.close());
        }
        await(merged);
        assertThat(world.count("contact where name like 'Anne%'")).isEqualTo(1);
    }

    @Test
    void anUploadIsReadableForTheServiceOnly() throws Exception {
        try (ImportWorld own = new ImportWorld(CsvLimits.DEFAULT)) {
            io.vertx.core.file.AsyncFile source = await(own.vertx
                    .fileSystem()
                    .open(own.file("numéro\n0612345678\n").toString(), new io.vertx.core.file.OpenOptions()));
            await(own.imports.upload(
                    new ImportService.Request(
                            Actor.command(own.organisation),
                            ImportKind.CONTACTS,
                            "gens.csv",
                            ImportOptions.of("FR", "whatsapp")),
                    source));
            try (var files = java.nio.file.Files.list(own.directory.resolve("uploads"))) {
                assertThat(files.map(file -> permissions(file))).containsExactly("rw-------");
            }
        }
    }

    @Test
    void anUploadLargerThanTheLimitIsRefusedAndLeavesNothing() throws Exception {
        try (ImportWorld small = new ImportWorld(new CsvLimits(1_000, 10, 10, 200))) {
            io.vertx.core.file.AsyncFile source = await(small.vertx
                    .fileSystem()
                    .open(small.file("x".repeat(5_000)).toString(), new io.vertx.core.file.OpenOptions()));
            assertThat(await(small.imports
                            .upload(
                                    new ImportService.Request(
                                            Actor.command(small.organisation),
                                            ImportKind.CONTACTS,
                                            "big.csv",
                                            ImportOptions.of("FR", "whatsapp")),
                                    source)
                            .map("stored")
                            .recover(fault -> io.vertx.core.Future.succeededFuture(fault.getMessage()))))
                    .contains("larger than");
            assertThat(small.directory.resolve("uploads")).isEmptyDirectory();
            assertThat(small.count("import_job")).isZero();
        }
    }

    private static String permissions(java.nio.file.Path file) {
        try {
            return PosixFilePermissions.toString(java.nio.file.Files.getPosixFilePermissions(file));
        } catch (java.io.IOException fault) {
            throw new java.io.UncheckedIOException(fault);
        }
    }
}
