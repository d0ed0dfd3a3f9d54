package org.relais.consent.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.relais.consent.ConsentWorld.chat;
import static org.relais.consent.ConsentWorld.phone;

import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.parser.PdfTextExtractor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.channel.ChannelCatalogue;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentEvent.OptIn;
import org.relais.consent.ConsentGate;
import org.relais.consent.ConsentWording;
import org.relais.consent.ConsentWordingStore;
import org.relais.consent.ConsentWorld;
import org.relais.consent.Fingerprints;
import org.relais.consent.MissingKeyException;
import org.relais.consent.PolicyOverride;
import org.relais.consent.PolicyOverrides;
import org.relais.consent.UnknownContactException;
import org.relais.consent.privacy.ErasureService;
import org.relais.contact.PersonRecords;
import org.relais.contact.PhoneNumbers;
import org.relais.delivery.DeliveryPersonStore;
import org.relais.inbox.InboundPersonStore;
import org.relais.ledger.EventSource;
import org.relais.organisation.Actor;
import org.relais.organisation.Door;
import org.relais.organisation.Role;
import org.relais.testing.NeedsDatabase;

/** One person's file says who, when, by which words and through which door, and that it was not changed. */
@NeedsDatabase
class ProofTest {
    private static final String NUMBER = "+33677001122";

    private final ConsentWorld world = new ConsentWorld();
    private final List<PersonRecords> records = List.of(new DeliveryPersonStore(world.clock), new InboundPersonStore());
    private final ProofService proofs = new ProofService(
            world.vertx, world.pool(), world.fingerprints, records, ChannelCatalogue::name, world.clock);
    private final Actor owner = new Actor(world.organisation, "organiser:1", Role.OWNER, Door.CONSOLE);
    private final PolicyOverrides overrides = new PolicyOverrides(world.pool(), world.clock);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void theWholeStoryIsToldWithItsHashes() {
        long contact = story();
        JsonObject proof = proofs.proof(world.organisation, contact).await().json();
        JsonArray events = proof.getJsonArray("events");
        assertThat(events.stream().map(event -> ((JsonObject) event).getString("kind")))
                .containsExactly("created", "opt_in", "opt_out");
        JsonObject optIn = events.getJsonObject(1);
        assertThat(optIn.getString("wording")).isEqualTo("join@1/fr");
        assertThat(optIn.getString("wordingText")).isEqualTo("J'accepte de recevoir des messages.");
        assertThat(optIn.getJsonObject("detail").getString("evidence")).isEqualTo("double_opt_in");
        JsonObject optOut = events.getJsonObject(2);
        assertThat(optOut.getString("words")).isEqualTo("Arrêtez, merci ✋ شكرا");
        assertThat(optOut.getString("channel")).isEqualTo("whatsapp");
        assertThat(optOut.getString("hash")).hasSize(64);
        assertThat(optOut.getLong("position")).isEqualTo(4);
        assertThat(proof.getJsonObject("consent").getString("state")).isEqualTo("unsubscribed");
        assertThat(proof.getJsonObject("consent").getLong("basisEvent")).isEqualTo(optOut.getLong("id"));
        assertThat(proof.getJsonObject("verification").getBoolean("intact")).isTrue();
        assertThat(proof.getJsonObject("contact").getJsonArray("addresses").encode())
                .contains(NUMBER);
    }

    @Test
    void aBrokenLedgerIsSaidInTheProof() {
        long contact = story();
        proofs.proof(world.organisation, contact).await();
        world.asAdministrator("alter table ledger_event disable trigger user;"
                + "update ledger_event set occurred_at = occurred_at - interval '1 day' where kind = 'opt_in'");
        JsonObject verification =
                proofs.proof(world.organisation, contact).await().json().getJsonObject("verification");
        assertThat(verification.getBoolean("intact")).isFalse();
        assertThat(verification.getJsonObject("broken").getString("fault")).isEqualTo("altered");
        assertThat(text(proofs.pdf(world.organisation, contact, "fr").await())).contains("REGISTRE ROMPU au n° 3");
    }

