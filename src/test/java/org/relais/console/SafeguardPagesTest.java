package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.consent.ConsentWordingStore;
import org.relais.consent.PolicyOverrides;
import org.relais.consent.privacy.Retention;
import org.relais.organisation.Actor;
import org.relais.organisation.Door;
import org.relais.organisation.Role;
import org.relais.testing.NeedsDatabase;

/** The page of safeguards: the terms that bar a party, the owner's written word, wordings, and the retention's runs. */
@NeedsDatabase
class SafeguardPagesTest {
    private static final String PAGE = "/console/settings/safeguards";
    private static final String STATEMENT = "Moi, Ada Martin, j’ai lu le règlement et j’en prends la responsabilité.";

    @SuppressWarnings("NullAway.Init") // set before each test
    private ConsoleSite site;

    @BeforeEach
    void open() {
        site = ConsoleSite.open();
        site.rows("update organisation set kind = 'party' where id = $1 returning id", site.organisation.id());
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void thePartyReadsWhyAndItsOwnerOverridesInWriting() {
        assertThat(site.signIn(Role.ORGANISER, "fr").get(PAGE).body())
                .contains("WhatsApp vous est fermé", "exclut les partis", "Seule une personne responsable")
                .doesNotContain("<textarea");
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "fr");
        HttpResponse<String> short_ = owner.post(PAGE + "/override", "channel", "whatsapp", "statement", "oui");
        assertThat(short_.statusCode()).isEqualTo(422);
        assertThat(short_.body()).contains("De 20 à 4", "À cocher", ">oui</textarea>");
        assertThat(owner.post(PAGE + "/override", "channel", "telegram", "statement", STATEMENT, "sure", "yes")
                        .statusCode())
                .isEqualTo(404);
        assertThat(owner.post(PAGE + "/override", "channel", "whatsapp", "statement", STATEMENT, "sure", "yes")
                        .statusCode())
                .isEqualTo(303);
        assertThat(owner.get(PAGE).body())
                .contains("Votre décision est inscrite ;", "décidé par écrit d’utiliser WhatsApp", STATEMENT);
        PolicyOverrides overrides = new PolicyOverrides(site.pool(), site.clock);
        assertThat(overrides.closed(site.organisation.id()).await()).isEmpty();
        assertThat(owner.post(PAGE + "/withdraw", "channel", "whatsapp").statusCode())
                .isEqualTo(303);
        assertThat(overrides.closed(site.organisation.id()).await()).containsExactly("whatsapp");
        assertThat(site.rows("select wording, source from ledger_event where kind = 'policy_override' order by id"))
                .extracting(row -> row.getString("source") + ": " + row.getString("wording"))
                .containsExactly("console: " + STATEMENT, "console: null");
    }

    @Test
    void wordingsAndRunsAreListed() {
        Actor service = new Actor(site.organisation.id(), "service", Role.OWNER, Door.SERVICE);
        for (String text : List.of("Acceptez-vous ?", "Acceptez-vous nos messages ?")) {
            assertThat(site.pool()
                            .withTransaction(transaction -> new ConsentWordingStore()
                                    .approve(transaction, service, "join", "fr", text, site.now.get()))
                            .await()
                            .text())
                    .isEqualTo(text);
        }
        assertThat(new Retention(
                                site.pool(),
                                site.consent,
                                site.fingerprints,
                                new Retention.Kept(List.of(), List.of()),
                                site.clock)
                        .run()
                        .await())
                .isEmpty();
        String english = site.signIn(Role.VIEWER, "en").get(PAGE).body();
        assertThat(english)
                .contains("join@1/fr", "join@2/fr", "Acceptez-vous nos messages ?", "What is erased by itself")
                .contains("Question asked before joining", "nothing to erase")
                .contains("A stop counts at once", "Always", "after 60 days")
                .doesNotContain("Nothing yet");
    }
}
