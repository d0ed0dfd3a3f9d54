package org.relais.conversation.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

@Unit
class LanguageResemblanceTest {
    private static final int LEFT_OUT = 5;
    private static final int SENTENCE = 3;

    /** Of sentences that it has not learned, it may name the wrong language of one in two hundred, and names that of most. */
    @Test
    void tellsSentencesThatItHasNotRead() {
        LanguageResemblance model = new LanguageResemblance(LEFT_OUT);
        int read = 0;
        int told = 0;
        int wrong = 0;
        for (String language : ReplyFiles.languages()) {
            List<String> examples = ReplyFiles.examples(language).stream()
                    .map(ReplyFiles.Example::text)
                    .toList();
            for (int at = LEFT_OUT - 1; at < examples.size(); at += LEFT_OUT) {
                if (WordPhrase.words(examples.get(at)).size() >= SENTENCE) {
                    String found = model.of(examples.get(at)).orElse("");
                    read++;
                    told += found.isEmpty() ? 0 : 1;
                    wrong += found.isEmpty() || found.equals(language) ? 0 : 1;
                }
            }
        }
        assertThat(read).isGreaterThan(1000);
        assertThat(wrong).isLessThan(read / 200);
        assertThat(told).isGreaterThan(read * 9 / 10);
    }

    @Test
    void saysNothingOfNames() {
        assertThat(LanguageResemblance.standard().of("Maria da Silva Lopez")).isEmpty();
        assertThat(LanguageResemblance.standard().of("12 34 56")).isEmpty();
    }
}
