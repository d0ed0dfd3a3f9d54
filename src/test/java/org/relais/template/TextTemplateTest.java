package org.relais.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.input.InvalidInputException;
import org.relais.testing.Unit;

@Unit
class TextTemplateTest {

    private static String fill(String source, Map<String, String> values) {
        return TextTemplate.parse(source).fill(values::get, value -> "<" + value + ">");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Hello {{name|friend}}!;Hello <Zoe>!",
                "Hello {{ name | friend }}!;Hello <Zoe>!",
                "Hello {{unknown|dear friend}}!;Hello dear friend!",
                "Hello {{unknown|}}!;Hello !",
                "Hello {{unknown}}!;Hello !",
                "{{name}}{{name}};<Zoe><Zoe>",
                "a { b } c }} d;a { b } c }} d",
                "write \\{{name}};write {{name}}",
                "{{prénom|toi}};<Zoé>",
                "no variable;no variable",
            })
    void fillsVariablesOrTheirFallbacks(String source, String expected) {
        assertThat(fill(source, Map.of("name", "Zoe", "prénom", "Zoé"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{", "hello {{name", "{{}}", "{{ }}", "{{1}}", "{{a b}}", "{{a|b", "{{{name}}}", "{{|x}}"})
    void refusesWhatIsNoVariable(String source) {
        assertThatThrownBy(() -> TextTemplate.parse(source)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void namesItsVariablesInOrderOfFirstUse() {
        assertThat(TextTemplate.parse("{{b|x}} {{a}} {{b}}").variables())
                .containsExactly(Map.entry("b", Optional.of("x")), Map.entry("a", Optional.empty()));
    }

    @Test
    void aLiteralTextHoldsNoVariableEvenAfterItWasStored() {
        String hostile = "I am {{name}} and \\{{x}} }}";
        TextTemplate literal = TextTemplate.literal(hostile);
        assertThat(literal.fill(variable -> "no", value -> value)).isEqualTo(hostile);
        assertThat(TextTemplate.parse(literal.source()).fill(variable -> "no", value -> value))
                .isEqualTo(hostile);
    }
}
