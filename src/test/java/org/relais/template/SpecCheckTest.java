package org.relais.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.template.Samples.spec;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.input.Fault;
import org.relais.testing.Unit;

@Unit
class SpecCheckTest {
    private static final PersonalVariables SHARE_LINK = new PersonalVariables() {
        @Override
        public Set<String> names() {
            return Set.of("share_link");
        }

        @Override
        public Map<String, String> values(long organisationId, long messageId, long contactId) {
            return Map.of("share_link", "https://example.org/s/" + messageId + "-" + contactId);
        }
    };

    private static SpecCheck check(boolean firstContact) {
        return new SpecCheck(
                Samples.LETTERHEAD,
                Map.of("telegram", Samples.TELEGRAM, "whatsapp", Samples.WHATSAPP),
                Set.of("ward"),
                SHARE_LINK,
                firstContact);
    }

    private static List<String> faults(MessageSpec spec) {
        return check(false).faults(spec).stream().map(Fault::toString).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{{first_name|you}} of {{ward|here}}; ``",
                "{{organisation}}: {{purpose}} {{mention}}; ``",
                "{{share_link}}; ``",
                "{{first_name}}; body.fr: {{first_name}} may be unknown, so it needs a fallback: {{first_name|…}}",
                "{{ward}}; body.fr: {{ward}} may be unknown, so it needs a fallback: {{ward|…}}",
                "{{birthday|x}}; body.fr: {{birthday}} is not known: no contact has such a column",
                "{{prénom|x}}; body.fr: {{prénom}} is not known: write {{first_name|…}}",
                "{{body}}; body.fr: {{body}} has no meaning here",
            })
    void knowsWhichVariablesThereAre(String body, String fault) {
        MessageSpec spec = new MessageSpec(
                "fr", Map.of("fr", TextTemplate.parse(body)), List.of(), null, null, null, true, Map.of(), null);
        assertThat(faults(spec)).isEqualTo(fault.isEmpty() ? List.of() : List.of(fault));
    }

    @Test
    void looksThroughEveryTextOfTheMessage() {
        MessageSpec spec = spec(
                """
                {"language": "fr", "body": {"fr": "x"},
                 "buttons": [{"label": {"fr": "a"}, "url": "https://example.org/{{a|}}"}],
                 "share": {"text": {"fr": "{{b|}} {{mention}}"}, "url": "{{c|}}"},
                 "template": {"name": "t", "wordings": {"fr": {"language": "fr", "text": "{{1}}", "parameters": ["{{d|}}"]}}}}
                """);
        assertThat(check(false).faults(spec))
                .extracting(Fault::field)
                .containsExactly(
                        "buttons[0].url",
                        "share.text.fr",
                        "share.text.fr",
                        "share.url",
                        "template.wordings.fr.parameters[0]");
        assertThat(SpecCheck.contactVariables(spec, SHARE_LINK)).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    @Test
    void refusesWhatNoChannelWouldTake() {
        MessageSpec spec = new MessageSpec(
                "fr",
                Map.of("fr", TextTemplate.literal("x".repeat(4_000))),
                List.of(),
                null,
                null,
                null,
                true,
                Map.of(),
                null);
        assertThat(faults(spec))
                .containsExactlyInAnyOrder(
                        "body.fr: has 4108 characters on telegram with the legal mention, at most 4096 are possible",
                        "body.fr: has 4108 characters on whatsapp with the legal mention, at most 4096 are possible");
    }

    @Test
    void refusesAMessageOrATemplateWithoutTheMention() {
        MessageSpec spec = spec(
                """
                {"language": "fr", "body": {"fr": "x"}, "mention": false,
                 "template": {"name": "t", "wordings": {"fr": {"language": "fr", "text": "x"}}}}
                """);
        assertThat(faults(spec))
                .containsExactlyInAnyOrder(
                        "mention: must say who writes, why and how to stop: {{mention}} puts it there",
                        "template.wordings.fr: must say who writes, why and how to stop: {{mention}} puts it there");
    }

    @Test
    void aFirstContactNeedsAnOrigin() {
        assertThat(check(true)
                        .faults(spec("""
                {"language": "fr", "body": {"fr": "x"}}
                """)))
                .extracting(Fault::field)
                .containsExactly("origin");
        assertThat(
                        check(true)
                                .faults(
                                        spec(
                                                """
                {"language": "fr", "body": {"fr": "x"}, "origin": {"fr": "la liste de Zoe"}}
                """)))
                .isEmpty();
    }

    private static List<String> firstContactFaults(String text, String parameters) {
        return check(true)
                .faults(spec(
                        """
                {"language": "fr", "body": {"fr": "Venez samedi."}, "origin": {"fr": "la liste de Zoe"},
                 "template": {"name": "t", "wordings": {"fr": {"language": "fr", "text": "%s", "parameters": [%s]}}}}
                """
                                .formatted(text, parameters)))
                .stream()
                .map(Fault::toString)
                .toList();
    }

    @Test
    void aFirstContactsTemplateSaysInItsMentionWhereTheDataComeFrom() {
        assertThat(firstContactFaults("Bonjour ! {{1}} {{2}} À bientôt", "\"{{mention}}\", \"{{body}}\""))
                .isEmpty();
    }

    @Test
    void aFirstContactsTemplateBeginsWithIt() {
        assertThat(firstContactFaults("Bonjour ! {{2}} {{1}} À bientôt", "\"{{mention}}\", \"{{body}}\""))
                .containsExactly(
                        "template.wordings.fr: must begin with who writes, why, where the data come from and how to "
                                + "be removed: {{mention}} as a parameter before {{body}} says it");
    }

    @Test
    void aFirstContactsTemplateAsksForTheYes() {
        String opening =
                "Les Voisins vous écrivent : entraide entre voisins du quartier. De : {{1}}. STOP vous efface. Venez samedi.";
        assertThat(firstContactFaults(opening, "\"la liste de Zoe\""))
                .singleElement()
                .asString()
                .startsWith("template.wordings.fr: must ask whether the person agrees: {{mention}}")
                .contains("\"Répondez OUI pour recevoir nos prochains messages.");
        assertThat(firstContactFaults(
                        opening + " Répondez OUI pour recevoir nos prochains messages. Sans réponse de votre part, nous"
                                + " ne vous écrirons plus.",
                        "\"la liste de Zoe\""))
                .isEmpty();
    }

    @Test
    void theMentionBelongsAmongTheParametersOfATemplate() {
        assertThat(firstContactFaults("Bonjour ! {{mention}} {{1}} À bientôt", "\"{{body}}\""))
                .containsExactly(
                        "template.wordings.fr.text: {{mention}} belongs among the parameters, for a place {{1}}, "
                                + "{{2}} … of this text");
    }
}
