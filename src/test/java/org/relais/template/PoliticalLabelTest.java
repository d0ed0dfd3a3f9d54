package org.relais.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.template.Samples.LETTERHEAD;
import static org.relais.template.Samples.TELEGRAM;
import static org.relais.template.Samples.WHATSAPP;
import static org.relais.template.Samples.spec;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

/** What political advertising says of itself (Regulation (EU) 2024/900, article 11), wherever it is read. */
@Unit
class PoliticalLabelTest {
    private static final String LINK = "https://relais.example/a/1abc";
    private static final PoliticalLabel LABEL = new PoliticalLabel("Les Voisins", null, "Élection municipale");
    private static final String FRENCH =
            "Publicité politique de Les Voisins. Au sujet de : Élection municipale. Notice de transparence : " + LINK;

    private final Renderer renderer = new Renderer();

    private static Recipient person(String language, boolean mentionDue) {
        return new Recipient("Zoe", language, Map.of(PoliticalLabel.LINK, LINK), false, mentionDue, null);
    }

    private static MessageSpec labelled(String json) {
        return spec(json).labelled(LABEL);
    }

    private String read(Rendering rendering) {
        assertThat(rendering).isInstanceOf(Rendering.Message.class);
        return ((Rendering.Message) rendering).text().replace('\u00a0', ' ');
    }

    @Test
    void beginsTheTextInThePersonsLanguageAlsoWhenNoMentionIsDue() {
        MessageSpec spec = labelled("{\"language\": \"fr\", \"body\": {\"fr\": \"*Votez* dimanche\"}}");
        Rendering french = renderer.render(spec, person("fr", false), LETTERHEAD, TELEGRAM, true);
        assertThat(read(french)).isEqualTo(FRENCH + "\n\nVotez dimanche");
        Set<String> beginnings = new HashSet<>();
        for (String language : List.of("fr", "en", "es", "de", "it", "pt", "nl", "ar")) {
            String text = read(renderer.render(spec, person(language, true), LETTERHEAD, WHATSAPP, true));
            assertThat(text).as(language).contains("Les Voisins", LINK);
            assertThat(text.indexOf(LINK)).as(language).isLessThan(text.indexOf("Votez"));
            beginnings.add(text.substring(0, 12));
        }
        assertThat(beginnings).hasSize(8);
        assertThat(MessageSpecCodec.restore(MessageSpecCodec.encode(spec))).isEqualTo(spec);
    }

    @Test
    void standsInATemplateWhereTheMentionStandsOrTheTemplateIsRefused() {
        MessageSpec placed = labelled(
                """
                {"language": "fr", "body": {"fr": "Votez"},
                 "template": {"name": "appel", "wordings": {"fr": {"language": "fr", "text": "{{1}} -- {{2}}.",
                              "parameters": ["{{mention}}", "{{body}}"]}}}}
                """);
        assertThat(read(renderer.render(placed, person("fr", false), LETTERHEAD, WHATSAPP, false)))
                .startsWith(FRENCH + " ")
                .endsWith("STOP. -- Votez.");
        MessageSpec bare = labelled(
                """
                {"language": "fr", "body": {"fr": "Votez"},
                 "template": {"name": "appel", "wordings": {"fr": {"language": "fr", "text": "Les Voisins : {{1}} STOP.",
                              "parameters": ["{{body}}"]}}}}
                """);
        assertThat(renderer.render(bare, person("fr", false), LETTERHEAD, WHATSAPP, false))
                .isInstanceOfSatisfying(Rendering.Refused.class, refused -> assertThat(refused.reason())
                        .isEqualTo(Rendering.Reason.LABEL_MISSING));
    }

    @Test
    void goesWithWhatIsPassedOnAndNothingIsSentWithoutANotice() {
        MessageSpec spec = labelled(
                "{\"language\": \"fr\", \"body\": {\"fr\": \"x\"}, \"share\": {\"text\": {\"fr\": \"Votez\"}}}");
        SharedText shared =
                renderer.passedOn(spec, person("fr", false), LETTERHEAD).orElseThrow();
        assertThat(shared.signed().replace('\u00a0', ' ')).startsWith(FRENCH + "\n\nVotez\n\n");
        Recipient nowhere = new Recipient("Zoe", "fr", Map.of(), false, false, null);
        assertThat(renderer.passedOn(spec, nowhere, LETTERHEAD))
                .as("nor passed on")
                .isEmpty();
        assertThat(renderer.render(spec, nowhere, LETTERHEAD, TELEGRAM, true))
                .isInstanceOfSatisfying(Rendering.Refused.class, refused -> assertThat(refused.reason())
                        .isEqualTo(Rendering.Reason.NOTICE_MISSING));
    }
}
