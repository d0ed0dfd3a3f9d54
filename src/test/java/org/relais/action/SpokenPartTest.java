package org.relais.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

@Unit
class SpokenPartTest {
    private static final Map<String, Long> READERS = Map.of("fr", 40L, "en", 5L, "ar", 2L);

    @Test
    void aLanguageInWhichOneTextIsMissingIsNotWhole() {
        assertThat(SpokenPart.whole(List.of(
                        Map.of("fr", "Viendrez-vous ?", "en", "Coming?"),
                        Map.of("fr", "Oui", "en", "Yes"),
                        Map.of("fr", "Non"))))
                .containsExactly("fr");
        assertThat(SpokenPart.whole(List.of())).isEmpty();
    }

    @Test
    void whoReadsWhatIsNotWrittenIsToldInTheDefaultLanguage() {
        assertThat(new SpokenPart("questions", "fr", Set.of("fr", "en"), null).lacking(READERS))
                .containsExactly(Map.entry("ar", 2L));
        assertThat(new SpokenPart("script", "fr", Set.of(), Map.of("en", 3L, "fr", 1L)).lacking(READERS))
                .containsExactly(Map.entry("en", 3L));
    }
}
