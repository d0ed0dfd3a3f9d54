package org.relais.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.relais.testing.Unit;
import org.relais.text.Languages;

/** The bundles and the list of codes fit each other. */
@Unit
class FaultTextsTest {
    private static final Pattern USE = Pattern.compile("(?:FaultCode\\.|')([A-Z_]+)");

    static List<String> languages() {
        return Languages.OF_ORGANISERS;
    }

    @ParameterizedTest
    @EnumSource(FaultCode.class)
    void everyCodeHasItsTextsInEveryLanguageAndTheySpeakOfItsValuesOnly(FaultCode code) {
        Set<String> values = Set.copyOf(code.arguments());
        assertThat(FaultTexts.arguments("en", code.key())).isEqualTo(values);
        for (String language : Languages.OF_ORGANISERS) {
            assertThat(FaultTexts.keys(language)).contains(code.key());
            assertThat(values)
                    .containsAll(FaultTexts.arguments(language, code.key()))
                    .containsAll(FaultTexts.arguments(language, code.key() + ".form"));
        }
    }

    @ParameterizedTest
    @MethodSource("languages")
    void noTextIsOfNoCode(String language) {
        Set<String> keys = FaultTexts.keys(language).stream()
                .map(key -> key.replaceFirst("\\.form$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        keys.removeAll(Arrays.stream(FaultCode.values()).map(FaultCode::key).toList());

        assertThat(keys).containsExactly("at.column", "at.line");
    }

    @Test
    void everyCodeIsFoundBySomebody() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher use = USE.matcher(Files.readString(source));
                while (use.find()) {
                    used.add(use.group(1));
                }
            }
        }
        assertThat(used)
                .contains(Arrays.stream(FaultCode.values()).map(Enum::name).toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | 10000 characters; at most 8192 are possible.",
                "fr | 10000 caractères\u00a0; 8192 au plus.",
                "de | 10000 characters; at most 8192 are possible."
            })
    void aFaultIsToldInTheReadersLanguageAndInEnglishWhereThereIsNone(String language, String told) {
        Fault fault = Fault.of("title", FaultCode.TEXT_TOO_LONG, 10_000, 8_192);

        assertThat(FaultTexts.text(fault.code(), fault.arguments(), language)).isEqualTo(told);
        assertThat(FaultTexts.english(fault)).isEqualTo("has 10000 characters, at most 8192 are possible");
    }

    @Test
    void variablesStandInTheirBraces() {
        assertThat(FaultTexts.english(Fault.of("body.fr", FaultCode.VARIABLE_WITHOUT_FALLBACK, "city")))
                .isEqualTo("{{city}} may be unknown, so it needs a fallback: {{city|…}}");
        assertThat(FaultTexts.text(FaultCode.FIRST_MENTION_MISSING, Map.of(), "fr"))
                .contains("mettez {{mention}} en paramètre, avant {{body}}");
    }

    @Test
    void aFaultHasExactlyTheValuesOfItsCode() {
        assertThatThrownBy(() -> Fault.of("title", FaultCode.TEXT_TOO_LONG, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fault("title", FaultCode.REQUIRED, Map.of("most", 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
