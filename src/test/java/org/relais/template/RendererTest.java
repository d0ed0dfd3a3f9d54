package org.relais.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.template.Samples.LETTERHEAD;
import static org.relais.template.Samples.TELEGRAM;
import static org.relais.template.Samples.WHATSAPP;
import static org.relais.template.Samples.replyTo;
import static org.relais.template.Samples.spec;
import static org.relais.template.Samples.stranger;
import static org.relais.template.Samples.subscriber;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.channel.Button;
import org.relais.channel.Features;
import org.relais.channel.OutboundMessage;
import org.relais.testing.Unit;

@Unit
class RendererTest {
    private static final String MENTION_FR =
            "Les Voisins vous écrivent\u00a0: entraide entre voisins du quartier. Pour ne plus rien recevoir, répondez STOP.";
    private final Renderer renderer = new Renderer();

    private Rendering.Message message(MessageSpec spec, Recipient recipient, Features features) {
        Rendering rendering = renderer.render(spec, recipient, LETTERHEAD, features, true);
        assertThat(rendering).isInstanceOf(Rendering.Message.class);
        return (Rendering.Message) rendering;
    }

    private void assertRefused(
            Rendering.Reason reason, MessageSpec spec, Recipient recipient, Features features, boolean windowOpen) {
        assertThat(renderer.render(spec, recipient, LETTERHEAD, features, windowOpen))
                .isInstanceOfSatisfying(Rendering.Refused.class, refused -> assertThat(refused.reason())
                        .isEqualTo(reason));
    }

    private static OutboundMessage.Text text(Rendering.Message message) {
        return (OutboundMessage.Text) message.message();
    }

    @ParameterizedTest
    @CsvSource({
        "Zoe Martin, fr, Bonjour Zoe de Belleville",
        "Zoe Martin, en, Hello Zoe",
        "Zoe Martin, en-GB, Hello Zoe",
        "Zoe Martin, de, Bonjour Zoe de Belleville",
        "Zoe Martin, , Bonjour Zoe de Belleville",
        "'', fr, Bonjour à vous de Belleville",
        "'  ', fr, Bonjour à vous de Belleville",
    })
    void speaksThePersonsLanguageAndFillsInWhatIsKnown(String name, @Nullable String language, String expected) {
        MessageSpec spec = spec(
                """
                {"language": "fr", "mention": true,
                 "body": {"fr": "Bonjour {{first_name|à vous}} de {{ward|chez vous}}", "en": "Hello {{first_name|you}}"}}
                """);
        assertThat(message(spec, subscriber(name, language), TELEGRAM).text()).startsWith(expected + "\n\n");
    }

    @Test
    void theMentionEndsTheMessageWhenItIsDueAndOnlyThen() {
        MessageSpec spec = spec("""
                {"language": "fr", "body": {"fr": "Bonjour"}}
                """);
        Rendering.Message due = message(spec, subscriber("Zoe", "fr"), TELEGRAM);
        assertThat(due.text()).isEqualTo("Bonjour\n\n" + MENTION_FR);
        assertThat(due.mentioned()).isTrue();
        Rendering.Message notDue = message(spec, replyTo("Zoe", "fr"), TELEGRAM);
        assertThat(notDue.text()).isEqualTo("Bonjour");
        assertThat(notDue.mentioned()).isFalse();
    }

    @Test
    void marksOfTheBodyBecomeStylesAndWhatIsFilledInHasNone() {
        MessageSpec spec = spec(
                """
                {"language": "fr", "body": {"fr": "*Bonjour {{first_name|à vous}}*, c’est _demain_ à https://x.org/_a_"}}
                """);
        Rendering.Message message = message(spec, subscriber("*Zoe*", "fr"), TELEGRAM);
        assertThat(message.text()).isEqualTo("Bonjour ∗Zoe∗, c’est demain à https://x.org/_a_\n\n" + MENTION_FR);
        assertThat(text(message).marked())
                .isEqualTo("*Bonjour ∗Zoe∗*, c’est _demain_ à https://x.org/_a_\n\n" + MENTION_FR);
        assertThat(message.length()).isEqualTo(message.text().length());
    }

