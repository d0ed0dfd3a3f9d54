package org.relais.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.answer.LabelReading;
import org.relais.testing.Unit;

/** Labels that stand in sentences, and words that only look like them. */
@Unit
class LabelReadingTest {
    private static final List<String> SIZES = List.of("S", "M", "XL");
    private static final List<String> DINNER = List.of("Cooking", "Washing up", "Not this year");
    private static final List<String> CAKES = List.of("Yes, I’ll bake", "I’ll buy one", "Sorry, can’t");
    private static final List<String> KUCHEN = List.of("Ja, ich backe", "Ich kaufe einen", "Leider nein");
    private static final List<String> GATEAUX = List.of("Oui, j’en fais un", "J’en achète un", "Désolé, non");

    /** As people say their size; behind the bar what is taken, or nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "moi cé M merci|M",
                "Bonjour, M pour moi|M",
                "pour moi XL svp|XL",
                "XL plutôt|XL",
                "M pour ma part, bises|M",
                "je prends du M|M",
                "taille XL chef|XL",
                "ah non plutôt M|",
                "M for me please|M",
                "Size XL ta|XL",
                "I'm an XL|XL",
                "I take S|S",
                "das M bitte|M",
                "M est trop petit|",
                "M is too tight|",
                "la M me queda muy justa|",
                "XL für mich|XL",
                "ich nehm S|S",
                "nehme M danke|M",
                "una M por favor|M",
                "per me M|M",
                "M para mim|M",
                "doe mij M maar|M",
                // A letter of ordinary words, or several of them, is none.
                "dacor pa de probleme|",
                "J'ai pas besoin de tee-shirt|",
                "je m en passe|",
                "s il vous plaît pas de tee-shirt|",
                "JE M EN PASSE|",
                "it's fine|",
                "I'm not sure about M|",
                "pas M|",
                "M ou XL|",
                "M or S, whichever|",
                "das ist mir zu m viel|",
                "M ist mir zu eng|",
                "not M please|",
                "c'est pas ma taille le S|",
                "kein XL|",
                "nessuna M|",
            })
    void aSizeIsTakenAsACapitalLetter(String text, @Nullable String label) {
        assertThat(taken(text, SIZES, "Quelle taille de tee-shirt pour la fête ? What size? Welche Größe?"))
                .isEqualTo(Optional.ofNullable(label));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "washing up ig|Washing up",
                "cooking obvs|Cooking",
                "put me down for washing up|Washing up",
                "ach, washing up|Washing up",
                "I hate cooking|",
                "not cooking again|",
                "maybe washing up|",
                "cooking or washing up, you choose|",
                "who does the cooking?|",
            })
    void oneUnknownWordBesideALabelLeavesItTaken(String text, @Nullable String label) {
        assertThat(taken(text, DINNER, "The Christmas dinner")).isEqualTo(Optional.ofNullable(label));
    }

    /** A reason says why one is taken, and takes no other. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Saturday would suit me dear, Sundays I have church|Saturday",
                "For me it is the Saturday because the Sunday I have my family|Saturday",
                "☀️ Sunday plsss|Sunday",
                "I prefer Sunday, Saturdays I work|Sunday",
                "Saturday I have church, Sunday I have football|",
                "Saturday my kids play and Sunday too|",
                "Samstag passt, weil ich Sonntag Familie habe|Saturday",
            })
    void aReasonIsNoChoice(String text, @Nullable String label) {
        List<String> german = List.of("Samstag", "Sonntag", "Beides");
        List<String> english = List.of("Saturday", "Sunday", "Either");
        assertThat(taken(text, english, "The jumble sale")
                        .or(() -> taken(text, german, "Der Basar").map(said -> english.get(german.indexOf(said)))))
                .isEqualTo(Optional.ofNullable(label));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "j'ai un rendez-vous chez le kiné le mardi. Ce sera plutôt le jeudi, finalement.|Jeudi",
                "ni lun ni lautre dsl 😅|Aucun des deux",
                "par contre pas avant 18h je bosse|",
                "mardi me conviendrait, après 19 heures|Mardi",
            })
    void norInASentenceOfItsOwn(String text, @Nullable String label) {
        assertThat(taken(text, List.of("Mardi", "Jeudi", "Aucun des deux"), "Quel jour ?"))
                .isEqualTo(Optional.ofNullable(label));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mill street my shop is there|Mill Street",
                "I can do the Canal Row with my husband|Canal Row",
                "Leaflet I can do Bell Lane|Bell Lane",
                "Oh good, leafleting|",
                "Canal Row floods every winter you know|",
            })
    void aPlaceIsTakenForWhatIsNear(String text, @Nullable String label) {
        assertThat(taken(text, List.of("Mill Street", "Bell Lane", "Canal Row"), "Which street could you leaflet?"))
                .isEqualTo(Optional.ofNullable(label));
    }

    /** What has another button's own word presses none by a mere yes or no. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "I'll just buy one if that's allowed, no time to bake this week",
                "No no, I said I would BUY one. Please change it",
                "no, we would rather buy something",
                "can't manage it, could I buy instead",
            })
    void aWordOfAnotherButtonIsNoMereNo(String text) {
        assertThat(namesAnother(text, CAKES, "Could you bake something?")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nein, keine Zeit, ich kaufe lieber was", "leider nein, aber kaufe gern einen"})
    void noMoreThanThatInGerman(String text) {
        assertThat(namesAnother(text, KUCHEN, "Wer backt einen Kuchen?")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"non pas le temps, j'en achète", "non, j'achète plutôt"})
    void norInFrench(String text) {
        assertThat(namesAnother(text, GATEAUX, "Qui fait un gâteau ?")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no sorry, can't this year",
                "sorry, no time to bake this week",
                "no, I am no good at baking",
                "can't, one of the kids is ill",
                "no no, not me"
            })
    void aMereNoNamesNothing(String text) {
        assertThat(namesAnother(text, CAKES, "Could you bake something?")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"S", "M", "N", "O", "J"})
    void aLetterIsNeitherYesNorNo(String label) {
        assertThat(new ReplyInterpreter().meaning(options(List.of(label)).get(0)))
                .isEmpty();
    }

    /** Whatever stands behind it: why, mostly. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rien pr le gouter je suis fauché|Boisson,Gâteau,Rien|Rien",
                "Rien pour le goûter, je suis fauché|Boisson,Gâteau,Rien|Rien",
                "nothing for the party, I'm broke|Drinks,Cake,Nothing|Nothing",
                "nada para la merienda, estoy sin blanca|Bebida,Tarta,Nada|Nada",
                "nichts für das Fest, bin pleite|Getränke,Kuchen,Nichts|Nichts",
            })
    void theLabelOfNoneIsSaidFirst(String text, String labels, String expected) {
        assertThat(taken(text, List.of(labels.split(",")), "Le goûter"))
                .as(text)
                .contains(expected);
    }

    private static Optional<String> taken(String text, List<String> labels, String about) {
        return LabelReading.of(text, options(labels), about, false)
                .flatMap(said -> said.place().stream())
                .findFirst()
                .map(labels::get);
    }

    private static boolean namesAnother(String text, List<String> labels, String about) {
        List<OpenMessage.Option> options = options(labels);
        return LabelReading.namesAnother(
                text, options, options.get(labels.size() - 1).payload(), about);
    }

    private static List<OpenMessage.Option> options(List<String> labels) {
        return IntStream.range(0, labels.size())
                .mapToObj(at -> new OpenMessage.Option(AnswerButton.of(7, at, "b" + at), Map.of("en", labels.get(at))))
                .toList();
    }
}
