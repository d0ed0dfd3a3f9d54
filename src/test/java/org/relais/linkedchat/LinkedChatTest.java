package org.relais.linkedchat;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** An organiser's own chat: linked by a code from either platform, tested in, and stopped like any other. */
@NeedsDatabase
class LinkedChatTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    private static final Pattern CODE = Pattern.compile("ME-[A-Z2-9]{8}");
    private static final String INVALID = "Ce code n’est pas ou plus valable. Demandez-en un autre dans la console.";

    private static ConsoleClient console;
    private static ApiClient.Caller owner;
    private static long organiser;

    @BeforeAll
    static void signIn() {
        console = ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.ORGANISER);
        owner = WORLD.caller(Role.OWNER);
        organiser = WORLD.rows("select id from organiser where email = 'organiser@example.org'")
                .get(0)
                .getLong("id");
    }

    @Test
    void aDraftReachesTheOwnChatOnBothPlatformsMarkedAndCountedNowhere() {
        long broadcast = broadcast("Bonjour {{first_name|à tous}} !");
        unlink();
        assertThat(test(broadcast).getString("refusal")).isEqualTo("no_chat");

        String telegram = WORLD.telegramPhone("Ana T");
        assertThat(WORLD.said(telegram, "/start " + codeOfConsole())).startsWith("This chat is now linked to Ana");
        assertThat(chat().getString("channel")).isEqualTo("telegram");
        assertThat(testedOn(telegram, broadcast)).startsWith("ESSAI – envoyé à vous seul\n\nBonjour Ana !");

        String whatsapp = WORLD.whatsappPhone("Ana W");
        assertThat(WORLD.said(whatsapp, codeOfApi().toLowerCase(Locale.ROOT)))
                .startsWith("This chat is now linked to Ana");
        assertThat(chat().getString("channel")).isEqualTo("whatsapp");
        assertThat(testedOn(whatsapp, broadcast)).startsWith("ESSAI – envoyé à vous seul\n\nBonjour Ana !");

        assertThat(WORLD.count("delivery where purpose = 'test' and broadcast_id is not null"))
                .isZero();
        assertThat(WORLD.get("/broadcasts/" + broadcast + "/progress").getInteger("recipients"))
                .isZero();
        assertThat(audit("linked_chat.link")).isEqualTo("organiser:" + organiser);
    }

    /** The word that the link brings is nobody's choice of a language. */
    @Test
    void aLinkAnswersInTheLanguageOfWhoeverMadeTheCode() {
        String phone = WORLD.whatsappPhone("Ana L");
        WORLD.rows("update organiser set language = 'fr' where id = " + organiser + " returning id");
        String said = WORLD.said(phone, "JOIN " + codeOfApi());
        WORLD.rows("update organiser set language = 'en' where id = " + organiser + " returning id");
        assertThat(said).startsWith("Ce chat est maintenant relié à Ana");
        assertThat(WORLD.count("contact c join linked_chat l on l.organiser_id = " + organiser
                        + " join address a on a.id = l.address_id and a.contact_id = c.id where c.language = 'en'"))
                .isZero();
    }

    /** An invitation is looked at as it will be, and whoever presses its buttons there has answered nothing. */
    @Test
    void anActionReachesTheOwnChatBeforeItIsOpened() {
        String phone = linked("Gil");
        long action = WORLD.created(
                "/actions",
                new JsonObject()
                        .put("kind", "event")
                        .put("title", "Fête")
                        .put("message", ApiBody.message("Tu viens ?"))
                        .put("audience", ApiBody.everyone()));
        WORLD.put(
                "/actions/" + action + "/event",
                new JsonObject()
                        .put("title", "Fête")
                        .put("place", "Square")
                        .put("startsAt", Instant.now().plus(Duration.ofDays(30)).toString()));
        String page = "/actions/" + action;
        assertThat(console.get(page).body()).contains("action=\"/console" + page + "/to-me\"");
        long before = WORLD.phones.now();

        console.post(page + "/to-me");

        assertThat(console.get(page).body()).contains("It is on its way to your chat.");
        assertThat(WORLD.received(phone, before, 1))
                .singleElement()
                .asString()
                .startsWith("ESSAI – envoyé à vous seul\n\nTu viens ?")
                .contains("Square");
        assertThat(WORLD.count("audit_event where action = 'linked_chat.test' and subject = 'action:" + action + "'"))
                .isEqualTo(1);
        WORLD.said(phone, "oui");
        assertThat(WORLD.count("assignment where action_id = " + action)).isZero();
        assertThat(WORLD.count("event_answer where action_id = " + action)).isZero();
        unlink();
        console.post(page + "/to-me");
        assertThat(console.get("/my-chat?draft=actions/" + action).body())
                .as("whoever has no chat links one, and goes back to the draft")
                .contains("href=\"/console" + page + "\"", "Say first where to get your tests");
    }

    /** Two broadcasts wait for a yes; a code is no answer to either, and nobody is asked which it is meant for. */
    @Test
    void aBareCodeLinksWhateverElseIsOpen() {
        String phone = WORLD.whatsappPhone("Fay");
        WORLD.said(phone, "START");
        for (String title : List.of("Fête", "Marché")) {
            long before = WORLD.phones.now();
            JsonObject asks = ApiBody.broadcast(title, ApiBody.everyone(), title + " ?");
            asks.getJsonObject("message")
                    .put("buttons", new JsonArray().add(button("Oui")).add(button("Non")));
            WORLD.post("/broadcasts/" + WORLD.created("/broadcasts", asks) + "/send", ApiBody.evenIfNobody());
            WORLD.received(phone, before, 1);
        }
        unlink();
        assertThat(WORLD.said(phone, codeOfApi())).startsWith("This chat is now linked to Ana");
        assertThat(chat().getString("channel")).isEqualTo("whatsapp");
    }

    /** The page, which shows a code, is loaded anew when the chat is linked and not before. */
    @Test
    void thePageFollowsTheChat() {
        unlink();
        String code = codeOfConsole();
        String draft = "broadcasts/" + broadcast("Bonjour !");
        assertThat(console.get("/my-chat?draft=" + draft).body())
                .as("whoever came from a draft goes back to it")
                .contains("href=\"/console/" + draft + "\"", "action=\"/console/my-chat?draft=" + draft + "\"");
        String asked = "/my-chat/state?since=0";
        assertThat(console.get(asked).headers().firstValue("HX-Refresh")).isEmpty();
        WORLD.said(WORLD.telegramPhone("Ida"), "/start " + code);
        assertThat(console.get(asked).headers().firstValue("HX-Refresh")).contains("true");
        assertThat(console.get("/my-chat").body())
                .as("whose chat it is")
                .contains("/my-chat/unlink", "<bdi>Ida</bdi>", "action=\"/console/my-chat/test\"")
                .doesNotContain("/my-chat/state");
        assertThat(console.get("/my-chat?draft=" + draft).body())
                .contains("id=\"back\" href=\"/console/" + draft + "\"", "action=\"/console/" + draft + "/to-me\"");
        WORLD.post("/" + draft + "/send", ApiBody.evenIfNobody());
        assertThat(console.get("/my-chat?draft=" + draft).body())
                .as("what has gone out is no draft any more")
                .contains("action=\"/console/my-chat/test\"")
                .doesNotContain("href=\"/console/" + draft + "\"", "/to-me");
    }

    /** It is listed and counted among the contacts, as its page says, and called what it is. */
    @Test
    void whoOnlyLinkedAChatIsNoOccasionalContact() {
        linked("Uma");
        long draft = WORLD.created("/broadcasts", ApiBody.broadcast("Fête", ApiBody.everyone(), "Venez"));
        assertThat(console.get("/broadcasts/" + draft).body())
                .contains("organiser’s chat, linked for tests")
                .containsPattern("<strong>1</strong> <span>organiser’s chat");
        assertThat(console.get("/contacts").body()).contains("Chat that an organiser has linked for tests");
        long sent = WORLD.created("/broadcasts", ApiBody.broadcast("Fête", ApiBody.everyone(), "Venez"));
        WORLD.post("/broadcasts/" + sent + "/send", ApiBody.evenIfNobody());
        // The same reason once it is sent.
        WORLD.eventually(() -> console.get("/broadcasts/" + sent).body().contains("id=\"of-suppressed-own_chat\""));
        assertThat(console.get("/broadcasts/" + sent).body()).contains("organiser’s chat, linked for tests");
        unlink();
        assertThat(console.get("/broadcasts/" + draft).body())
                .contains("occasional contact")
                .doesNotContain("organiser’s chat");
    }

    @Test
    void withoutADraftOneSeesWhereTestsArrive() {
        String phone = linked("Noa");
        long before = WORLD.phones.now();
        console.post("/my-chat/test");
        assertThat(console.get("/my-chat").body()).contains("It is on its way to your chat.");
        assertThat(WORLD.received(phone, before, 1))
                .singleElement()
                .asString()
                .contains("This is where your tests will arrive.");
    }

    @Test
    void whatIsTypedInTheComposerIsSentUnsaved() {
        String phone = linked("Bea");
        long before = WORLD.phones.now();
        long broadcasts = WORLD.count("broadcast");

        String answer = console.post(
                        "/broadcasts/to-me", "title", "", "body_fr", "Pas encore enregistré", "audience", "everyone")
                .body();

        assertThat(answer).contains("It is on its way to your chat.");
        assertThat(WORLD.received(phone, before, 1))
                .singleElement()
                .asString()
                .startsWith("ESSAI – envoyé à vous seul\n\nPas encore enregistré");
        assertThat(WORLD.count("broadcast")).isEqualTo(broadcasts);
        assertThat(console.post("/broadcasts/to-me", "title", "", "body_fr", "", "audience", "everyone")
                        .body())
                .contains("notice warn");
    }

    @Test
    void whoStopsInTheChatGetsNoTest() {
        long broadcast = broadcast("Bonsoir");
        String phone = linked("Cleo");
        WORLD.phones.stopAndWait(phone, "STOP");
        long tests = WORLD.count("delivery where purpose = 'test'");

        assertThat(test(broadcast).getString("refusal")).isEqualTo("unsubscribed");
        assertThat(console.get("/my-chat").body()).contains("You have sent STOP in this chat");
        assertThat(WORLD.count("delivery where purpose = 'test'")).isEqualTo(tests);
    }

    @Test
    void aCodeIsGoodOnceAndForAWhile() {
        unlink();
        String code = codeOfApi();
        WORLD.rows("update link_code set expires_at = now() - interval '1 second' returning organiser_id");
        String late = WORLD.telegramPhone("Dan");
        assertThat(WORLD.said(late, "/start " + code)).isEqualTo(INVALID);
        assertThat(WORLD.count("linked_chat where organiser_id = " + organiser)).isZero();

        String other = codeOfApi();
        assertThat(WORLD.said(late, other)).startsWith("This chat is now linked");
        String thief = WORLD.whatsappPhone("Eve");
        assertThat(WORLD.said(thief, other)).isEqualTo(INVALID);
        assertThat(chat().getString("channel")).isEqualTo("telegram");
    }

    @Test
    void whoGuessesIsNotHeardAnyMore() {
        unlink();
        String code = codeOfApi();
        String phone = WORLD.onTelegram("Fay");
        WORLD.idle();
        for (String guess : List.of("ME-K7Q2XM4P", "ME-L7Q2XM4P", "ME-M7Q2XM4P", "ME-N7Q2XM4P", "ME-P7Q2XM4P")) {
            long answers = WORLD.count("delivery");
            WORLD.phones.writeAndWait(phone, guess);
            worked();
            assertThat(WORLD.count("delivery")).isEqualTo(answers + 1);
        }
        long before = WORLD.count("delivery");
        WORLD.phones.writeAndWait(phone, code);
        worked();

        assertThat(WORLD.count("linked_chat where organiser_id = " + organiser)).isZero();
        assertThat(WORLD.count("delivery")).isEqualTo(before);
    }

    @Test
    void anOrganiserDealsWithTheirOwnChatAndOnlyOwnersWithOthers() {
        assertThat(WORLD.organiser
                        .post("/linked-chats/" + organiser + "/code", null)
                        .status())
                .isEqualTo(403);
        assertThat(owner.post("/linked-chats/987654321/code", null).status()).isEqualTo(404);
        linked("Gil");
        WORLD.idle();
        long deliveries = WORLD.count("delivery");
        JsonObject test = new JsonObject().put("broadcast", broadcast("Bonjour"));
        assertThat(WORLD.organiser
                        .post("/linked-chats/" + organiser + "/test", test)
                        .status())
                .isEqualTo(403);
        assertThat(WORLD.count("delivery")).isEqualTo(deliveries);
        assertThat(WORLD.organiser.get("/linked-chats").status()).isEqualTo(403);
        assertThat(WORLD.organiser.delete("/linked-chats/" + organiser).status())
                .isEqualTo(403);
        console.post("/my-chat/unlink");
        assertThat(WORLD.count("linked_chat where organiser_id = " + organiser)).isZero();
        assertThat(owner.delete("/linked-chats/" + organiser).status()).isEqualTo(404);
    }

    @Test
    void theLinkGoesWithTheAddressWhenThePersonIsErased() {
        linked("Hal");
        WORLD.idle();
        WORLD.erase(chat().getLong("contactId"));
        assertThat(WORLD.count("linked_chat where organiser_id = " + organiser)).isZero();
    }

    private static JsonObject button(String label) {
        return new JsonObject()
                .put("label", new JsonObject().put("fr", label))
                .put("payload", label.toLowerCase(Locale.ROOT));
    }

    private static void worked() {
        WORLD.eventually(() -> WORLD.count("inbox where processed_at is null and kind <> 'STATUS'") == 0);
    }

    private static String linked(String name) {
        String phone = WORLD.telegramPhone(name);
        WORLD.said(phone, "/start " + codeOfApi());
        return phone;
    }

    private static void unlink() {
        console.post("/my-chat/unlink");
    }

    /** By the page, which shows it once. */
    private static String codeOfConsole() {
        console.post("/my-chat");
        String page = console.get("/my-chat").body();
        Matcher code = CODE.matcher(page);
        assertThat(code.find()).isTrue();
        assertThat(page)
                .contains("?start=" + code.group(), "text=JOIN%20" + code.group())
                .as("to be scanned, and awaited")
                .contains("alt=\"QR code that opens Telegram\"", "Waiting for your message", "/my-chat/state?since=");
        assertThat(console.get("/my-chat").body()).doesNotContain(code.group());
        return code.group();
    }

    private static String codeOfApi() {
        return owner.ok(owner.post("/linked-chats/" + organiser + "/code", null))
                .getString("code");
    }

    private static JsonObject chat() {
        return owner.read("/linked-chats").getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getLong("organiserId") == organiser)
                .map(one -> one.getJsonObject("chat"))
                .findFirst()
                .orElseThrow();
    }

    private static String testedOn(String phone, long broadcast) {
        long before = WORLD.phones.now();
        assertThat(test(broadcast).getString("refusal")).isNull();
        return WORLD.received(phone, before, 1).get(0);
    }

    private static JsonObject test(long broadcast) {
        return owner.ok(
                owner.post("/linked-chats/" + organiser + "/test", new JsonObject().put("broadcast", broadcast)));
    }

    private static String audit(String action) {
        return WORLD.rows("select actor from audit_event where action = '" + action + "' order by id desc limit 1")
                .get(0)
                .getString("actor");
    }

    private static long broadcast(String text) {
        return WORLD.created("/broadcasts", ApiBody.broadcast("Essai", ApiBody.everyone(), text));
    }
}