    @Test
    void stylesStandAfterAnOpeningAndCountWhereTheyTravelAsMarks() {
        MessageSpec spec = spec(
                """
                {"language": "fr", "body": {"fr": "*Bonjour*"}, "origin": {"fr": "votre section"}}
                """);
        Rendering.Message first = message(spec, stranger("Zoe"), TELEGRAM);
        assertThat(text(first).marked()).contains("\n\n*Bonjour*\n\n");
        String full = "*" + "a".repeat(4_000) + "*";
        Features marks = new Features(4_001, 4_001, 3, 20, true, false, 24, true, true, false);
        assertRefused(Rendering.Reason.TOO_LONG, MessageSpec.of("fr", full), replyTo("Zoe", "fr"), marks, true);
        assertThat(message(MessageSpec.of("fr", full), replyTo("Zoe", "fr"), TELEGRAM)
                        .length())
                .isEqualTo(4_000);
    }

    @Test
    void theMentionStandsInThePersonsLanguageEvenWhereTheBodyDoesNot() {
        MessageSpec spec = spec("""
                {"language": "fr", "body": {"fr": "Bonjour"}}
                """);
        assertThat(message(spec, subscriber("Jan", "nl"), TELEGRAM).text()).contains("antwoord dan STOP");
        assertThat(message(spec, subscriber("Jan", "xx"), TELEGRAM).text()).endsWith(MENTION_FR);
    }

    @Test
    void aBodyMayPlaceTheMentionItself() {
        MessageSpec spec = spec(
                """
                {"language": "fr", "body": {"fr": "{{mention}}\\nBonjour"}, "mention": false}
                """);
        Rendering.Message message = message(spec, subscriber("Zoe", "fr"), TELEGRAM);
        assertThat(message.text()).isEqualTo(MENTION_FR + "\nBonjour");
        assertThat(message.mentioned()).isTrue();
    }

    @Test
    void withoutAMentionThatIsDueNothingIsRendered() {
        MessageSpec spec = spec(
                """
                {"language": "fr", "body": {"fr": "Bonjour"}, "mention": false}
                """);
        assertRefused(Rendering.Reason.MENTION_MISSING, spec, subscriber("Zoe", "fr"), TELEGRAM, true);
    }

    @Test
    void anOrganisationThatNeverSaidWhyItWritesSendsNothing() {
        OrganisationProfile silent = new OrganisationProfile(
                1, OrganisationName.of("Les Voisins", null), null, Map.of("fr", " "), "fr", 0, false, Texts.standard());
        MessageSpec spec = spec("""
                {"language": "fr", "body": {"fr": "Bonjour"}}
                """);
        assertThat(renderer.render(spec, subscriber("Zoe", "fr"), silent, TELEGRAM, true))
                .isEqualTo(new Rendering.Refused(Rendering.Reason.PURPOSE_MISSING));
    }

    @Test
    void aFirstContactBeginsWithPurposeOriginAndTheRightToBeRemoved() {
        MessageSpec spec =
                spec("""
                {"language": "fr", "body": {"fr": "Venez dimanche."}}
                """);
        Rendering.Message message = message(spec, stranger("la liste de Zoe.\u0007\n"), TELEGRAM);
        assertThat(message.text())
                .isEqualTo("Les Voisins vous contactent une seule fois\u00a0: entraide entre voisins du quartier. Vos"
                        + " coordonnées viennent de\u00a0: la liste de Zoe. Répondez STOP et elles seront"
                        + " effacées définitivement.\n\nVenez dimanche.\n\nRépondez OUI pour recevoir nos"
                        + " prochains messages. Sans réponse de votre part, nous ne vous écrirons plus.");
        assertThat(message.mentioned()).isTrue();
        assertRefused(Rendering.Reason.ORIGIN_MISSING, spec, stranger(null), TELEGRAM, true);
    }

    @Test
    void aChannelGetsOnlyTheButtonsItCanShow() {
        MessageSpec spec = spec(
                """
                {"language": "fr", "body": {"fr": "Dimanche ?"}, "mention": false,
                 "buttons": [{"label": {"fr": "Oui"}, "payload": "y"}, {"label": {"fr": "Non"}, "payload": "n"},
                             {"label": {"fr": "Le plan"}, "url": "https://example.org/plan?for={{first_name|x}}"}]}
                """);
        Rendering.Message telegram = message(spec, replyTo("Zoé & Cie", "fr"), TELEGRAM);
        assertThat(telegram.text()).isEqualTo("Dimanche ?");
        assertThat(text(telegram).buttons())
                .containsExactly(
                        new Button.Reply("Oui", "y"),
                        new Button.Reply("Non", "n"),
                        new Button.Link("Le plan", "https://example.org/plan?for=Zo%C3%A9"));
        Rendering.Message whatsapp = message(spec, replyTo("Zoe", "fr"), WHATSAPP);
        assertThat(whatsapp.text()).isEqualTo("Dimanche ?\n\nLe plan\nhttps://example.org/plan?for=Zoe");
        assertThat(text(whatsapp).buttons())
                .containsExactly(new Button.Reply("Oui", "y"), new Button.Reply("Non", "n"));
        Features none = new Features(4_096, 1_024, 0, 0, false, false, 24, true, false, false);
        assertThat(message(spec, replyTo("Zoe", "fr"), none).text())
                .contains("Dimanche ?\n\nRépondez par un numéro\u00a0:\n1. Oui\n2. Non");
    }

