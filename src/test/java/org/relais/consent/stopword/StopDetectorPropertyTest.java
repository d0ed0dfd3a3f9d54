package org.relais.consent.stopword;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.relais.testing.Unit;

/** What must hold for every text, not only for those in the tables. */
@Unit
class StopDetectorPropertyTest {
    private static final StopDetector DETECTOR = StopDetector.load();

    @Property(tries = 500)
    void everyStringHasAVerdict(@ForAll("strings") String text) {
        Verdict first = DETECTOR.detect(text);
        assertThat(first.rule()).isNotEmpty();
        assertThat(DETECTOR.detect(text)).isEqualTo(first);
        assertThat(DETECTOR.affirmation(text)).isEqualTo(DETECTOR.affirmation(text));
    }

    @Property(tries = 10)
    void aMegabyteIsNoTrouble(@ForAll("strings") String piece) {
        String huge = (piece + " stop n'écrivez plus ").repeat(1 + 1_000_000 / (piece.length() + 21));
        assertThat(DETECTOR.detect(huge)).isEqualTo(DETECTOR.detect(huge));
    }

    @Property(tries = 300)
    void aKeywordIsOneInAnyDress(
            @ForAll("keywords") String keyword, @ForAll("ornaments") String before, @ForAll("ornaments") String after) {
        assertThat(intent(before + keyword + after)).isEqualTo(Intent.OPT_OUT);
        assertThat(intent(keyword.toUpperCase(Locale.ROOT))).isEqualTo(Intent.OPT_OUT);
        assertThat(intent(Normalizer.normalize(keyword, Normalizer.Form.NFD))).isEqualTo(Intent.OPT_OUT);
        assertThat(intent(Normalizer.normalize(keyword, Normalizer.Form.NFC))).isEqualTo(Intent.OPT_OUT);
        assertThat(intent(keyword + after + keyword)).isEqualTo(Intent.OPT_OUT);
    }

    private static Intent intent(String text) {
        return DETECTOR.detect(text).intent();
    }

    /** Of every kind of character, surrogates without a partner among them. */
    @Provide
    Arbitrary<String> strings() {
        Arbitrary<String> anything = Arbitraries.strings()
                .withCharRange(Character.MIN_VALUE, Character.MAX_VALUE)
                .ofMaxLength(200);
        Arbitrary<String> wordy = Arbitraries.of(
                        "stop", "ne", "m'", "écrivez", "plus", "pas", "the", "bus", "don't", " ", " ", ", ", ". ", "?",
                        "\n", "\"", "🛑", "توقف", "st0p", "Mme X", "dit", "voisin", "please", "no", "me", "liste", "de",
                        "la", "\u200b", "\uD83D")
                .list()
                .ofMaxSize(60)
                .map(parts -> String.join("", parts));
        return Arbitraries.oneOf(anything, wordy);
    }

    @Provide
    Arbitrary<String> keywords() {
        return Arbitraries.of(
                "stop",
                "arrêt",
                "arrêtez",
                "désabonner",
                "désinscription",
                "unsubscribe",
                "baja",
                "abmelden",
                "kündigen",
                "disiscrivimi",
                "parar",
                "afmelden",
                "توقف",
                "إيقاف",
                "désabonnement",
                "unsub");
    }

    @Provide
    Arbitrary<String> ornaments() {
        return Arbitraries.of(
                " ", "", "!", " !!!", "...", " 🙏", "\n", "\u200b", ".", " 😡😡", "\t", "*", " - ", "\u00a0");
    }
}
