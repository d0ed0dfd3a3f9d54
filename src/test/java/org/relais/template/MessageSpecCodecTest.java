package org.relais.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;
import org.relais.testing.ApiBody;
import org.relais.testing.Unit;

@Unit
class MessageSpecCodecTest {
    private static final String EVERYTHING =
            """
            {"language": "fr",
             "body": {"fr": "Bonjour {{first_name|à vous}}", "en": "Hello"},
             "buttons": [{"label": {"fr": "Oui"}, "payload": "y"}, {"label": {"fr": "Plan"}, "url": "https://example.org/{{ward|x}}"}],
             "share": {"text": {"fr": "Viens"}, "url": "https://example.org/s"},
             "image": "https://example.org/a.jpg",
             "template": {"name": "appel_1", "wordings": {"fr": {"language": "fr", "text": "{{1}} {{2}}", "parameters": ["{{body}}", "{{mention}}"]}}},
             "mention": true,
             "origin": {"fr": "la liste de Zoe"}}
            """;

    @Test
    void whatIsWrittenIsReadBack() {
        JsonObject json = new JsonObject(EVERYTHING);
        MessageSpec spec = MessageSpecCodec.decode(json);
        assertThat(MessageSpecCodec.decode(MessageSpecCodec.encode(spec))).isEqualTo(spec);
        assertThat(MessageSpecCodec.restore(MessageSpecCodec.encode(spec))).isEqualTo(spec);
        assertThat(MessageSpecCodec.encode(spec)).isEqualTo(json);
    }

    @Test
    void whatAPartOfTheServiceMadeIsReadBackBeyondTheLimitsForPeople() {
        List<SpecButton> choices = IntStream.rangeClosed(1, 10)
                .<SpecButton>mapToObj(at -> new SpecButton.Reply(
                        Map.of("en", "A choice with quite a long name, " + at), "r1:call:pick:" + at))
                .toList();
        MessageSpec spec = MessageSpec.of("en", "half \ud83d, none \u0000, {{name}}" + "x".repeat(9_000), choices);
        assertThat(MessageSpecCodec.restore(
                        new JsonObject(MessageSpecCodec.encode(spec).encode())))
                .isEqualTo(spec);
        assertThat(spec.bodies())
                .hasEntrySatisfying("en", body -> assertThat(body.source()).startsWith("half , none , \\{{name}}x"));
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("{}", "language: is required"),
                Arguments.of("{}", "body: is required"),
                Arguments.of(
                        "{'language':'French','body':{'fr':'x'}}",
                        "language: has 6 characters, at most 3 are possible"),
                Arguments.of("{'language':'fr','body':{'en':'x'}}", "body.fr: is required: it is the default language"),
                Arguments.of(
                        "{'language':'fr','body':{'fr':'x','FR':'y'}}",
                        "body.FR: is no language code such as fr or en"),
                Arguments.of("{'language':'fr','body':{'fr':3}}", "body.fr: must be a text"),
                Arguments.of("{'language':'fr','body':{'fr':'  '}}", "body.fr: must not be empty"),
                Arguments.of("{'language':'fr','body':'x'}", "body: must be an object"),
                Arguments.of(
                        "{'language':'fr','body':{'fr':'{{name'}}",
                        "body.fr: a variable opened with {{ is not closed with }}"),
                Arguments.of("{'language':'fr','body':{'fr':'a\\u0000'}}", "body.fr: has a control character"),
                Arguments.of(
                        "{'language':'fr','body':{'fr':'a\\ud83d'}}",
                        "body.fr: has half of a character (a lone surrogate)"),
                Arguments.of("{'language':'fr','body':{'fr':'x'},'colour':'red'}", "colour: is not known here"),
                Arguments.of("{'language':'fr','body':{'fr':'x'},'mention':'yes'}", "mention: must be true or false"),
                Arguments.of(
                        "{'language':'fr','body':{'fr':'x'},'image':'http://a.example/b.jpg'}",
                        "image: must be an https address that the platforms can fetch"),
                Arguments.of(
                        "{'language':'fr','body':{'fr':'x'},'image':'https://a@b.example/c.jpg'}",
                        "image: must be an https address that the platforms can fetch"),
                Arguments.of("{'language':'fr','body':{'fr':'x'},'buttons':{}}", "buttons: must be a list"),
                Arguments.of("{'language':'fr','body':{'fr':'x'},'buttons':[1]}", "buttons[0]: must be an object"),
                Arguments.of(
                        "{'language':'fr','body':{'fr':'x'},'buttons':[{'label':{'fr':'a'}}]}",
                        "buttons[0]: must have either a payload (an answer) or a url (a link)"),
                Arguments.of(
                        "{'language':'fr','body':{'fr':'x'},'buttons':[{'label':{'fr':'a label far too long for it'},'payload':'p'}]}",
                        "buttons[0].label.fr: has 27 characters, at most 20 are possible"),
                Arguments.of(
                        "{'language':'fr','body':{'fr':'x'},'buttons':[{'label':{'fr':'a'},'payload':'" + "é".repeat(33)
                                + "'}]}",
                        "buttons[0].payload: has more than 64 bytes"),
                Arguments.of(
                        "{'language':'fr','body':{'fr':'x'},'buttons':[{'label':{'fr':'a'},'payload':'p'},{'label':{'fr':'b'},'payload':'p'}]}",
                        "buttons: each answer needs a payload of its own"),
                Arguments.of(
                        "{'language':'fr','body':{'fr':'x'},'buttons':[{'label':{'fr':'a'},'url':'javascript:alert(1)'}]}",
                        "buttons[0].url: must be an address that begins with https:// or http://"),
                Arguments.of("{'language':'fr','body':{'fr':'x'},'share':{}}", "share.text: is required"),
                Arguments.of(
                        "{'language':'fr','body':{'fr':'x'},'template':{'name':'Appel 1'}}",
                        "template.name: is written in small letters, digits and _"),
                Arguments.of(
                        "{'language':'fr','body':{'fr':'x'},'template':{'name':'a'}}",
                        "template.wordings: is required"),
                Arguments.of(
                        "{'language':'fr','body':{'fr':'x'},'template':{'name':'a','wordings':{'en':{'language':'en','text':'x'}}}}",
                        "template.wordings.fr: is required: it is the default language"),
                Arguments.of(
                        "{'language':'fr','body':{'fr':'x'},'template':{'name':'a','wordings':{'fr':{'language':'fr','text':'{{1}} {{2}}','parameters':['x']}}}}",
                        "template.wordings.fr.parameters: has 1 entries for 2 places in the text"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyFaultIsNamedByItsField(String json, String fault) {
        assertThatThrownBy(() -> MessageSpecCodec.decode(new JsonObject(json.replace('\'', '"'))))
                .isInstanceOfSatisfying(InvalidInputException.class, invalid -> assertThat(invalid.faults())
                        .extracting(Fault::toString)
                        .contains(fault));
    }

    @Test
    void oneAnswerNamesThemAll() {
        assertThatThrownBy(() -> MessageSpecCodec.decode(ApiBody.message("")
                        .put("buttons", new JsonArray().add("x"))
                        .put("x", 1)))
                .isInstanceOfSatisfying(InvalidInputException.class, invalid -> assertThat(invalid.faults())
                        .extracting(Fault::field)
                        .containsExactlyInAnyOrder("body.fr", "buttons[0]", "x"));
    }
}
