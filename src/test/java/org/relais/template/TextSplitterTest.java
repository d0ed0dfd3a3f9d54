package org.relais.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

@Unit
class TextSplitterTest {

    @Test
    void keepsSentencesWhole() {
        assertThat(TextSplitter.split("Un. Deux mots. Trois mots ici ! Quatre ?", 16, "fr"))
                .containsExactly("Un. Deux mots.", "Trois mots ici !", "Quatre ?");
        assertThat(TextSplitter.split("ça va. مرحبا بكم جميعا. كيف الحال؟", 20, "ar"))
                .containsExactly("ça va.", "مرحبا بكم جميعا.", "كيف الحال؟");
        assertThat(TextSplitter.split("你好。今天怎么样？很好。", 8, "zh")).containsExactly("你好。", "今天怎么样？", "很好。");
    }

    @Test
    void cutsBetweenWordsOnlyWhereASentenceIsTooLongByItself() {
        assertThat(TextSplitter.split("Court. Une phrase bien trop longue pour tenir.", 20, "fr"))
                .containsExactly("Court.", "Une phrase bien trop", "longue pour tenir.");
    }

    @Test
    void neverCutsAFamilyWhereItFitsNorACharacterAtAll() {
        String family = "👩‍👩‍👧‍👦";
        assertThat(TextSplitter.split(family.repeat(3), 12, null)).containsExactly(family, family, family);
        assertThat(TextSplitter.split("🎉🎉", 3, null)).containsExactly("🎉", "🎉");
    }

    @Test
    void aShortTextIsOnePartAndABlankOneNone() {
        assertThat(TextSplitter.split(" a. b. ", 100, "en")).containsExactly("a. b.");
        assertThat(TextSplitter.split(" \n ", 100, "en")).isEmpty();
        assertThatThrownBy(() -> TextSplitter.split("a", 1, "en")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fourThousandCharactersOfScriptAreSplitAtSentences() {
        String script =
                "Bonjour, je vous appelle pour parler du quartier. ".repeat(200).strip();
        assertThat(TextSplitter.split(script, 4_096, "fr")).hasSize(3).allSatisfy(part -> assertThat(part)
                .startsWith("Bonjour, je")
                .endsWith("du quartier.")
                .hasSizeLessThanOrEqualTo(4_096));
    }
}
