package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.Row;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.organisation.Role;
import org.relais.testing.NeedsDatabase;

/** What came by letter or in person, written down on a person's page. */
@NeedsDatabase
class PaperRecordPagesTest {
    @SuppressWarnings("NullAway.Init") // set before each test
    private ConsoleSite site;

    private long person;

    @BeforeEach
    void open() {
        site = ConsoleSite.open();
        person = site.stranger(site.organisation, "Zoé", "+33612345678");
    }

    @AfterEach
    void close() {
        site.close();
    }

    private String page() {
        return "/console/contacts/" + person;
    }

    private String state() {
        Row row = site.rows("select class, state from consent where contact_id = $1", person)
                .get(0);
        return row.getString("class") + " " + row.getString("state");
    }

    @Test
    void aLetterOpensARightsRequestWithItsDeadline() {
        ConsoleSite.Reader organiser = site.signIn(Role.ORGANISER, "fr");
        assertThat(organiser
                        .post(page() + "/right", "right", "access", "date", "2026-11-20", "words", "Courrier n° 7")
                        .statusCode())
                .isEqualTo(303);
        assertThat(organiser.get(page()).body()).contains("La demande est ouverte", "20 déc");
        assertThat(organiser.get(page()).body())
                .containsSubsequence(
                        "<h1", "Demande d’accès à ses données", "À faire avant le 20 décembre 2026", "id=\"said\"");
        assertThat(site.rows("select kind, text, recorded_by from rights_request where contact_id = $1", person))
                .extracting(row -> row.getString("kind") + " " + row.getString("text"))
                .containsExactly("access Courrier n° 7");
        for (String date : new String[] {"", "demain", "2026-11-26"}) {
            HttpResponse<String> again =
                    organiser.post(page() + "/right", "right", "origin", "date", date, "words", "Ses mots à elle");
            assertThat(again.statusCode()).isEqualTo(422);
            assertThat(again.body())
                    .contains(
                            "aujourd’hui au plus tard",
                            "Ses mots à elle",
                            "value=\"" + date + "\"",
                            "value=\"origin\" selected");
        }
        assertThat(site.signIn(Role.VIEWER, "fr")
                        .post(page() + "/right", "right", "access", "date", "2026-11-20")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aPaperFormMakesRegularAndNeverEndsAStop() {
        ConsoleSite.Reader organiser = site.signIn(Role.ORGANISER, "fr");
        String[] form = {
            "class", "regular", "source", "Formulaire 12", "date", "2026-11-20", "wording", "J’accepte vos messages"
        };
        assertThat(organiser.post(page() + "/opt-in", form).statusCode()).isEqualTo(303);
        assertThat(organiser.get(page()).body())
                .contains("L’accord est inscrit au registre")
                .containsPattern("20.nov..2026</time>.*inscrit.le.25.nov..2026");
        assertThat(state()).isEqualTo("regular subscribed");
        Row evidence = site.rows(
                        "select wording, language, actor, source, detail from ledger_event where kind = 'opt_in'"
                                + " and contact_id = $1",
                        person)
                .get(0);
        assertThat(evidence.getString("wording")).isEqualTo("J’accepte vos messages");
        assertThat(evidence.getString("source")).isEqualTo("console");
        assertThat(evidence.getString("actor")).startsWith("organiser:");
        assertThat(evidence.getJsonObject("detail").getString("origin")).isEqualTo("Formulaire 12");

        assertThat(organiser.post(page() + "/stop").statusCode()).isEqualTo(303);
        assertThat(organiser.post(page() + "/opt-in", form).statusCode()).isEqualTo(303);
        assertThat(organiser.get(page()).body()).contains("la personne seule peut y mettre fin");
        assertThat(state()).isEqualTo("regular unsubscribed");
        assertThat(site.signIn(Role.ORGANISER, "fr")
                        .post("/console/contacts/999999/opt-in", form)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void detailsAreCorrected() {
        ConsoleSite.Reader organiser = site.signIn(Role.ORGANISER, "en");
        assertThat(organiser
                        .post(
                                page() + "/details",
                                "name",
                                "Zoé Martin",
                                "language",
                                "ar",
                                "area",
                                "11e",
                                "tags",
                                "vip, vip , nord")
                        .statusCode())
                .isEqualTo(303);
        assertThat(organiser.get(page()).body()).contains("Zoé Martin", "Arabic", "11e", "nord", "up to date");
        HttpResponse<String> tooLong =
                organiser.post(page() + "/details", "name", "x".repeat(201), "area", "12e", "tags", "un, deux");
        assertThat(tooLong.statusCode()).isEqualTo(422);
        assertThat(tooLong.body()).contains("x".repeat(201), "At most 200 characters", "12e", "un, deux");
        assertThat(organiser.get(page()).body()).contains("Zoé Martin", "11e");
    }

    @Test
    void whatWasTypedIsStillThereWhenTheServerFails() {
        ConsoleSite.Reader organiser = site.signIn(Role.ORGANISER, "en");
        site.asAdministrator("alter table audit_event rename to audit_event_gone");
        HttpResponse<String> failed = organiser.post(page() + "/details", "name", "Zoé Martin", "area", "19e");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).contains("still here", "Zoé Martin", "19e").doesNotContain("audit_event");
        site.asAdministrator("alter table audit_event_gone rename to audit_event");
        assertThat(organiser
                        .post(page() + "/details", "name", "Zoé Martin", "area", "19e")
                        .statusCode())
                .isEqualTo(303);
    }
}
