package org.relais.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.input.Fault;
import org.relais.testing.Unit;

@Unit
class LooseVariableTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Bonjour {prénom} !; {prénom} {{first_name|…}}",
                "Hi {First name|friend}; {First name|friend} {{first_name|…}}",
                "[Prénom] [NOM]; [Prénom] {{first_name|…}} [NOM] {{name|…}}",
                "{ville} {ville}; {ville} {{ville|…}}",
                "{organisation}; {organisation} {{organisation}}",
                "[URGENT] [complet]; ''",
                "Bonjour [Prénon] !; [Prénon] {{first_name|…}}",
                "[Prenom, sinon à vous]; [Prenom, sinon à vous] {{first_name|…}}",
                "Le [Sujet] et [nos sujet]; [Sujet]  [nos sujet] {{purpose}}",
                "À [Vile]; [Vile] {{ville|…}}",
                "[Rappel] le [Plan](https://example.org), [jeudi, 18 h]; ''",
                "{une blague} {d'ici} {3} { };''",
                "{{first_name|toi}} {{{name}}};''",
            })
    void namesWhatLooksLikeAVariableWithItsRightForm(String body, String found) {
        JsonObject draft = new JsonObject()
                .put("title", "{prénom}")
                .put("message", new JsonObject().put("body", new JsonObject().put("fr", body)));
        assertThat(String.join(
                        " ",
                        LooseVariable.in(draft, Map.of("Nos sujets", "purpose", "Ville", "ville")).stream()
                                .map(each -> each.written() + " " + each.right())
                                .toList()))
                .isEqualTo(found);
    }

    @Test
    void isAFaultWhereOneBraceStandsAroundOneWordOrTheNameOfAVariable() {
        JsonObject draft = new JsonObject()
                .put(
                        "message",
                        new JsonObject()
                                .put(
                                        "body",
                                        new JsonObject()
                                                .put(
                                                        "fr",
                                                        "Bonjour {firstName}, {first_nam}, {une blague} [Prénom] {{name|x}}"))
                                .put("buttons", new JsonArray().add(new JsonObject().put("label", "{organisation}"))));
        assertThat(LooseVariable.faults(draft))
                .extracting(Fault::toString)
                .containsExactly(
                        "message.body.fr: write {{first_name|…}}: {firstName} would be read as it stands",
                        "message.body.fr: write {{first_name|…}}: {first_nam} would be read as it stands",
                        "message.buttons[0].label: write {{organisation}}: {organisation} would be read as it stands");
    }
}
