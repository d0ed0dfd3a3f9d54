package org.relais.inbound.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.channel.ChannelCatalogue;
import org.relais.consent.ConsentEvent;
import org.relais.consent.identity.IdentityService.Sighting;
import org.relais.consent.privacy.ErasureService;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.csv.CsvLimits;
import org.relais.imports.ImportJob;
import org.relais.imports.ImportKind;
import org.relais.imports.ImportOptions;
import org.relais.imports.ImportService;
import org.relais.inbox.InboundPersonStore;
import org.relais.ledger.EventSource;
import org.relais.ledger.LedgerEntry.Origin;
import org.relais.organisation.Actor;
import org.relais.testing.NeedsDatabase;

/**
 * Somebody joined and stopped, by webhook. Whatever comes afterwards, they can't be messaged: one test for each thing
 * that must not undo a stop. A restored backup is {@code consent.LedgerReplayTest}'s.
 */
@NeedsDatabase
class StopOutlivesTest {
    private static final String PHONE = "33612345678";
    private static final String BSUID = "FR.111";
    /** When the recorded webhooks say that they happened. */
    private static final Instant RECORDED = Instant.ofEpochSecond(1_795_600_000);

    private static final Instant JOINED = RECORDED.minus(Duration.ofMinutes(20));
    private static final Instant STOPPED = RECORDED.minus(Duration.ofMinutes(10));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final Fixture fixture = new Fixture();
    private long person;

