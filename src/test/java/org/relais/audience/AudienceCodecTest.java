package org.relais.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.contact.ConsentClass;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;
import org.relais.testing.Unit;

@Unit
class AudienceCodecTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"everyone\":true}",
                "{\"tags\":{\"any\":[\"a\",\"b\"],\"all\":[\"c\"],\"none\":[\"d\"]},\"areas\":[\"75020\"],\"languages\":[\"fr\"],\"classes\":[\"member\"],\"contacts\":[3,17]}",
                "{\"contacts\":[5]}",
            })
    void whatIsWrittenIsReadBack(String json) {
        Audience audience = AudienceCodec.decode(new JsonObject(json));
        assertThat(AudienceCodec.encode(audience)).isEqualTo(new JsonObject(json));
    }

    @Test
    void readsEveryCondition() {
        assertThat(
                        AudienceCodec.decode(
                                new JsonObject(
                                        """
                                        {"tags": {"any": ["a"]}, "classes": ["member", "regular"], "contacts": [2, 1, 2]}
                                        """)))
                .isEqualTo(new Audience(
                        Set.of("a"),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        Set.of(ConsentClass.MEMBER, ConsentClass.REGULAR),
                        List.of(1L, 2L),
                        List.of(),
                        List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{}; : needs at least one condition, or \"everyone\": true",
                "{'tags': {}}; : needs at least one condition, or \"everyone\": true",
                "{'everyone': false}; : needs at least one condition, or \"everyone\": true",
                "{'everyone': true, 'areas': ['x']}; everyone: can't stand beside conditions",
                "{'everyone': 'yes'}; everyone: must be true or false",
                "{'tag': ['a']}; tag: is not known here",
                "{'tags': ['a']}; tags: must be an object",
                "{'tags': {'some': ['a']}}; tags.some: is not known here",
                "{'tags': {'any': 'a'}}; tags.any: must be a list",
                "{'tags': {'any': [7]}}; tags.any[0]: must be a text",
                "{'classes': ['friend']}; classes[0]: must be member, regular or occasional",
                "{'contacts': ['7']}; contacts[0]: must be an id, a whole number above 0",
                "{'contacts': [0]}; contacts[0]: must be an id, a whole number above 0",
            })
    void everyFaultIsNamedByItsField(String json, String fault) {
        assertThatThrownBy(() -> AudienceCodec.decode(new JsonObject(json.replace('\'', '"'))))
                .isInstanceOfSatisfying(InvalidInputException.class, invalid -> assertThat(invalid.faults())
                        .extracting(Fault::toString)
                        .contains(fault.startsWith(":") ? fault : fault.strip()));
    }

    @Test
    void answersToBroadcastsComeBackAsTheyWere() {
        Audience audience = new Audience(
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                List.of(),
                List.of(new AnswerCondition(12, Set.of("yes", "maybe"), true), new AnswerCondition(9, Set.of(), false)),
                List.of());
        assertThat(AudienceCodec.decode(AudienceCodec.encode(audience))).isEqualTo(audience);
        assertThat(audience.isEveryone()).isFalse();
        assertThatThrownBy(() -> AudienceCodec.decode(new JsonObject("{\"answers\": [{\"payloads\": [\"yes\"]}]}")))
                .isInstanceOf(InvalidInputException.class);
    }
}