    private static final MessageSpec SHAREABLE = spec(
            """
            {"language": "fr", "body": {"fr": "À partager"}, "mention": false, "image": "https://example.org/fete.jpg",
             "share": {"text": {"fr": "Viens à 18 h & amène {{ward|tout le monde}} 🎉"}}}
            """);

    private static final String PASSED_ON =
            "Viens à 18 h & amène Belleville 🎉\n\nLes Voisins\u00a0: entraide entre voisins"
                    + " du quartier\nhttps://relais.example/m/abc";

    @Test
    void aShareableTextIsPassedOnInsideTheAppCopiedOrFromItsPage() {
        Features sharing = new Features(4_096, 4_096, 100, 64, true, true, 0, false, false, true);
        Button.Link page = new Button.Link("Autres façons", "https://relais.example/s/abc");
        assertThat(text(message(SHAREABLE, volunteer("Belleville"), sharing)).buttons())
                .containsExactly(
                        new Button.Share("Envoyer à un ami", "abc", "https://relais.example/s/abc"),
                        new Button.Copy("Copier le texte", PASSED_ON),
                        page);
        assertThat(text(message(SHAREABLE, volunteer("B".repeat(200)), sharing)).buttons())
                .as("too long to be copied")
                .hasSize(2)
                .contains(page);
        assertThat(text(message(SHAREABLE, volunteer("Belleville"), TELEGRAM)).buttons())
                .as("an app without such buttons")
                .containsExactly(new Button.Link("Partager", "https://relais.example/s/abc"));
        assertThat(message(SHAREABLE, volunteer("Belleville"), WHATSAPP).text())
                .isEqualTo("À partager\n\nPartager\nhttps://relais.example/s/abc");
        assertThat(text(message(SHAREABLE, subscriberReply(), sharing)).buttons())
                .as("no public pages")
                .singleElement()
                .satisfies(link -> assertThat(((Button.Link) link).url()).startsWith("https://wa.me/?text=Viens%20"));
    }

    @Test
    void whatIsPassedOnCanBeForwardedAsItIs() {
        ShareText share = SHAREABLE.share().orElseThrow();
        MessageSpec bubble = new MessageSpec(
                "fr",
                share.texts(),
                List.of(),
                new ShareText(share.texts(), null, true, null),
                SHAREABLE.imageUrl(),
                null,
                false,
                Map.of(),
                null);
        assertThat(spec(MessageSpecCodec.encode(SHAREABLE).encode()).share()).isEqualTo(SHAREABLE.share());
        assertThat(MessageSpecCodec.restore(MessageSpecCodec.encode(bubble))).isEqualTo(bubble);
        OutboundMessage.Text passedOn = text(message(bubble, volunteer("Belleville"), WHATSAPP));
        assertThat(passedOn).isEqualTo(new OutboundMessage.Text(PASSED_ON, List.of(), "https://example.org/fete.jpg"));
        MessageSpec longer = new MessageSpec(
                "fr",
                share.texts(),
                List.of(),
                new ShareText(
                        Map.of("fr", TextTemplate.literal("Longtemps ".repeat(100) + "*vraiment*")), null, true, null),
                SHAREABLE.imageUrl(),
                null,
                false,
                Map.of(),
                null);
        assertThat(text(message(longer, volunteer(""), WHATSAPP)).imageUrl())
                .as("no caption holds it")
                .isNull();
        assertThat(text(message(longer, volunteer(""), WHATSAPP)).styles()).hasSize(1);
    }

    private static Recipient volunteer(String ward) {
        return new Recipient(
                "Zoe",
                "fr",
                Map.of(
                        "ward",
                        ward,
                        ShareLinks.TAPS,
                        "https://relais.example/s/abc",
                        ShareLinks.PAGE,
                        "https://relais.example/m/abc",
                        ShareLinks.CODE,
                        "abc"),
                false,
                false,
                null);
    }