    @Test
    void thePdfReadsInFrenchAndInEnglish() {
        long contact = story();
        String french = text(proofs.pdf(world.organisation, contact, "fr").await());
        assertThat(french)
                .contains("Preuve du consentement")
                .contains("Désabonné·e", "Arrêt demandé", "Après cet arrêt, aucun message")
                .contains("Arrêtez, merci")
                .contains("[U+0634 U+0643 U+0631 U+0627]", "RAISED HAND")
                .contains("Question posée à qui vient par un lien, version 1, en français")
                .doesNotContain("join@1/fr", "preuve :", "noté(s)", NUMBER)
                .contains(new PhoneNumbers().readable(NUMBER))
                .contains("Le registre est intact : 4 événements vérifiés");
        String english = text(proofs.pdf(world.organisation, contact, "en").await());
        assertThat(english)
                .contains("Proof of consent")
                .contains("Unsubscribed", "After this stop no message")
                .contains("how: A sentence by which people ask to stop (fr.stop.12)")
                .contains("The ledger is intact");
    }

    @Test
    void anErasedPersonsStopCanStillBeProvedFromTheNumber() {
        long contact = story();
        new ErasureService(world.pool(), world.consent, world.fingerprints, records, world.clock)
                .erase(new Actor(world.organisation, "organiser:1", Role.OWNER, Door.CONSOLE), contact)
                .await();
        assertThat(proofs.find(world.organisation, phone(NUMBER)).await()).contains(contact);
        JsonObject proof = proofs.proof(world.organisation, contact).await().json();
        assertThat(proof.encode()).doesNotContain("677001122").doesNotContain("Arrêtez");
        assertThat(proof.containsKey("consent")).isFalse();
        assertThat(proof.getJsonObject("verification").getBoolean("intact")).isTrue();
        assertThat(proof.getJsonArray("events").encode()).contains("opt_out").contains("erasure");
        assertThat(text(proofs.pdf(world.organisation, contact, "en").await()))
                .contains("Personal data erased", "by member of the team no. 1");
        ProofWords words = new ProofWords("fr", ZoneOffset.UTC);
        assertThat(words.reference("import/2/6b11#4")).isEqualTo("fichier importé n° 2, ligne 4");
        assertThat(words.reference("684937790")).isEqualTo("source : 684937790");
        assertThat(words.actor("retention")).isEqualTo("retention");
    }

    @Test
    void everythingHeldIsExportedAndNobodyElses() {
        long contact = story();
        world.asAdministrator("update contact set pace = 'week', paced_at = '2026-05-04T08:00Z' where id = " + contact);
        JsonObject export =
                proofs.export(Actor.command(world.organisation), contact).await();
        assertThat(export.fieldNames()).contains("contact", "consent", "events", "deliveries", "received");
        assertThat(export.getJsonObject("contact").getJsonObject("variables")).isNotNull();
        assertThat(export.getJsonObject("contact").getString("pace")).isEqualTo("week");
        assertThat(export.getJsonObject("contact").getString("pacedAt")).isEqualTo("2026-05-04T08:00:00Z");
        assertThatThrownBy(
                        () -> proofs.export(Actor.command(world.other), contact).await())
                .isInstanceOf(UnknownContactException.class);
        assertThat(proofs.find(world.other, phone(NUMBER)).await()).isEmpty();
    }

    @Test
    void aWordingIsApprovedOncePerText() {
        assertThat(approve("join", "fr", "Un").reference()).isEqualTo("join@1/fr");
        assertThat(approve("join", "fr", "Un").version()).isEqualTo(1);
        assertThat(approve("join", "fr", "Deux").version()).isEqualTo(2);
        assertThat(approve("join", "en", "Two").version()).isEqualTo(1);
        assertThat(new ConsentWordingStore()
                        .all(world.pool(), world.organisation)
                        .await())
                .hasSize(3);
        assertThatThrownBy(() -> world.asAdministrator("update wording set text = 'x'"))
                .hasMessageContaining("append-only");
    }