    @BeforeEach
    void joinAndStop() {
        say("wamid.start", "START", JOINED);
        person = fixture.rows("select contact_id from consent where state = 'subscribed'")
                .get(0)
                .getLong(0);
        say("wamid.stop", "STOP", STOPPED);
        fixture.work();
        stopped();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void say(String wamid, String words, Instant at) {
        post(PlatformWebhooks.whatsApp(
                PlatformWebhooks.text(wamid, PHONE, words, at).put("from_user_id", BSUID)));
    }

    private void post(JsonObject webhook) {
        assertThat(fixture.whatsApp(webhook)).isEqualTo(200);
    }

    /** Nobody can be messaged: neither this person under any address, nor a new contact made of them. */
    private void stopped() {
        assertThat(fixture.count("messageable where refusal is null")).isZero();
        assertThat(fixture.count("messageable_contact where refusal is null or first_contact_refusal is null"))
                .isZero();
    }

    /** What they asked for before they stopped once more, and were answered, is seen to and not spoken of. */
    @Test
    void whatWasAskedForBeforeItWasRepeated() {
        String words = "STOP et supprimez mes données";
        say("wamid.erase", words, STOPPED.plusSeconds(60));
        fixture.work();
        assertThat(fixture.count("rights_request where state = 'open'")).isOne();
        assertThat(fixture.count("delivery where purpose = 'stopped_reply'")).isOne();
        fixture.sent();
        fixture.rows(
                "update rights_request set state = 'done', closed_at = now(), closed_by = 'organiser:1' returning id");

        say("wamid.erase-again", words, STOPPED.plusSeconds(120));
        say("wamid.stop-again", "STOP", STOPPED.plusSeconds(180));
        fixture.work();

        assertThat(fixture.count("rights_request where state = 'open'")).isOne();
        assertThat(fixture.count("delivery where purpose = 'stopped_reply'")).isOne();
        stopped();
    }

    private static JsonObject recorded(String file) {
        try (InputStream in = StopOutlivesTest.class.getResourceAsStream("/" + file)) {
            String text = new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return new JsonObject(text.replace("106540352242922", PlatformWebhooks.PHONE_NUMBER_ID));
        } catch (IOException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private ImportJob importCsv(String content) {
        ImportService imports = new ImportService(
                fixture.vertx,
                fixture.database,
                fixture.fingerprints,
                fixture.consent,
                fixture.clock,
                new ImportService.Uploads(
                        directory.resolve("uploads"),
                        CsvLimits.DEFAULT,
                        ChannelCatalogue.addresses(),
                        UUID::randomUUID));
        try {
            Path file = Files.writeString(directory.resolve("people.csv"), content);
            long id = Fixture.wait(imports.create(
                    new ImportService.Request(
                            Actor.command(fixture.organisationId),
                            ImportKind.CONTACTS,
                            "people.csv",
                            ImportOptions.of("FR", "whatsapp")),
                    file));
            assertThat(Fixture.wait(imports.check(fixture.organisationId, id))).isPresent();
            return Fixture.wait(imports.commit(Actor.command(fixture.organisationId), id))
                    .orElseThrow();
        } catch (IOException fault) {
            throw new IllegalStateException(fault);
        } finally {
            Fixture.wait(imports.close());
        }
    }

    private static final String EVIDENCE = ",member,form,2026-11-25,J’accepte\n";

    @Test
    void importedAgain() {
        ImportJob job = importCsv("phone,class,source,date,wording\n+" + PHONE + EVIDENCE);
        assertThat(job.state().name()).isEqualTo("FINISHED");
        stopped();
    }

    @Test
    void aNewChannel() {
        ImportJob job = importCsv("phone,telegram,class,source,date,wording\n+" + PHONE + ",9001" + EVIDENCE);
        assertThat(job.state().name()).isEqualTo("FINISHED");
        assertThat(fixture.count("address where channel = 'telegram' and contact_id = " + person))
                .as("an import changes nothing of who has stopped")
                .isZero();
        stopped();
        fixture.telegram(PlatformWebhooks.telegramText(1, 9001, "Bonjour", RECORDED));
        fixture.work();
        stopped();
    }

    @Test
    void aChangedNumber() {
        post(recorded("whatsapp/number-changed.json"));
        fixture.work();
        stopped();
        post(PlatformWebhooks.whatsApp(
                PlatformWebhooks.text("wamid.new", "33698765432", "Bonjour", RECORDED.plusSeconds(60))));
        fixture.work();
        assertThat(fixture.count("address where identifier = '+33698765432' and contact_id = " + person))
                .isOne();
        stopped();
    }

    @Test
    void aNewBusinessScopedId() {
        post(recorded("whatsapp/user-id-update.json"));
        fixture.work();
        stopped();
        post(PlatformWebhooks.whatsApp(PlatformWebhooks.text("wamid.new", "FR.222", "Bonjour", RECORDED.plusSeconds(60))
                .put("from_user_id", "FR.222")));
        fixture.work();
        assertThat(fixture.count("address where identifier = 'FR.222' and contact_id = " + person))
                .isOne();
        stopped();
    }

    @Test
    void aMigratedTelegramGroup() {
        long group = resolved(new AddressId("telegram", AddressKind.of("chat"), "-987654321"));
        Fixture.wait(fixture.consent.stop(
                ConsentEvent.stop(fixture.organisationId, group, fixture.now.get(), EventSource.CONSOLE)));
        assertThat(fixture.telegram(recorded("telegram/group-migrated.json"))).isEqualTo(200);
        fixture.work();
        assertThat(fixture.count("address where identifier = '-1001234567890' and contact_id = " + group))
                .isOne();
        stopped();
    }

    @Test
    void theGroupOfStrangersBecomesNobodysContact() {
        assertThat(fixture.telegram(recorded("telegram/group-migrated.json"))).isEqualTo(200);
        fixture.work();
        assertThat(fixture.count("contact")).isOne();
    }

    private long resolved(AddressId address) {
        Sighting sighting =
                new Sighting(fixture.organisationId, null, List.of(address), "Équipe", "fr", JOINED, "page", null);
        return Fixture.wait(fixture.pool()
                        .withTransaction(transaction -> fixture.identities.resolve(transaction, sighting)))
                .contactId();
    }

    @Test
    void aMergeWithSomebodySubscribed() {
        fixture.telegram(PlatformWebhooks.telegramText(1, 9001, "/start", RECORDED));
        fixture.work();
        long other = fixture.rows("select contact_id from consent where state = 'subscribed'")
                .get(0)
                .getLong(0);
        Future<Long> merged = fixture.pool()
                .withTransaction(transaction ->
                        fixture.identities.merge(transaction, fixture.organisationId, person, other, Origin.system()));
        assertThat(Fixture.wait(merged).longValue()).isEqualTo(person);
        stopped();
    }

    @Test
    void ordinaryWords() {
        int number = 0;
        for (String words : List.of("Bonjour", "oui", "Merci beaucoup !", "D’accord", "👍", "Je viens samedi")) {
            say("wamid.word." + ++number, words, RECORDED.plusSeconds(number));
        }
        fixture.work();
        stopped();
    }

    @Test
    void aButtonOfAnOldMessage() {
        int number = 0;
        for (String payload : List.of("r1:optin:yes", "r1:hold:continue:1", "r1:act:yes:1", "r1:lang:set:en")) {
            post(PlatformWebhooks.whatsApp(PlatformWebhooks.replyButton(
                    "wamid.button." + ++number, PHONE, payload, "Oui", RECORDED.plusSeconds(number))));
        }
        post(PlatformWebhooks.whatsApp(
                PlatformWebhooks.templateButton("wamid.quick", PHONE, "oui", "Oui", RECORDED.plusSeconds(60))));
        fixture.work();
        stopped();
    }

    @Test
    void aLateStart() {
        say("wamid.late", "START", STOPPED.minusSeconds(1));
        fixture.work();
        stopped();
    }

    @Test
    void webhooksDeliveredAgain() {
        say("wamid.start", "START", JOINED);
        say("wamid.stop", "STOP", STOPPED);
        say("wamid.start", "START", JOINED);
        fixture.work();
        stopped();
    }

    @Test
    void thePlatformsOwnSettingSwitchedBackOn() {
        post(PlatformWebhooks.whatsAppValue(
                PlatformWebhooks.PHONE_NUMBER_ID,
                new JsonObject()
                        .put(
                                "user_preferences",
                                new io.vertx.core.json.JsonArray()
                                        .add(new JsonObject()
                                                .put("wa_id", PHONE)
                                                .put("category", "marketing_messages")
                                                .put("value", "resume")
                                                .put("timestamp", Long.toString(RECORDED.getEpochSecond()))))));
        fixture.work();
        stopped();
    }

    @Test
    void erasedThenImportedAgain() {
        ErasureService erasures = new ErasureService(
                fixture.pool(),
                fixture.consent,
                fixture.fingerprints,
                List.of(new InboundPersonStore()),
                fixture.clock);
        assertThat(Fixture.wait(erasures.erase(Actor.command(fixture.organisationId), person))
                        .now())
                .isTrue();
        assertThat(fixture.count("address where identifier like '%" + PHONE + "%'"))
                .isZero();
        ImportJob job = importCsv("phone,class,source,date,wording\n+" + PHONE + EVIDENCE);
        assertThat(job.state().name()).isEqualTo("FINISHED");
        stopped();
        say("wamid.back", "Bonjour", RECORDED);
        fixture.work();
        stopped();
    }
}
