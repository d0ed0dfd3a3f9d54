package org.relais.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.organisation.Role;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;
import org.relais.text.WrittenDate;

/** {@code /d/<code>} over real HTTP: who asks for their data in a chat is answered there, and fetches them. */
@NeedsDatabase
class DataLinkPageTest {
    @RegisterExtension
    static final ShareWorld WORLD = new ShareWorld();

    private static final Pattern LINK = Pattern.compile("https?://[a-z0-9.:]+(/d/[0-9a-f]{40})");
    private static final String ASKS = "Quelles données avez-vous sur moi ?";
    private static final String FORM = "application/x-www-form-urlencoded";

    private static long asked(String phone, String name) {
        long before = WORLD.phones.now();
        WORLD.phones.write(phone, ASKS);
        WORLD.phones.next(phone, before);
        return WORLD.rows("select id from rights_request where kind = 'access' and state = 'open' and contact_id = "
                        + WORLD.contact(name))
                .get(0)
                .getLong("id");
    }

    private static HttpResponse<String> send(long request) {
        return organiser().post("/inbox/rights/" + request + "/link");
    }

    private static ConsoleClient organiser() {
        return ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.ORGANISER);
    }

    private static void worked() {
        WORLD.eventually(() -> WORLD.count("inbox where processed_at is null") == 0);
        WORLD.idle();
    }

    private static LocalDate due(long request) {
        return WORLD.rows("select due_at from rights_request where id = " + request)
                .get(0)
                .getOffsetDateTime("due_at")
                .toLocalDate();
    }

    @Test
    void whoAskedInAChatFetchesTheirDataByALinkThatEnds() {
        String phone = WORLD.onTelegram("Nadia");
        long request = asked(phone, "Nadia");
        long before = WORLD.phones.now();
        assertThat(send(request).statusCode()).isEqualTo(303);
        Matcher link = LINK.matcher(ShareWorld.text(WORLD.phones.next(phone, before)));
        assertThat(link.find()).isTrue();
        String page = WORLD.service.address() + link.group(1);
        String code = link.group(1).substring("/d/".length());
        assertThat(WORLD.rows("select id from message where spec::text like '%" + code + "%'"))
                .as("the code stands nowhere, only its hash")
                .isEmpty();
        assertThat(WORLD.rows("select state from rights_request where link_hash = sha256('" + code + "')"))
                .singleElement()
                .satisfies(row -> assertThat(row.getString("state")).isEqualTo("done"));
        long later = asked(WORLD.onTelegram("Omar"), "Omar");
        assertThat(organiser().get("/inbox/rights").body())
                .as("what is open stands first, though it is due later")
                .containsSubsequence("right-" + later, "right-" + request, "Link sent");
        assertThat(WORLD.rows("select detail from ledger_event where kind = 'rights_request' and detail->>'request' ="
                        + " 'sent' and contact_id = " + WORLD.contact("Nadia")))
                .hasSize(1);

        for (int look = 0; look < 7; look++) {
            HttpResponse<String> shown = WORLD.reader("fr").get(page);
            assertThat(shown.statusCode()).as("whoever looks counts nothing").isEqualTo(200);
            assertThat(shown.body()).contains("Voir mes données", "noindex").doesNotContain("Nadia");
            assertThat(shown.headers().firstValue("cache-control")).hasValue("no-store");
            assertThat(shown.headers().firstValue("referrer-policy")).hasValue("no-referrer");
            assertThat(shown.headers().firstValue("x-robots-tag")).hasValue("noindex, nofollow");
        }
        assertThat(organiser().get("/inbox?show=rights").body())
                .as("answered, and seen as long as the link opens")
                .contains("Links sent", "not opened yet", "Send again");
        HttpResponse<String> file = WORLD.reader("fr").post(page, FORM, "as=file");
        assertThat(organiser().get("/inbox?show=rights").body()).contains("and opened");
        assertThat(file.headers().firstValue("content-disposition"))
                .hasValue("attachment; filename=\"mes-donnees.html\"");
        assertThat(file.body())
                .as("a file is opened where no style sheet can be fetched")
                .contains("<style>", "max-width")
                .contains("Ce qui vous a été envoyé", "Demande d’accès à vos données")
                .doesNotContain("page.css", "<details", "lui a été", "ses données");
        for (int opened = 1; opened < 5; opened++) {
            assertThat(WORLD.reader("fr").post(page, FORM, "as=page").body())
                    .contains("Toutes vos données", "Nadia", ASKS, "STOP suffit", "Ce que vous avez écrit", "<details")
                    .doesNotContain(code, "la personne");
        }
        HttpResponse<String> spent = WORLD.reader("fr").post(page, FORM, "as=page");
        assertThat(spent.statusCode()).isEqualTo(410);
        assertThat(spent.body()).contains("ne fonctionne plus").doesNotContain("Nadia", "<form");
        assertThat(WORLD.reader("fr").get(page).statusCode()).isEqualTo(410);
        assertThat(WORLD.reader("fr").get(page.replaceAll(".$", "x")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void whoSpeaksEnglishHasThemInEnglishAndALinkEndsWithItsWeek() {
        String phone = WORLD.onTelegram("Grace");
        long request = asked(phone, "Grace");
        WORLD.rows("update contact set language = 'en' where id = " + WORLD.contact("Grace") + " returning id");
        long before = WORLD.phones.now();
        send(request);
        Matcher link = LINK.matcher(ShareWorld.text(WORLD.phones.next(phone, before)));
        assertThat(link.find()).isTrue();
        String page = WORLD.service.address() + link.group(1);
        assertThat(WORLD.reader("fr").post(page, FORM, "as=page").body())
                .contains("<html lang=\"en\"", "All your data", "Grace");
        WORLD.rows("update rights_request set link_until = now() - interval '1 second' where id = " + request
                + " returning id");
        assertThat(WORLD.reader("fr").get(page).statusCode()).isEqualTo(410);
        assertThat(WORLD.reader("fr").post(page, FORM, "as=page").statusCode()).isEqualTo(410);
    }

    @Test
    void aLinkThatDidNotArriveAnswersNothing() {
        String phone = WORLD.onTelegram("Salma");
        long request = asked(phone, "Salma");
        long before = WORLD.phones.now();
        send(request);
        WORLD.phones.next(phone, before);
        WORLD.idle();
        WORLD.rows("update delivery set state = 'failed', reason = 'blocked' where message_id = (select link_message_id"
                + " from rights_request where id = " + request + ") returning id");
        assertThat(WORLD.rows("select state, closed_at from rights_request where id = " + request))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getString("state")).isEqualTo("open");
                    assertThat(row.getValue("closed_at")).isNull();
                });
        assertThat(organiser().get("/inbox?show=rights").body())
                .contains("did not arrive", "/inbox/rights/" + request + "/link");
        before = WORLD.phones.now();
        assertThat(send(request).statusCode()).isEqualTo(303);
        assertThat(LINK.matcher(ShareWorld.text(WORLD.phones.next(phone, before)))
                        .find())
                .isTrue();
        before = WORLD.phones.now();
        assertThat(send(request).statusCode()).as("once more while it opens").isEqualTo(303);
        assertThat(LINK.matcher(ShareWorld.text(WORLD.phones.next(phone, before)))
                        .find())
                .isTrue();
    }

    @Test
    void aStopTakesTheRequestBackAndWhoAsksAfterItIsAnswered() {
        String phone = WORLD.onTelegram("Karim");
        long request = asked(phone, "Karim");
        String button = "/inbox/rights/" + request + "/link";
        assertThat(organiser().get("/inbox").body()).contains(button);
        long before = WORLD.phones.now();
        WORLD.phones.write(phone, "STOP");
        WORLD.phones.next(phone, before);
        for (String page : List.of("/inbox", "/inbox/rights")) {
            assertThat(organiser().get(page).body())
                    .as("what would be refused is not offered, and what to do instead is said")
                    .doesNotContain(button)
                    .contains("Give the person what you hold about them", "All their data");
        }
        // The deadline stays, however much later they ask again.
        WORLD.rows("update rights_request set received_at = received_at - interval '3 days',"
                + " due_at = received_at - interval '3 days' + interval '1 month' where id = " + request
                + " returning id");
        HttpResponse<String> refused = send(request);
        assertThat(refused.headers().firstValue("location")).hasValue("/console/inbox?show=rights");
        assertThat(WORLD.rows("select state, link_hash from rights_request where id = " + request))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getString("state")).isEqualTo("open");
                    assertThat(row.getValue("link_hash")).isNull();
                });

        // Asked again it is the same request, with its date, and one answer for each stop.
        before = WORLD.phones.now();
        WORLD.phones.write(phone, ASKS);
        assertThat(ShareWorld.text(WORLD.phones.next(phone, before)))
                .contains(WrittenDate.of(due(request), "fr"))
                .doesNotContain("Vous avez tout arrêté");
        assertThat(WORLD.rows("select count(*) as open from rights_request where contact_id = "
                                + WORLD.contact("Karim"))
                        .get(0)
                        .getLong("open"))
                .isOne();
        before = WORLD.phones.now();
        WORLD.phones.writeAndWait(phone, ASKS);
        worked();
        assertThat(WORLD.phones.received(phone, before, 0)).isEmpty();
        assertThat(organiser().get("/inbox/rights").body()).contains(button);

        // Another stop takes that back as well.
        WORLD.phones.stopAndWait(phone, "STOP");
        worked();
        send(request);
        assertThat(WORLD.rows("select state from rights_request where id = " + request))
                .singleElement()
                .satisfies(row -> assertThat(row.getString("state")).isEqualTo("open"));
        assertThat(asked(phone, "Karim")).isEqualTo(request);
        before = WORLD.phones.now();
        send(request);
        assertThat(LINK.matcher(ShareWorld.text(WORLD.phones.next(phone, before)))
                        .find())
                .isTrue();
        assertThat(WORLD.rows("select purpose from delivery where contact_id = " + WORLD.contact("Karim")
                        + " order by id desc limit 1"))
                .singleElement()
                .satisfies(row -> assertThat(row.getString("purpose")).isEqualTo("stopped_reply"));
    }
}
