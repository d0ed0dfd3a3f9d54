package org.relais.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.testing.Unit;

@Unit
class FaultyVariablesTest {
    @Test
    void allTextsAreLookedThroughAtOnceAndTheRestStays() {
        JsonObject document = new JsonObject()
                .put("title", "{{age}}")
                .put(
                        "message",
                        new JsonObject()
                                .put(
                                        "body",
                                        new JsonObject()
                                                .put(
                                                        "fr",
                                                        "{{age|…}} {{first_name|vous}} \\{{x {{a b}} {{ville|…}} {{link}} {{open")
                                                .put("en", "{{mention}}"))
                                .put(
                                        "buttons",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("label", new JsonObject().put("fr", "{{age}}")))
                                                .add(new JsonObject().put("url", "{{mention}}"))))
                .put("variant", new JsonObject().put("body", new JsonObject().put("fr", "{{name}} {{age}}")));
        FaultyVariables faulty = FaultyVariables.in(document, Set.of("link"), Set.of("ville"));
        assertThat(faulty.document().encode())
                .isEqualTo(document.encode()
                        .replace("{{age|…}}", "\\\\{{age|…}}")
                        .replace("{{a b}}", "\\\\{{a b}}")
                        .replace("{{open", "\\\\{{open")
                        .replace("url\":\"{{mention}}", "url\":\"\\\\{{mention}}")
                        .replace("{{name}} {{age}}", "\\\\{{name}} \\\\{{age}}"));
        assertThat(faulty.faults())
                .extracting(Fault::field, Fault::code)
                .containsExactly(
                        tuple("message.body.fr", FaultCode.VARIABLE_UNKNOWN),
                        tuple("message.body.fr", FaultCode.VARIABLE_SYNTAX),
                        tuple("message.body.fr", FaultCode.VARIABLE_OPEN),
                        tuple("message.buttons[1].url", FaultCode.VARIABLE_MISPLACED),
                        tuple("variant.body.fr", FaultCode.VARIABLE_WITHOUT_FALLBACK),
                        tuple("variant.body.fr", FaultCode.VARIABLE_UNKNOWN));
    }
}
