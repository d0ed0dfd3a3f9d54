package org.relais.channel.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.relais.channel.Button;
import org.relais.channel.ChannelContract;
import org.relais.channel.ChannelProvider;
import org.relais.channel.MarkedText;
import org.relais.channel.OutboundMessage;
import org.relais.channel.OutboundMessage.Template;
import org.relais.channel.OutboundMessage.Text;
import org.relais.channel.SendOutcome;
import org.relais.channel.TemplateName;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.testing.Unit;

@Unit
class WhatsAppChannelTest extends ChannelContract {
    private static final Duration PATIENT = Duration.ofMinutes(2);
    private boolean marketingMessages;
    private AddressId person = new AddressId("whatsapp", AddressKind.PHONE, "+33612345678");

    @Override
    protected ChannelProvider provider() {
        return new WhatsAppProvider();
    }

    @Override
    protected JsonObject section(String baseUrl, int connections) {
        return new JsonObject()
                .put("baseUrl", baseUrl)
                .put("appSecret", "app-secret-7f3a")
                .put("verifyToken", "verify-token-19c2")
                .put("connections", connections)
                .put(
                        "marketingTemplate",
                        new JsonObject().put("name", "relais_text").put("language", "fr"))
                .put(
                        "numbers",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("organisation", "demo")
                                        .put("name", "Accueil")
                                        .put("phoneNumberId", "106540352242922")
                                        .put("displayPhoneNumber", "+33 1 55 50 78 38")
                                        .put("accessToken", "EAAaccess-token-5b1d")
                                        .put("uniquePerDay", 2000)
                                        .put("marketingMessages", marketingMessages)));
    }

    @Override
    protected String senderExternalId() {
        return "106540352242922";
    }

    @Override
    protected AddressId person() {
        return person;
    }

    @Override
    protected String accepted(String id) {
        return new JsonObject()
                .put("messaging_product", "whatsapp")
                .put("contacts", new JsonArray().add(new JsonObject().put("input", "33612345678")))
                .put("messages", new JsonArray().add(new JsonObject().put("id", id)))
                .encode();
    }

    @Override
    protected Answer tooFast(int seconds) {
        return new Answer(400, error(130429), Map.of("Retry-After", Integer.toString(seconds)));
    }

    @Override
    protected Answer stopped() {
        return new Answer(400, error(131050), Map.of());
    }

    @Override
    protected List<String> secrets() {
        return List.of("app-secret-7f3a", "verify-token-19c2", "EAAaccess-token-5b1d");
    }

    @Override
    protected String textOf(JsonObject request) {
        return request.getJsonObject("text").getString("body");
    }

    static String error(int code) {
        return new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("message", "(#" + code + ") refused")
                                .put("code", code))
                .encode();
    }

    @Test
    void aTextGoesToTheNumberAndCarriesTheDelivery() {
        JsonObject request = requestOf(Text.of("Voir https://relais.example/s/1"));

        assertThat(request)
                .isEqualTo(
                        new JsonObject(
                                """
                                {"messaging_product":"whatsapp","recipient_type":"individual","to":"33612345678",
                                 "type":"text","text":{"body":"Voir https://relais.example/s/1","preview_url":true},
                                 "biz_opaque_callback_data":"1"}
                                """));
    }

    @Test
    void stylesAreTheMarksThatTheAppReads() {
        MarkedText text = MarkedText.read("Venez **samedi** ou _dimanche_");
        JsonObject request = requestOf(new Text(text.text(), text.styles(), List.of(), null));

        assertThat(request.getJsonObject("text").getString("body")).isEqualTo("Venez *samedi* ou _dimanche_");
    }

    @Test
    void theTokenTravelsInTheHeaderAndTheVersionInThePath() {
        assertThat(send(channel(PATIENT), "Bonjour").kind()).isEqualTo(SendOutcome.Kind.ACCEPTED);
        assertThat(lastRequestPath()).isEqualTo("/v25.0/106540352242922/messages");
        assertThat(lastRequestHeader("Authorization")).isEqualTo("Bearer EAAaccess-token-5b1d");
    }

    @Test
    void aPersonWithoutANumberIsReachedByTheirScopedId() {
        person = new AddressId("whatsapp", AddressKind.of("bsuid"), "FR.13491208655302741918");

        JsonObject request = requestOf(Text.of("Bonjour"));

        assertThat(request.getString("recipient")).isEqualTo("FR.13491208655302741918");
        assertThat(request.containsKey("to")).isFalse();
    }

    @Test
    void upToThreeShortButtonsAreButtons() {
        JsonObject request = requestOf(new Text("On y va ?", replies(3), "https://relais.example/i.jpg"));

        JsonObject interactive = request.getJsonObject("interactive");
        assertThat(interactive.getString("type")).isEqualTo("button");
        assertThat(interactive.getJsonObject("header"))
                .isEqualTo(
                        new JsonObject("{\"type\":\"image\",\"image\":{\"link\":\"https://relais.example/i.jpg\"}}"));
        assertThat(interactive.getJsonObject("action").getJsonArray("buttons"))
                .hasSize(3)
                .first()
                .isEqualTo(
                        new JsonObject("{\"type\":\"reply\",\"reply\":{\"id\":\"payload 1\",\"title\":\"Choice 1\"}}"));
    }

    @Test
    void theRequestForTheNumberHasTheButtonOfTheApp() {
        assertThat(requestOf(new Text(
                                "Votre numéro ?",
                                List.of(new Button.NumberRequest("Partager"), new Button.Reply("Non", "n")),
                                null))
                        .getJsonObject("interactive"))
                .isEqualTo(
                        new JsonObject(
                                """
                                {"type":"request_contact_info","body":{"text":"Votre numéro ?"},
                                 "action":{"name":"request_contact_info"}}
                                """));
        assertThat(textOf(requestOf(new Text("Merci", List.of(new Button.NumberRequest("")), null))))
                .isEqualTo("Merci");
    }

    @Test
    void fourToTenButtonsAreAList() {
        JsonObject interactive =
                requestOf(new Text("Quand ?", replies(10), null)).getJsonObject("interactive");

        assertThat(interactive.getString("type")).isEqualTo("list");
        JsonObject action = interactive.getJsonObject("action");
        assertThat(action.getString("button")).hasSizeLessThanOrEqualTo(20);
        assertThat(action.getJsonArray("sections").getJsonObject(0).getJsonArray("rows"))
                .hasSize(10)
                .last()
                .isEqualTo(new JsonObject("{\"id\":\"payload 10\",\"title\":\"Choice 10\"}"));
    }

    @Test
    void moreButtonsThanTheyShowAreNumberedLines() {
        assertThat(textOf(requestOf(new Text("Quand ?", replies(11), null))))
                .startsWith("Quand ?\n\n1. Choice 1\n2. Choice 2\n")
                .endsWith("\n11. Choice 11");
    }

    @Test
    void labelsThatAreTooLongOrTheSameAreNumberedLines() {
        String tooLong = "x".repeat(25);
        assertThat(textOf(requestOf(new Text("?", List.of(new Button.Reply(tooLong, "1")), null))))
                .isEqualTo("?\n\n1. " + tooLong);
        assertThat(textOf(requestOf(
                        new Text("?", List.of(new Button.Reply("Oui", "1"), new Button.Reply("Oui", "2")), null))))
                .isEqualTo("?\n\n1. Oui\n2. Oui");
    }

    @Test
    void aTextTooLongForButtonsKeepsItsTextAndNumbersThem() {
        String text = "x".repeat(1025);
        assertThat(textOf(requestOf(new Text(text, replies(2), null))))
                .isEqualTo(text + "\n\n1. Choice 1\n2. Choice 2");
    }

    @Test
    void oneLinkIsAButtonAndSeveralAreLines() {
        Button.Link link = new Button.Link("Partager", "https://wa.me/?text=Bonjour");

        assertThat(requestOf(new Text("À vous", List.of(link), null))
                        .getJsonObject("interactive")
                        .getJsonObject("action"))
                .isEqualTo(
                        new JsonObject(
                                """
                                {"name":"cta_url","parameters":
                                 {"display_text":"Partager","url":"https://wa.me/?text=Bonjour"}}
                                """));
        assertThat(textOf(requestOf(
                        new Text("À vous", List.of(link, new Button.Link("Site", "https://relais.example")), null))))
                .isEqualTo("À vous\n\nPartager – https://wa.me/?text=Bonjour\nSite – https://relais.example");
    }

    @Test
    void aNumberToCallIsALineOfTextBesideAButton() {
        JsonObject interactive = requestOf(new Text(
                        "À vous",
                        List.of(
                                new Button.Link("Appeler", "tel:+33155507838"),
                                new Button.Link("Site", "https://relais.example")),
                        null))
                .getJsonObject("interactive");

        assertThat(interactive.getJsonObject("body").getString("text"))
                .isEqualTo("À vous\n\nAppeler – tel:+33155507838");
        assertThat(interactive.getString("type")).isEqualTo("cta_url");
    }

    @Test
    void anImageHasItsTextAsCaptionOrAPreviewWhenThatIsTooLong() {
        assertThat(requestOf(new Text("Regardez", List.of(), "https://relais.example/i.jpg"))
                        .getJsonObject("image"))
                .isEqualTo(new JsonObject("{\"link\":\"https://relais.example/i.jpg\",\"caption\":\"Regardez\"}"));

        JsonObject text = requestOf(new Text("x".repeat(1025), List.of(), "https://relais.example/i.jpg"))
                .getJsonObject("text");
        assertThat(text.getString("body")).endsWith("\n\nhttps://relais.example/i.jpg");
        assertThat(text.getBoolean("preview_url")).isTrue();
    }

    @Test
    void aTemplateCarriesItsVariablesAndPayloads() {
        JsonObject request = requestOf(new Template(
                "appel_samedi",
                "fr",
                List.of("Aïcha", "ligne 1\nligne 2\t      fin"),
                List.of("yes", "no"),
                "https://relais.example/i.jpg"));

        assertThat(request.getJsonObject("template"))
                .isEqualTo(
                        new JsonObject(
                                """
                                {"name":"appel_samedi","language":{"code":"fr"},"components":[
                                 {"type":"header","parameters":[{"type":"image","image":
                                  {"link":"https://relais.example/i.jpg"}}]},
                                 {"type":"body","parameters":[{"type":"text","text":"Aïcha"},
                                  {"type":"text","text":"ligne 1 ligne 2   fin"}]},
                                 {"type":"button","sub_type":"quick_reply","index":"0","parameters":
                                  [{"type":"payload","payload":"yes"}]},
                                 {"type":"button","sub_type":"quick_reply","index":"1","parameters":
                                  [{"type":"payload","payload":"no"}]}]}
                                """));
    }

    @Test
    void aMarketingTemplateGoesItsOwnWayWhereTheNumberSaysSo() {
        Template template = new Template("annonce", "fr", List.of("samedi"), List.of());
        requestOf(template.marketing(true));
        assertThat(lastRequestPath()).as("not asked for").endsWith("/messages");

        marketingMessages = true;
        JsonObject utility = requestOf(template);
        assertThat(lastRequestPath()).endsWith("/messages");
        JsonObject marketing = requestOf(template.marketing(true));
        assertThat(lastRequestPath()).isEqualTo("/v25.0/106540352242922/marketing_messages");
        assertThat(marketing)
                .isEqualTo(utility.put("product_policy", "CLOUD_API_FALLBACK").put("message_activity_sharing", false));
        requestOf(Text.of("Bonjour"));
        assertThat(lastRequestPath()).endsWith("/messages");
    }

    @Test
    void whatWhatsAppCantDoIsRejected() {
        OutboundMessage edit = new OutboundMessage.Edit("wamid.1", "nouveau", List.of());
        assertThat(send(channel(PATIENT), edit).code()).isEqualTo("edit_not_possible");
        assertThat(send(channel(PATIENT), new Template("t", "fr", List.of("\n"), List.of()))
                        .code())
                .isEqualTo("empty_parameter");
        person = new AddressId("whatsapp", AddressKind.of("chat"), "12345");
        assertThat(send(channel(PATIENT), "Bonjour").code()).isEqualTo("address_kind");
    }

    @Test
    void limitsAndNamesComeFromTheConfiguration() {
        var channel = channel(PATIENT);

        assertThat(channel.senders()).singleElement().satisfies(profile -> {
            assertThat(profile.organisation()).isEqualTo("demo");
            assertThat(profile.handle()).isEqualTo("33155507838");
            assertThat(profile.limits().perSecond()).isEqualTo(80);
            assertThat(profile.limits().pairInterval()).isEqualTo(Duration.ofSeconds(6));
            assertThat(profile.limits().pairBurst()).isEqualTo(45);
            assertThat(profile.limits().uniquePerDay()).isEqualTo(2000);
        });
        assertThat(channel.carrierTemplate(senderExternalId())).contains(new TemplateName("relais_text", "fr"));
        assertThat(channel.joinLink(senderExternalId(), "abc")).contains("https://wa.me/33155507838?text=JOIN%20abc");
        assertThat(WhatsAppLink.link("http://localhost:8081/wa.me", "331555", "JOIN abc"))
                .isEqualTo("http://localhost:8081/wa.me/331555?text=JOIN%20abc");
        assertThat(provider().faults(new JsonObject().put("linkBase", "wa.me")))
                .singleElement()
                .isEqualTo("channels.whatsapp.linkBase: must be an http or https address without trailing slash");
    }

    @Test
    void faultsOfANumberNameTheirPlaceAndQuoteNothing() {
        JsonObject section = section("https://graph.example", 8);
        section.getJsonArray("numbers")
                .add(new JsonObject()
                        .put("organisation", "Not A Slug")
                        .put("phoneNumberId", "106540352242922")
                        .put("displayPhoneNumber", "call me")
                        .put("accessToken", "with a space")
                        .put("messagesPerSecond", 1001)
                        .put("uniquePerDay", "many")
                        .put("colour", "red"));

        assertThat(provider().faults(section.put("graphVersion", "25")))
                .containsExactlyInAnyOrder(
                        "channels.whatsapp.graphVersion: must look like v25.0",
                        "channels.whatsapp.numbers[1].organisation: must be an organisation's slug: a-z, 0-9 and -",
                        "channels.whatsapp.numbers[1].name: is required",
                        "channels.whatsapp.numbers[1].phoneNumberId: is given twice",
                        "channels.whatsapp.numbers[1].displayPhoneNumber: must be a phone number with its country code",
                        "channels.whatsapp.numbers[1].accessToken: must be printable characters without spaces",
                        "channels.whatsapp.numbers[1].messagesPerSecond: must be a whole number from 1 to 1000",
                        "channels.whatsapp.numbers[1].uniquePerDay: must be 250, 2000, 10000, 100000 or unlimited",
                        "channels.whatsapp.numbers[1].colour: unknown key, known are [displayPhoneNumber, organisation,"
                                + " name, phoneNumberId, businessAccountId, accessToken, messagesPerSecond,"
                                + " uniquePerDay, marketingTemplate, marketingMessages]");
    }

    private static List<Button> replies(int count) {
        return IntStream.rangeClosed(1, count)
                .<Button>mapToObj(number -> new Button.Reply("Choice " + number, "payload " + number))
                .toList();
    }
}
