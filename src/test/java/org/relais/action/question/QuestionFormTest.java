package org.relais.action.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.input.InvalidInputException;
import org.relais.testing.Unit;

@Unit
class QuestionFormTest {
    private static JsonObject text(String fr) {
        return new JsonObject().put("fr", fr);
    }

    private static JsonObject option(String id, String label) {
        return new JsonObject().put("id", id).put("label", text(label));
    }

    private static JsonObject step(String id, String answer) {
        return new JsonObject().put("id", id).put("answer", answer).put("text", text("Question " + id + " ?"));
    }

    private static JsonObject form(JsonObject... steps) {
        return new JsonObject().put("language", "fr").put("steps", new JsonArray(List.of(steps)));
    }

    private static JsonObject choice(String yes, String no) {
        return step("come", "choice")
                .put(
                        "options",
                        new JsonArray()
                                .add(option("yes", "Oui").put("next", yes))
                                .add(option("no", "Non").put("next", no)));
    }

    private static List<String> faults(JsonObject form) {
        InvalidInputException invalid =
                catchThrowableOfType(InvalidInputException.class, () -> QuestionFormCodec.decode(form));
        return invalid.faults().stream()
                .map(fault -> fault.field() + " " + fault.code().key())
                .toList();
    }

    @Test
    void isReadBackAsItWasWritten() {
        QuestionForm form = QuestionFormCodec.decode(form(
                choice("people", "why"),
                step("people", "number").put("least", 1).put("most", 50).put("next", "end"),
                step("why", "text").put("required", false),
                step("where", "place")));
        assertThat(QuestionFormCodec.decode(QuestionFormCodec.encode(form))).isEqualTo(form);
        assertThat(form.keepDays()).isEqualTo(30);
    }

    @Test
    void everyFaultStandsAtItsField() {
        assertThat(faults(form(step("one", "choice").put("options", new JsonArray().add(option("a", "A"))))))
                .containsExactly("steps[0].options options_required");
        assertThat(faults(form(step("one", "text").put("least", 1))))
                .containsExactly("steps[0].least bounds_misplaced");
        assertThat(faults(form(step("one", "number").put("least", 5).put("most", 1))))
                .containsExactly("steps[0].most bounds_reversed");
        assertThat(faults(form(step("one", "text")
                        .put("options", new JsonArray().add(option("a", "A")).add(option("b", "B"))))))
                .containsExactly("steps[0].options options_misplaced");
        assertThat(faults(form(step("one", "colour")))).containsExactly("steps[0].answer must_be_one_of");
        assertThat(faults(form())).containsExactly("steps questions_required");
        assertThat(faults(form(step("one", "text").put("text", text("Bonjour {{first_name}}")))))
                .containsExactly("steps[0].text.fr script_variable");
        assertThat(faults(form(step("one", "text"), step("one", "text")))).containsExactly("steps[1].id step_twice");
        assertThat(faults(new JsonObject()
                        .put("language", "fr")
                        .put("steps", new JsonArray())
                        .put("keepDays", 400)))
                .contains("keepDays must_be_number");
        JsonArray eleven = new JsonArray();
        for (int at = 0; at < 11; at++) {
            eleven.add(step("s" + at, "text"));
        }
        assertThat(faults(new JsonObject().put("language", "fr").put("steps", eleven)))
                .singleElement()
                .satisfies(fault -> assertThat(fault).startsWith("steps "));
    }

    @Test
    void waysLeadToTheEndAndEverywhere() {
        assertThat(faults(form(choice("end", "end"), step("why", "text")))).containsExactly("steps[1] step_unreached");
        assertThat(faults(form(choice("why", "nowhere"), step("why", "text"))))
                .containsExactly("steps[0].options[1].next step_unknown");
        assertThat(faults(form(choice("why", "why"), step("why", "text").put("next", "come"))))
                .containsExactly("steps[1].next script_circle");
        // Whoever skips a choice goes on to what follows.
        assertThat(QuestionFormCodec.decode(form(choice("end", "end").put("required", false), step("why", "text")))
                        .steps())
                .hasSize(2);
    }

    @Test
    void whereSomebodyStandsFollowsFromTheirAnswers() {
        QuestionForm form = QuestionFormCodec.decode(
                form(choice("people", "why"), step("people", "number").put("next", "end"), step("why", "text")));
        assertThat(QuestionPath.of(form, Map.of()).next()).contains(0);
        Map<String, QuestionAnswer> no = Map.of("come", new QuestionAnswer("no", null, null));
        assertThat(QuestionPath.of(form, no).places()).containsExactly(0, 2);
        assertThat(QuestionPath.of(form, no).before(2)).isZero();
        Map<String, QuestionAnswer> yes =
                Map.of("come", new QuestionAnswer("yes", null, null), "people", QuestionAnswer.of(BigDecimal.TEN));
        QuestionPath done = QuestionPath.of(form, yes);
        assertThat(done.next()).isEmpty();
        assertThat(done.ids(form)).containsExactly("come", "people");
        assertThat(done.before(form.steps().size())).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12|12",
                "nous serons 12 !|12",
                "-3|-3",
                "1 200|1200",
                "1.200|1200",
                "2,5|2.5",
                "1.200,50|1200.5",
                "٣|3",
                "१२|12",
                "12 €|12",
                "ben moi et mes 2 filles|3",
                "moi et ma fille|2",
                "je vis seule|1"
            })
    void aNumberIsRead(String typed, String number) {
        assertThat(QuestionAnswerReader.number(typed, Set.of("fr")).map(BigDecimal::stripTrailingZeros))
                .contains(new BigDecimal(number).stripTrailingZeros());
    }

    @ParameterizedTest
    @ValueSource(strings = {"beaucoup", "5 ou 6", "06 12 34 56 78", "", "3.14159"})
    void anythingElseIsNoNumber(String typed) {
        assertThat(QuestionAnswerReader.number(typed, Set.of("fr"))).isEmpty();
    }

    @Test
    void boundsAndLengthsHold() {
        QuestionForm form = QuestionFormCodec.decode(
                form(step("people", "number").put("least", 1).put("most", 50), step("word", "text")));
        QuestionForm.Step people = form.steps().get(0);
        assertThat(QuestionAnswerReader.read(people, "51", Set.of("fr"))).isEmpty();
        assertThat(QuestionAnswerReader.read(people, "0", Set.of("fr"))).isEmpty();
        assertThat(QuestionAnswerReader.read(people, "50", Set.of("fr"))).isPresent();
        assertThat(QuestionAnswerReader.read(form.steps().get(1), "x".repeat(1_001), Set.of("fr")))
                .isEmpty();
        assertThat(QuestionAnswerReader.read(form.steps().get(1), " merci\u0000 ", Set.of("fr")))
                .isEqualTo(Optional.of(QuestionAnswer.of("merci")));
    }
}