    private static Recipient subscriberReply() {
        Recipient person = subscriber("Zoe", "fr");
        return new Recipient(person.name(), person.language(), person.variables(), false, false, null);
    }

    @Test
    void outsideTheWindowOnlyAnApprovedTemplateGoesAndItCarriesTheMentionToo() {
        MessageSpec bare = spec("""
                {"language": "fr", "body": {"fr": "Bonjour"}}
                """);
        assertRefused(Rendering.Reason.WINDOW_CLOSED, bare, subscriber("Zoe", "fr"), WHATSAPP, false);
        MessageSpec form = bare.withButtons(List.of(new SpecButton.Form(Map.of("fr", "Répondre"), "r1:a:b", "1")));
        assertRefused(Rendering.Reason.WINDOW_CLOSED, form, subscriber("Zoe", "fr"), WHATSAPP, false);
        assertThat(MessageSpecCodec.restore(MessageSpecCodec.encode(form))).isEqualTo(form);
        MessageSpec approved = spec(
                """
                {"language": "fr", "body": {"fr": "Bonjour {{first_name|à vous}},\\n\\nvenez dimanche."},
                 "buttons": [{"label": {"fr": "Oui"}, "payload": "y"}],
                 "template": {"name": "appel", "wordings": {"fr": {"language": "fr", "text": "{{1}}\\n--\\n{{2}}",
                              "parameters": ["{{body}}", "{{mention}}"]}}}}
                """);
        Rendering.Message message = (Rendering.Message)
                renderer.render(approved, subscriber("{{2}} Zoe", "fr"), LETTERHEAD, WHATSAPP, false);
        assertThat(message.message())
                .isEqualTo(new OutboundMessage.Template(
                        "appel",
                        "fr",
                        List.of("Bonjour {{2}}, venez dimanche.", MENTION_FR.replace('\u00a0', ' ')),
                        List.of("y")));
        assertThat(message.text())
                .isEqualTo("Bonjour {{2}}, venez dimanche.\n--\n" + MENTION_FR.replace('\u00a0', ' '));
        assertThat(message.mentioned()).isTrue();
    }

    @Test
    void theMentionOfAFirstContactAsksForTheYesInATemplateToo() {
        MessageSpec approved = spec(
                """
                {"language": "fr", "body": {"fr": "Venez dimanche."},
                 "template": {"name": "premier", "wordings": {"fr": {"language": "fr", "text": "Bonjour. {{1}} {{2}}",
                              "parameters": ["{{mention}}", "{{body}}"]}}}}
                """);
        Rendering.Message message =
                (Rendering.Message) renderer.render(approved, stranger("la liste de Zoe"), LETTERHEAD, WHATSAPP, false);
        assertThat(message.text())
                .contains("une seule fois", "la liste de Zoe", "Répondez OUI pour recevoir", "Venez dimanche.");
    }

    @Test
    void anApprovedWordingWithoutTheMentionIsRefused() {
        MessageSpec approved = spec(
                """
                {"language": "fr", "body": {"fr": "Bonjour"},
                 "template": {"name": "appel", "wordings": {"fr": {"language": "fr", "text": "Venez, {{1}} !",
                              "parameters": ["{{first_name|vous}}"]}}}}
                """);
        assertRefused(Rendering.Reason.MENTION_MISSING, approved, subscriber("Zoe", "fr"), WHATSAPP, false);
        MessageSpec fixed = spec(
                """
                {"language": "fr", "body": {"fr": "Bonjour"},
                 "template": {"name": "appel", "wordings": {"fr": {"language": "fr", "text":
                   "Les Voisins, entraide entre voisins du quartier : venez, {{1}} ! STOP pour arrêter.",
                   "parameters": ["{{first_name|vous}}"]}}}}
                """);
        assertThat(renderer.render(fixed, subscriber("Zoe", "fr"), LETTERHEAD, WHATSAPP, false))
                .isInstanceOf(Rendering.Message.class);
    }

