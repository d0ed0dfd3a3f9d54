package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.organisation.Role;
import org.relais.testing.NeedsDatabase;

/** The forms that connect a sender, before any platform is asked. */
@NeedsDatabase
class ConnectPagesTest {
    private static final Pattern FAULT = Pattern.compile("<small class=\"fault\" id=\"([A-Za-z]+)-fault\">([^<]+)<");

    private static ConsoleSite site;

    @BeforeAll
    static void open() {
        site = ConsoleSite.open();
    }

    @AfterAll
    static void close() {
        site.close();
    }

    /** The fields that are faulted, in the order of the page. */
    private static List<String> faulted(HttpResponse<String> page) {
        assertThat(page.statusCode()).isEqualTo(422);
        return FAULT.matcher(page.body())
                .results()
                .map(found -> found.group(1) + ": " + found.group(2))
                .toList();
    }

    @Test
    void whatThePlatformWouldTellIsNotFaultedBesideAWrongToken() {
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "fr");
        assertThat(faulted(owner.post("/console/channels/connect/telegram", "token", "hello")))
                .singleElement()
                .asString()
                .startsWith("token: ")
                .doesNotContain("À remplir");
        assertThat(faulted(owner.post("/console/channels/connect/telegram"))).containsExactly("token: À remplir.");
    }

    @Test
    void aNumberTypedAsItsIdIsTheOnlyFault() {
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "fr");
        assertThat(faulted(owner.post(
                        "/console/channels/connect/whatsapp",
                        "phoneNumberId",
                        "+33 6 12 34 56 78",
                        "businessAccountId",
                        "102290129340398",
                        "accessToken",
                        "EAAtoken",
                        "appSecret",
                        "614fc2afde15eee07a26b2fe3eaee9b9")))
                .as("what has to be pasted again is no fault")
                .singleElement()
                .asString()
                .startsWith("phoneNumberId: C’est un numéro de téléphone. L’identifiant du numéro");
    }

    @Test
    void anIdThatIsCutIsFaultedWithTheRest() {
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "fr");
        HttpResponse<String> page = owner.post(
                "/console/channels/connect/whatsapp",
                "phoneNumberId",
                "106540352242922",
                "businessAccountId",
                "12",
                "accessToken",
                "EAAtoken",
                "appSecret",
                "short");
        assertThat(faulted(page))
                .satisfiesExactly(
                        id -> assertThat(id.toString())
                                .startsWith("businessAccountId: Ce n’est pas l’identifiant d’un compte"),
                        secret -> assertThat(secret.toString())
                                .startsWith("appSecret: La clé secrète n’est pas entière"));
        assertThat(page.body())
                .contains("id=\"accessToken-again\">À coller de nouveau")
                .doesNotContain("id=\"appSecret-again\"");
        assertThat(page.body()).as("who corrects has begun").doesNotContain("id=\"handover\"");
    }

    @Test
    void theStepsAreHandedOverInATextOfTheirOwn() {
        assertThat(site.signIn(Role.OWNER, "fr")
                        .get("/console/channels/connect/whatsapp")
                        .body())
                .containsSubsequence("Je confie ces étapes à quelqu’un", "id=\"handover\"", "Comptez", "Je le fais");
    }

    @Test
    void aFaultAmongWhatMayBeLeftOutIsNotFoldedAway() {
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "en");
        String folded = "<details class=\"after\">";
        String unfolded = "<details class=\"after\" open>";
        assertThat(owner.get("/console/channels/connect/telegram").body())
                .contains(folded)
                .doesNotContain(unfolded);
        HttpResponse<String> wrong = owner.post(
                "/console/channels/connect/telegram", "token", "123456789:AAtoken", "messagesPerSecond", "many");
        assertThat(faulted(wrong)).singleElement().asString().startsWith("messagesPerSecond: ");
        assertThat(wrong.body()).contains("id=\"token-again\">To be pasted again");
        assertThat(wrong.body()).contains(unfolded);
    }

    @ParameterizedTest
    @CsvSource({
        "telegram, 'https://t.me/BotFather', /newbot",
        "whatsapp, 'https://developers.facebook.com/apps', API Setup",
        "whatsapp, 'https://business.facebook.com/settings/system-users', whatsapp_business_management"
    })
    void theFormSaysWhereWhatItAsksForComesFrom(String kind, String link, String words) {
        for (String language : Translations.LANGUAGES) {
            assertThat(site.signIn(Role.OWNER, language)
                            .get("/console/channels/connect/" + kind)
                            .body())
                    .contains(words)
                    .contains("<a href=\"" + link + "\" target=\"_blank\" rel=\"noopener noreferrer\"");
        }
    }
}
