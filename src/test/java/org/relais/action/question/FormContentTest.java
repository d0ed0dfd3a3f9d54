package org.relais.action.question;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.channel.FormContent;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.OrganisationTexts;
import org.relais.template.OrganisationName;
import org.relais.template.OrganisationProfile;
import org.relais.template.Texts;
import org.relais.testing.Unit;
import org.relais.text.Languages;

/** Questions as a form, what is read of one that was filled in, and whose it is. */
@Unit
class FormContentTest {
    private static JsonObject step(String id, String answer) {
        JsonObject texts = new JsonObject();
        Languages.ALL.forEach(language -> texts.put(language, "? " + id));
        return new JsonObject().put("id", id).put("answer", answer).put("text", texts);
    }

    private static JsonObject option(String id) {
        return new JsonObject().put("id", id).put("label", new JsonObject().put("fr", id));
    }

    private static JsonObject json() {
        return new JsonObject()
                .put("language", "fr")
                .put("asForm", true)
                .put(
                        "steps",
                        new JsonArray()
                                .add(step("come", "choice")
                                        .put(
                                                "options",
                                                new JsonArray()
                                                        .add(option("yes"))
                                                        .add(option("no"))))
                                .add(step("people", "number")
                                        .put("least", -1_000_000_000)
                                        .put("most", 1_000_000_000))
                                .add(step("where", "place"))
                                .add(step("why", "text").put("required", false)));
    }

    private static QuestionForm form() {
        return QuestionFormCodec.decode(json());
    }

    /** Limits of Flow JSON: 20 for a label, 80 for a hint, 35 for the last button; 20 for the button that opens it. */
    @ParameterizedTest
    @ValueSource(strings = {"fr", "en", "es", "de", "it", "pt", "nl", "ar"})
    void fitsInEveryLanguage(String language) {
        OrganisationProfile profile = new OrganisationProfile(
                1, OrganisationName.of("Les Amis", null), null, Map.of(), "fr", 0, false, Texts.standard());
        QuestionMessages messages = new QuestionMessages(new OrganisationTexts(profile, language), 1, form(), null);
        FormContent content = messages.content();
        assertThat(content.send().length()).isLessThanOrEqualTo(35);
        assertThat(content.fields()).hasSize(4).allSatisfy(field -> {
            assertThat(field.label().length()).isBetween(1, 20);
            assertThat(field.hint().length()).isBetween(1, 80);
        });
        assertThat(content.fields().get(0).options())
                .extracting(FormContent.Option::id)
                .containsExactly("0", "1");
        assertThat(new OrganisationTexts(profile, language).text("question.yes").length())
                .isLessThanOrEqualTo(20);
    }

    @Test
    void branchesMakeNoForm() {
        assertThat(form().straight()).isTrue();
        assertThat(form().languages()).containsExactlyInAnyOrderElementsOf(Languages.ALL);
        JsonObject branched = json();
        branched.getJsonArray("steps")
                .getJsonObject(0)
                .getJsonArray("options")
                .getJsonObject(1)
                .put("next", "where");
        assertThat(QuestionFormCodec.decode(branched).straight()).isFalse();
        JsonObject onward = json();
        onward.getJsonArray("steps")
                .getJsonObject(0)
                .getJsonArray("options")
                .getJsonObject(1)
                .put("next", "people");
        assertThat(QuestionFormCodec.decode(onward).straight()).isTrue();
    }

    @Test
    void everyValueIsReadAsIfItHadBeenTyped() {
        Map<String, String> fields = Map.of("q0", "1", "q1", "nous serons 12", "q2", " Lille ", "x", "y");
        assertThat(QuestionFields.read(form(), fields, Map.of()))
                .isEqualTo(Map.of(
                        "come",
                        new QuestionAnswer("no", null, null),
                        "people",
                        QuestionAnswer.of(BigDecimal.valueOf(12)),
                        "where",
                        QuestionAnswer.of("Lille"),
                        "why",
                        QuestionAnswer.SKIPPED));
        // What was left empty takes nothing back, and what is no answer is none.
        Map<String, QuestionAnswer> before = new HashMap<>(Map.of("why", QuestionAnswer.of("parce que")));
        assertThat(QuestionFields.read(form(), Map.of("q0", "2", "q1", "x", "q3", " "), before))
                .isEmpty();
    }

    @Test
    void aCodeIsOfOnePersonInOneAction() {
        byte[] key = new byte[32];
        FormCodes codes = new FormCodes(key);
        long shard = (1L << 50) + 7;
        ButtonPayload button = codes.button(shard, shard).orElseThrow();
        assertThat(ButtonPayload.parse(button.encode())).contains(button);
        assertThat(codes.isOf(button, shard, shard)).isTrue();
        assertThat(codes.isOf(button, shard, 8)).isFalse();
        assertThat(codes.isOf(button, 8, shard)).isFalse();
        assertThat(codes.isOf(QuestionButtons.form(shard, "AAAAAAAAAAAAAAAAAAAA"), shard, shard))
                .isFalse();
        assertThat(codes.isOf(QuestionButtons.ask(shard), shard, shard)).isFalse();
        key[0] = 1;
        assertThat(codes.isOf(button, shard, shard)).isTrue();
        assertThat(new FormCodes(key).isOf(button, shard, shard)).isFalse();
        assertThat(List.of(new FormCodes(null).possible(), new FormCodes(null).isOf(button, shard, shard)))
                .containsOnly(false);
    }
}
