package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.organisation.Role;
import org.relais.testing.NeedsDatabase;

/** A person who is added by hand. */
@NeedsDatabase
class NewPersonPagesTest {
    private static final String PAGE = "/console/contacts/new";

    @SuppressWarnings("NullAway.Init") // set before each test
    private ConsoleSite site;

    @BeforeEach
    void open() {
        site = ConsoleSite.open();
    }

    @AfterEach
    void close() {
        site.close();
    }

    private HttpResponse<String> add(String number, String date, String wording) {
        return add(site.signIn(Role.ORGANISER, "fr"), number, date, wording);
    }

    private static HttpResponse<String> add(ConsoleSite.Reader reader, String number, String date, String wording) {
        return reader.post(
                PAGE,
                "name",
                "Zoé",
                "language",
                "ar",
                "channel",
                "whatsapp",
                "identifier",
                number,
                "tags",
                "marché, nord ,marché",
                "class",
                "member",
                "source",
                "Bulletin du marché",
                "date",
                date,
                "wording",
                wording);
    }

    @Test
    void aPersonIsWrittenDownWithWhatTheyAgreedTo() {
        HttpResponse<String> added = add("06 12 34 56 78", "2026-11-20", "J’accepte les messages.");
        assertThat(added.statusCode()).as(added.body()).isEqualTo(303);
        assertThat(
                        site.rows(
                                """
                        select c.name, c.language, c.tags, s.class, s.state, a.identifier
                        from contact c join consent s on s.contact_id = c.id join address a on a.contact_id = c.id
                        """))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getString("name") + row.getString("language"))
                            .isEqualTo("Zoéar");
                    assertThat(row.getString("class") + " " + row.getString("state"))
                            .isEqualTo("member subscribed");
                    assertThat(row.getString("identifier")).isEqualTo("+33612345678");
                    assertThat(row.getArrayOfStrings("tags")).containsExactly("marché", "nord");
                });
        assertThat(site.rows("select 1 from audit_event where action = 'contact.create'"))
                .hasSize(1);
        HttpResponse<String> twice = add("06 12 34 56 78", "2026-11-21", "Encore.");
        assertThat(twice.statusCode()).isEqualTo(422);
        assertThat(twice.body())
                .contains("Quelqu’un a déjà ce numéro ou ce compte", "Voir sa fiche", "Bulletin du marché")
                .as("the notice says it itself")
                .doesNotContain("href=\"#identifier\"");
        HttpResponse<String> unsaid = add("06 12 34 56 79", "2026-11-20", "");
        assertThat(unsaid.statusCode()).isEqualTo(422);
        assertThat(unsaid.body()).containsPattern("role=\"alert\"><p>[^<]+</p><ul><li><a href=\"#wording\">[^<]+ – ");
    }

    /** A bot may write to nobody who has not opened the chat, whoever typed their account. */
    @Test
    void anAccountThatWasTypedIsReachedOnceItsPersonHasOpenedTheChat() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        HttpResponse<String> added = reader.post(
                PAGE,
                "name",
                "Zoé",
                "channel",
                "telegram",
                "identifier",
                "7009999",
                "class",
                "regular",
                "source",
                "Bulletin",
                "date",
                "2026-11-20",
                "wording",
                "J’accepte.");
        assertThat(added.statusCode()).as(added.body()).isEqualTo(303);
        assertThat(site.rows("select reachable_on from consent").get(0).getString(0))
                .isEmpty();
        String page =
                reader.get(added.headers().firstValue("location").orElseThrow()).body();
        assertThat(page)
                .contains("cette personne doit d’abord", "La discussion n’est pas encore ouverte")
                .doesNotContain("Peut recevoir les envois");
        assertThat(reader.get(PAGE).body()).contains("Sur Telegram, rien ne peut lui être envoyé avant");
    }

    @Test
    void theNextPersonOfTheSameSheetNeedsNoSecondDescriptionOfIt() {
        HttpResponse<String> added = site.signIn(Role.ORGANISER, "fr")
                .post(
                        PAGE,
                        "name",
                        "Zoé",
                        "channel",
                        "whatsapp",
                        "identifier",
                        "06 12 34 56 78",
                        "class",
                        "regular",
                        "source",
                        "Bulletin n° 3",
                        "date",
                        "2026-11-20",
                        "wording",
                        "J’accepte.",
                        "then",
                        "another");
        assertThat(added.statusCode()).as(added.body()).isEqualTo(303);
        String next = added.headers().firstValue("location").orElseThrow();
        assertThat(next).startsWith(PAGE + "?source=");
        assertThat(site.signIn(Role.ORGANISER, "fr").get(next).body())
                .contains("value=\"Bulletin n° 3\"", ">J’accepte.</textarea>");
    }

    @Test
    void whoHasSaidStopIsRefusedWithTheReason() {
        long person = site.stranger(site.organisation, "Zoé", "+33612345678");
        site.rows(
                "update consent set state = 'unsubscribed', stopped_at = '2026-11-03 12:00Z',"
                        + " changed_at = '2026-11-03 12:00Z' where contact_id = $1 returning 1",
                person);
        HttpResponse<String> refused = add("06 12 34 56 78", "2026-11-20", "J’accepte les messages.");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("a demandé l’arrêt le", "3 nov", "en écrivant START");
        assertThat(site.rows("select state from consent where contact_id = $1", person)
                        .get(0)
                        .getString("state"))
                .isEqualTo("unsubscribed");
    }

    @Test
    void everyFaultIsSaidBesideItsField() {
        HttpResponse<String> faulty = add("06", "2027-01-01", "");
        assertThat(faulty.statusCode()).isEqualTo(422);
        assertThat(faulty.body())
                .contains("À remplir.", "aujourd’hui au plus tard", "id=\"identifier-fault\"", "value=\"Zoé\"");
        assertThat(site.rows("select 1 from contact")).isEmpty();
        assertThat(site.signIn(Role.ORGANISER, "en").get(PAGE).body()).contains("Add a person");
        assertThat(site.signIn(Role.VIEWER, "fr").get(PAGE).statusCode()).isEqualTo(403);
    }

    @Test
    void aNumberThatTheOrganisationWritesFromIsNobodys() {
        site.rows(
                """
                with own as (
                    insert into sender (organisation_id, channel, external_id, name, created_at)
                    select id, 'whatsapp', 'own-number', 'Asso', now() from organisation where id = $1 returning id
                )
                insert into sender_check (sender_id, name, checked_at, results)
                select id, 'identity', now(),
                       '[{"code": "identity.known", "state": "OK", "arguments": {"name": "Asso", "handle": "+33 6 12 34 56 79"}}]'
                from own returning sender_id
                """,
                site.organisation.id());
        HttpResponse<String> refused = add("06 12 34 56 79", "2026-11-20", "J’accepte les messages.");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("C’est le numéro d’où votre organisation écrit.");
        assertThat(add("+33612345680", "2026-11-20", "J’accepte les messages.").statusCode())
                .isEqualTo(303);
    }

    @Test
    void aNumberOfTheOrganisationsCountryIsReadAsItIsWrittenThereAndALandlineIsWarnedOf() {
        assertThat(add("06 39 98 00 07", "2026-11-20", "J’accepte les messages.")
                        .statusCode())
                .isEqualTo(303);
        assertThat(add("01 42 68 53 00", "2026-11-20", "J’accepte les messages.")
                        .statusCode())
                .isEqualTo(303);
        assertThat(site.rows("select identifier from address order by id"))
                .extracting(row -> row.getString("identifier"))
                .containsExactly("+33639980007", "+33142685300");

        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        for (String[] number :
                new String[][] {{"01 42 68 53 01", "téléphone fixe"}, {"06 12 34 56 81", "est ajoutée"}}) {
            String page = add(reader, number[0], "2026-11-20", "J’accepte les messages.")
                    .headers()
                    .firstValue("location")
                    .orElseThrow();
            assertThat(reader.get(page).body()).contains(number[1]);
        }
    }

    @Test
    void aNumberThatIsNoneIsRefusedWithHowItIsWritten() {
        assertThat(add("mairie", "2026-11-20", "J’accepte les messages.").body())
                .contains("Ce n’est pas un numéro de téléphone. Écrivez-le comme 06");
    }
}
