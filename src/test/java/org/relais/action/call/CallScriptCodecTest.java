package org.relais.action.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;
import org.relais.testing.Unit;

@Unit
class CallScriptCodecTest {

    @Test
    void whatIsWrittenIsReadBackTheSame() {
        CallScript script = CallScriptCodec.decode(Scripts.vote());
        assertThat(CallScriptCodec.decode(
                        new JsonObject(CallScriptCodec.encode(script).encode())))
                .isEqualTo(script);
        assertThat(script.results()).containsExactlyElementsOf(CallResult.ALL);
        assertThat(script.after(0, script.steps().get(0).options().get(0))).contains(2);
        assertThat(script.after(0, script.steps().get(0).options().get(1))).contains(1);
        assertThat(script.after(1, null)).contains(2);
        assertThat(script.after(2, null)).isEmpty();
    }

    @Test
    void peopleCanAlwaysBeRemovedAndACallCanAlwaysFindNobody() {
        CallScript script = CallScriptCodec.decode(Scripts.vote().put("results", new JsonArray().add("reached")));
        assertThat(script.results()).containsExactly(CallResult.REACHED, CallResult.NO_ANSWER, CallResult.REMOVED);
    }

    @Test
    void aContactIsSpokenToInALanguageThatTheWholeScriptHas() {
        CallScript script = CallScriptCodec.decode(Scripts.vote());
        assertThat(script.spoken("en")).isEqualTo("fr");
        assertThat(script.spoken("fr")).isEqualTo("fr");
        assertThat(script.spoken(null)).isEqualTo("fr");
        CallScript both = CallScriptCodec.decode(
                Scripts.oneStep(new JsonObject().put("fr", "Bonjour").put("en", "Hello")));
        assertThat(both.spoken("en")).isEqualTo("en");
    }

    @Test
    void aScriptThatGoesRoundInCirclesIsRefusedWhereItTurnsBack() {
        assertThat(faults(
                        Scripts.of(step("one", "Bonjour"), step("two", "Encore").put("next", "one"))))
                .extracting(Fault::toString)
                .containsExactly("steps[1].next: leads back to one: nobody would come to the end");
        JsonObject branch = Scripts.of(
                step("one", "Bonjour"),
                step("two", "Oui ou non ?")
                        .put(
                                "options",
                                new JsonArray()
                                        .add(option("yes", "Oui"))
                                        .add(option("no", "Non").put("next", "one"))));
        assertThat(faults(branch)).extracting(Fault::field).containsExactly("steps[1].options[1].next");
        assertThat(faults(Scripts.of(step("one", "Bonjour").put("next", "one"))))
                .extracting(Fault::field)
                .containsExactly("steps[0].next");
    }

    @Test
    void twoWaysToTheSameStepAreNoCircle() {
        JsonObject diamond = Scripts.of(
                step("ask", "?")
                        .put(
                                "options",
                                new JsonArray()
                                        .add(option("a", "A").put("next", "left"))
                                        .add(option("b", "B").put("next", "right"))),
                step("left", "G").put("next", "close"),
                step("right", "D"),
                step("close", "Merci"));
        assertThat(CallScriptCodec.decode(diamond).steps()).hasSize(4);
    }

    @Test
    void everyFaultIsNamedWithItsField() {
        JsonObject wrong = new JsonObject()
                .put("language", "fr")
                .put(
                        "steps",
                        new JsonArray()
                                .add(step("ONE", "Bonjour {{first_name}}"))
                                .add(new JsonObject().put("id", "end").put("text", new JsonObject().put("en", "Hi")))
                                .add(step("three", "x")
                                        .put("answer", "text")
                                        .put(
                                                "options",
                                                new JsonArray()
                                                        .add(
                                                                option("a", "A")
                                                                        .put(
                                                                                "label",
                                                                                new JsonObject()
                                                                                        .put(
                                                                                                "fr",
                                                                                                "une étiquette bien trop longue"))))
                                        .put("colour", "red")))
                .put("results", new JsonArray().add("maybe"))
                .put("more", 1);
        assertThat(faults(wrong))
                .extracting(Fault::field)
                .containsExactlyInAnyOrder(
                        "steps[0].id",
                        "steps[0].text.fr",
                        "steps[1].id",
                        "steps[1].text.fr",
                        "steps[2].options[0].label.fr",
                        "steps[2].answer",
                        "steps[2].colour",
                        "results[0]",
                        "more");
    }

    @Test
    void waysThatLeadNowhereAndStepsThatNobodyComesToAreRefused() {
        assertThat(faults(Scripts.of(step("one", "Bonjour").put("next", "nowhere"))))
                .extracting(Fault::field)
                .containsExactly("steps[0].next");
        assertThat(faults(Scripts.of(step("one", "Bonjour").put("next", "end"), step("two", "Jamais"))))
                .extracting(Fault::toString)
                .containsExactly("steps[1]: no way leads here");
        assertThat(faults(Scripts.of(step("one", "a"), step("one", "b"))))
                .extracting(Fault::field)
                .containsExactly("steps[1].id");
        assertThat(faults(new JsonObject().put("language", "fr").put("steps", new JsonArray())))
                .extracting(Fault::field)
                .containsExactly("steps");
    }

    private static JsonObject step(String id, String text) {
        return Scripts.step(id, text);
    }

    private static JsonObject option(String id, String label) {
        return Scripts.option(id, label);
    }

    private static List<Fault> faults(JsonObject script) {
        return catchThrowableOfType(InvalidInputException.class, () -> CallScriptCodec.decode(script))
                .faults();
    }
}