    @ParameterizedTest
    @CsvSource({
        "4096, false, false, true",
        "4097, false, false, false",
        "1024, true, false, true",
        "1025, true, false, false",
        "1024, false, true, true",
        "1025, false, true, false"
    })
    void countsAgainstTheLimitOfWhatIsSent(int length, boolean button, boolean image, boolean fits) {
        // An emoji is two UTF-16 units, as both platforms count.
        String body = "🎉" + "x".repeat(length - 2);
        MessageSpec spec = new MessageSpec(
                "fr",
                Map.of("fr", TextTemplate.literal(body)),
                button ? List.of(new SpecButton.Reply(Map.of("fr", "Oui"), "y")) : List.of(),
                null,
                image ? "https://example.org/a.jpg" : null,
                null,
                false,
                Map.of(),
                null);
        Rendering rendering = renderer.render(spec, replyTo("Zoe", "fr"), LETTERHEAD, WHATSAPP, true);
        if (fits) {
            assertThat(rendering)
                    .isInstanceOfSatisfying(Rendering.Message.class, message -> assertThat(message.length())
                            .isEqualTo(length)
                            .isEqualTo(message.limit()));
        } else {
            assertThat(rendering)
                    .isEqualTo(
                            new Rendering.Refused(Rendering.Reason.TOO_LONG, length, button || image ? 1_024 : 4_096));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ليلى, 'Bonjour \u2068ليلى\u2069 !'",
        "Zoe, Bonjour Zoe !",
        "'Zoe\u202Etxt', Bonjour Zoetxt !",
        "'A\u0000\u0007\n\tB', Bonjour A B !",
        "👩‍👩‍👧‍👦 Zoe, Bonjour 👩‍👩‍👧‍👦 Zoe !",
        "'e\u0301lodie', Bonjour \u00e9lodie !",
    })
    void cleansAndIsolatesNames(String name, String expected) {
        MessageSpec spec = spec(
                """
                {"language": "fr", "body": {"fr": "Bonjour {{name|à vous}} !"}, "mention": false}
                """);
        assertThat(message(spec, replyTo(name, "fr"), TELEGRAM).text()).isEqualTo(expected);
    }

    @Test
    void aLatinNameInAnArabicTextIsIsolatedAndTheMentionIsArabic() {
        MessageSpec spec =
                spec("""
                {"language": "ar", "body": {"ar": "مرحبا {{name|بك}}"}}
                """);
        String text = message(spec, subscriber("Zoe", "ar"), TELEGRAM).text();
        assertThat(text)
                .startsWith("مرحبا \u2068Zoe\u2069\n\n")
                .contains("\u2068Les Voisins\u2069")
                .contains("STOP");
    }

    @Test
    void anEndlessNameIsCutAfterAWholeGrapheme() {
        MessageSpec spec = spec(
                """
                {"language": "fr", "body": {"fr": "{{name|x}}"}, "mention": false}
                """);
        String family = "👩‍👩‍👧‍👦";
        String text = message(spec, replyTo(family.repeat(100), "fr"), TELEGRAM).text();
        assertThat(text).hasSizeLessThanOrEqualTo(PersonalText.LONGEST);
        assertThat(text.length() % family.length()).isZero();
        assertThat(text).isEqualTo(family.repeat(text.length() / family.length()));
    }

    @Test
    void aLinkThatIsNoAddressIsRefused() {
        MessageSpec spec = new MessageSpec(
                "fr",
                Map.of("fr", TextTemplate.literal("x")),
                List.of(new SpecButton.Link(Map.of("fr", "Ici"), TextTemplate.parse("{{site|}}"))),
                null,
                null,
                null,
                false,
                Map.of(),
                null);
        assertRefused(Rendering.Reason.BAD_LINK, spec, replyTo("Zoe", "fr"), TELEGRAM, true);
    }

    @Test
    void knowsTheWindow() {
        Instant now = Instant.parse("2026-11-25T12:00:00Z");
        assertThat(Renderer.windowOpen(TELEGRAM, null, now)).isTrue();
        assertThat(Renderer.windowOpen(WHATSAPP, null, now)).isFalse();
        assertThat(Renderer.windowOpen(WHATSAPP, now.minusSeconds(86_399), now)).isTrue();
        assertThat(Renderer.windowOpen(WHATSAPP, now.minusSeconds(86_400), now)).isFalse();
    }

    @Test
    void knowsWhenTheMentionIsDue() {
        Instant now = Instant.parse("2026-11-25T12:00:00Z");
        assertThat(LegalMention.due(null, 30, now)).isTrue();
        assertThat(LegalMention.due(now, 0, now)).isTrue();
        assertThat(LegalMention.due(now.minusSeconds(86_399), 1, now)).isFalse();
        assertThat(LegalMention.due(now.minusSeconds(86_400), 1, now)).isTrue();
    }
}
