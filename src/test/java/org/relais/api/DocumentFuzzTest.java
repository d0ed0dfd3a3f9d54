package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.relais.action.call.CallScriptCodec;
import org.relais.action.question.QuestionFormCodec;
import org.relais.audience.AudienceCodec;
import org.relais.channel.JsonMutation;
import org.relais.input.InvalidInputException;
import org.relais.template.MessageSpecCodec;
import org.relais.testing.Unit;

/**
 * Documents that organisers and programs send, damaged: each is refused with faults that quote nothing, or read as something
 * that is written and read back the same.
 */
@Unit
class DocumentFuzzTest {
    /** The same damage in every build. */
    private static final String SEED = "20261128";

    private static final Document<?> AUDIENCE = new Document<>(
            """
            {"tags": {"any": ["zanzibar 4711", "b"], "all": ["c"], "none": ["d"]}, "areas": ["75020"], "languages": ["fr"],
             "classes": ["member"], "contacts": [3, 17], "answers": [{"broadcast": 4, "payloads": ["yes"], "answered": false}],
             "rows": [{"tags": ["zanzibar 4711"]}, {"join": "or", "consented": {"from": "2026-01-01T00:00:00Z"}},
                      {"join": "except", "survey": {"action": 7, "step": "age", "least": 18, "most": 30}},
                      {"did": {"deed": "called", "action": 3, "days": 30}}, {"received": {"broadcast": 9, "read": true}},
                      {"answered": {"broadcast": 4, "payloads": ["yes"]}}, {"silent": {"days": 90}}]}
            """,
            AudienceCodec::decode,
            AudienceCodec::encode);

    private static final Document<?> MESSAGE = new Document<>(
            """
            {"language": "fr", "body": {"fr": "Bonjour {{first_name|zanzibar 4711}}", "en": "Hello"},
             "buttons": [{"label": {"fr": "Oui"}, "payload": "y"},
                         {"label": {"fr": "Plan"}, "url": "https://example.org/{{ward|x}}"}],
             "share": {"text": {"fr": "Viens"}, "url": "https://example.org/s"}, "image": "https://example.org/a.jpg",
             "template": {"name": "appel_1", "wordings": {"fr": {"language": "fr", "text": "{{1}} {{2}}",
                                                                 "parameters": ["{{body}}", "{{mention}}"]}}},
             "mention": true, "origin": {"fr": "la liste de Zoe"}}
            """,
            MessageSpecCodec::decode, MessageSpecCodec::encode);

    private static final Document<?> SCRIPT = new Document<>(
            """
            {"language": "fr", "results": ["reached", "no_answer"],
             "steps": [{"id": "hello", "text": {"fr": "Bonjour, zanzibar 4711"},
                        "options": [{"id": "yes", "label": {"fr": "Oui"}, "next": "why"}, {"id": "no", "label": {"fr": "Non"}}]},
                       {"id": "why", "text": {"fr": "Pourquoi ?", "en": "Why?"}, "answer": "text"}]}
            """,
            CallScriptCodec::decode,
            CallScriptCodec::encode);

    private static final Document<?> QUESTIONS = new Document<>(
            """
            {"language": "fr", "keepDays": 30, "asForm": true,
             "steps": [{"id": "age", "text": {"fr": "Quel âge ?"}, "answer": "number", "least": 0, "most": 120},
                       {"id": "day", "text": {"fr": "Quel jour ?"}, "answer": "choice", "required": false,
                        "options": [{"id": "mo", "label": {"fr": "zanzibar 4711"}, "next": "why"}, {"id": "tu", "label": {"fr": "Mardi"}}]},
                       {"id": "why", "text": {"fr": "Pourquoi ?"}, "answer": "text"}]}
            """,
            QuestionFormCodec::decode,
            QuestionFormCodec::encode);

    @Test
    void whatIsDamagedIsWholeBefore() {
        AUDIENCE.whole();
        MESSAGE.whole();
        SCRIPT.whole();
        QUESTIONS.whole();
    }

    @Property(shrinking = ShrinkingMode.OFF, seed = SEED)
    void damagedAudiencesAreReadOrRefused(@ForAll long seed) {
        AUDIENCE.damaged(seed);
    }

    @Property(shrinking = ShrinkingMode.OFF, seed = SEED)
    void damagedMessagesAreReadOrRefused(@ForAll long seed) {
        MESSAGE.damaged(seed);
    }

    @Property(shrinking = ShrinkingMode.OFF, seed = SEED)
    void damagedScriptsOfCallsAreReadOrRefused(@ForAll long seed) {
        SCRIPT.damaged(seed);
    }

    @Property(shrinking = ShrinkingMode.OFF, seed = SEED)
    void damagedQuestionsAreReadOrRefused(@ForAll long seed) {
        QUESTIONS.damaged(seed);
    }

    /** A whole document of one kind. */
    private record Document<T>(String json, Function<JsonObject, T> decode, Function<T, JsonObject> encode) {
        void whole() {
            assertThat(decode.apply(new JsonObject(json))).isNotNull();
        }

        void damaged(long seed) {
            JsonMutation mutation = new JsonMutation(seed);
            read(seed % 2 == 0 ? mutation.damaged(json) : mutation.withStrangers(json));
        }

        private void read(String text) {
            T found;
            try {
                found = decode.apply(new JsonObject(text));
            } catch (InvalidInputException refused) {
                assertThat(refused.faults()).isNotEmpty();
                assertThat(refused).hasMessageNotContaining(JsonMutation.SAID);
                return;
            }
            String written = encode.apply(found).encode();
            assertThat(decode.apply(new JsonObject(written))).isEqualTo(found);
        }
    }
}