    @Test
    void anOwnersWrittenWordLiftsThePolicyAndTheLedgerKeepsIt() {
        long party = world.organisation("parti", "party");
        Actor chief = new Actor(party, "organiser:2", Role.OWNER, Door.CONSOLE);
        String statement = "Nous prenons la responsabilité de cet usage.";
        assertThat(barred(party)).containsExactly("whatsapp");
        PolicyOverride override = overrides.grant(chief, "whatsapp", statement).await();
        assertThat(barred(party)).isEmpty();
        assertThat(overrides.of(party).await()).containsExactly(override);
        assertThat(world.rows("select wording, actor from ledger_event where id = $1", override.ledgerEventId()))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getString("wording")).isEqualTo(statement);
                    assertThat(row.getString("actor")).isEqualTo("organiser:2");
                });
        assertThat(overrides.withdraw(chief, "whatsapp").await()).isTrue();
        assertThat(overrides.withdraw(chief, "whatsapp").await()).isFalse();
        assertThat(barred(party)).containsExactly("whatsapp");
        assertThat(world.count("select count(*) from ledger_event where kind = 'policy_override'"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "trop court", "                                     ", "avec un zéro \0 dedans, hélas"})
    void aStatementThatSaysNothingIsRefused(String statement) {
        long party = world.organisation("parti", "party");
        assertThatThrownBy(() -> overrides
                        .grant(new Actor(party, "organiser:2", Role.OWNER, Door.CONSOLE), "whatsapp", statement)
                        .await())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(barred(party)).containsExactly("whatsapp");
    }

    @Test
    void onlyAnOwnerOverridesAndOnlyWhatIsBarred() {
        String statement = "Nous prenons la responsabilité de cet usage.";
        Actor organiser = new Actor(world.organisation, "organiser:3", Role.ORGANISER, Door.CONSOLE);
        assertThatThrownBy(
                        () -> overrides.grant(organiser, "whatsapp", statement).await())
                .hasMessageContaining("owner");
        assertThatThrownBy(() -> overrides.grant(owner, "telegram", statement).await())
                .hasMessageContaining("nothing bars");
        assertThat(world.count("select count(*) from ledger_event")).isZero();
    }

    @Test
    void thereIsNoGateWithoutAKey() {
        assertThatThrownBy(() -> new ConsentGate(new Fingerprints(List.of())))
                .isInstanceOf(MissingKeyException.class)
                .hasMessageContaining("security.suppressionKeys");
    }

    private ConsentWording approve(String name, String language, String text) {
        return world.inTransaction(transaction ->
                new ConsentWordingStore().approve(transaction, owner, name, language, text, world.now.get()));
    }

    private List<String> barred(long organisation) {
        return List.of(world.rows("select barred_channels from organisation where id = $1", organisation)
                .get(0)
                .getArrayOfStrings(0));
    }

    private long story() {
        ConsentWording wording = approve("join", "fr", "J'accepte de recevoir des messages.");
        long contact = world.seen(phone(NUMBER)).contactId();
        world.seen(chat("somebody else"));
        world.apply(ConsentEvent.optIn(
                        world.organisation,
                        contact,
                        OptIn.DOUBLE_OPT_IN,
                        world.ago(Duration.ofHours(1)),
                        EventSource.PAGE)
                .from("whatsapp", "join page")
                .wording(wording.reference(), "fr"));
        world.apply(ConsentEvent.stop(world.organisation, contact, world.now.get(), EventSource.WEBHOOK)
                .from("whatsapp", "wamid.1")
                .words("Arrêtez, merci ✋ شكرا", "fr")
                .detail(new JsonObject().put("rule", "fr.stop.12")));
        return contact;
    }

    private static String text(Buffer pdf) {
        try (PdfReader reader = new PdfReader(pdf.getBytes())) {
            PdfTextExtractor extractor = new PdfTextExtractor(reader);
            StringBuilder all = new StringBuilder();
            for (int page = 1; page <= reader.getNumberOfPages(); page++) {
                all.append(extractor.getTextFromPage(page)).append(' ');
            }
            return all.toString().replaceAll("\\s+", " ");
        } catch (IOException cause) {
            throw new java.io.UncheckedIOException(cause);
        }
    }
}
