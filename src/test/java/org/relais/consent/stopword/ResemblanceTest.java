package org.relais.consent.stopword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.testing.Unit;

/** What no rule foresees: learned from examples. */
@Unit
class ResemblanceTest {
    private static final StopDetector DETECTOR = StopDetector.load();

    @Test
    void learnsWhatTellsStopsFromOrdinaryMessages() {
        Resemblance model = Resemblance.learn(List.of(
                example("lose my digits now", true),
                example("lose my digits today", true),
                example("the meeting is today", false),
                example("the meeting is now", false)));

        assertThat(model.score(words("lose my digits")))
                .isGreaterThan(model.score(words("where is the meeting")))
                .isPositive();
        assertThat(model.score(words("the meeting"))).isNegative();
    }

    @Test
    void learnsNothingFromNothing() {
        Resemblance model = Resemblance.learn(List.of());

        assertThat(model.of(words("stop")).isLikeStop()).isFalse();
        assertThat(model.of(words("stop")).isUnlikeStop()).isFalse();
    }

    @Test
    void theSameExamplesMakeTheSameModel() {
        List<Resemblance.Example> examples =
                List.of(example("no more of this", true), example("see you at noon", false));

        assertThat(Resemblance.learn(examples).score(words("no more")))
                .isEqualTo(Resemblance.learn(examples).score(words("no more")));
    }

    @Test
    void hearsWhatIsUnforeseenAndResemblesAStop() {
        assertThat(DETECTOR.detect("G pas envi de recevoir vo message").intent())
                .isIn(Intent.HOLD, Intent.OPT_OUT);
        assertThat(DETECTOR.detect("vos pavés me tapent sur le système").intent())
                .isIn(Intent.HOLD, Intent.OPT_OUT);
        assertThat(DETECTOR.detect("vos pavés du port sont glissants").intent()).isEqualTo(Intent.NONE);
    }

    @Test
    void stopAtTheBeginningMayOnlyMeanToWait() {
        assertThat(DETECTOR.detect("Stop, j'ai une question : c'est à quelle heure ?")
                        .intent())
                .isEqualTo(Intent.NONE);
        assertThat(DETECTOR.detect("Stop, on a assez de monde pour la buvette").intent())
                .isNotEqualTo(Intent.OPT_OUT);
        assertThat(DETECTOR.detect("Stop, ça fait trop de messages").intent()).isEqualTo(Intent.OPT_OUT);
        assertThat(DETECTOR.detect("On a assez de monde pour la buvette. STOP").intent())
                .isEqualTo(Intent.OPT_OUT);
    }

    @Test
    void leavesAloneWhatARuleOnlySuspectsAndNothingResembles() {
        assertThat(DETECTOR.detect("ils veulent fermer la maternité, faut que ça s'arrête")
                        .intent())
                .isEqualTo(Intent.NONE);
        assertThat(DETECTOR.detect("ces messages, faut que ça s'arrête").intent())
                .isIn(Intent.HOLD, Intent.OPT_OUT);
    }

    @Test
    void anEverydayWordThatIsAskedIsAskedAbout() {
        assertThat(DETECTOR.detect("Annulé ?").intent()).isEqualTo(Intent.HOLD);
        assertThat(DETECTOR.detect("annuler").intent()).isEqualTo(Intent.OPT_OUT);
        assertThat(DETECTOR.detect("stop ?").intent()).isEqualTo(Intent.OPT_OUT);
    }

    @Test
    void learnsOfOneWordWhatHoldsForItsListInEveryLanguage() {
        Resemblance model = Resemblance.learn(List.of(
                new Resemblance.Example(listed("plus", 1, "textos", 2), true),
                new Resemblance.Example(listed("oui", 3, "samedi", 4), false)));

        assertThat(model.score(listed("geen", 1, "berichten", 2)))
                .isGreaterThan(model.score(listed("ja", 3, "zaterdag", 4)));
    }

    private static List<Token> listed(String first, int firstList, String second, int secondList) {
        return List.of(
                new Token(new Word(first, new int[0], new int[] {firstList}), 0, Token.NO_BREAK),
                new Token(new Word(second, new int[0], new int[] {secondList}), 0, Token.NO_BREAK));
    }

    @Test
    void asksWhoIsNotSureToGoOn() {
        assertThat(DETECTOR.detect("je ne sais pas si je veux continuer à recevoir")
                        .intent())
                .isEqualTo(Intent.HOLD);
    }

    @Test
    void refusesAnExampleWithoutLabel(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("xx.tsv"), "# remark\nstop\tgo away\nwhat is this\n");

        assertThatThrownBy(() -> Examples.read(folder, ResemblanceTest::words))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("xx.tsv:3: a label and a tab expected");
    }

    @Test
    void readsEveryWishThatIsNoStopAsOrdinary(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("xx.tsv"), "stop\tgo away\nlater\tnot now\nordinary\tfine\n");

        assertThat(Examples.read(folder, ResemblanceTest::words))
                .extracting(Resemblance.Example::stop)
                .containsExactly(true, false, false);
    }

    /** The model of the jar is the one that these examples, rules and code make. */
    @Test
    void theModelIsThatOfTheExamples() throws Exception {
        RuleBook book = new RuleBook(StopDetector.files(StopDetector.class.getClassLoader()));
        List<Resemblance.Example> some = Examples.read(
                        Path.of("src/main/examples"),
                        text -> Message.of(book.tokeniser.tokens(text), book).words())
                .stream()
                .filter(example -> !example.words().isEmpty())
                .toList();
        Resemblance model = Resemblance.load();

        assertThat(some).hasSizeGreaterThan(20_000);
        assertThat(some.stream()
                        .filter(example -> example.stop() == model.score(example.words()) > 0)
                        .count())
                .isGreaterThan(some.size() * 97L / 100);
    }

    private static Resemblance.Example example(String text, boolean stop) {
        return new Resemblance.Example(words(text), stop);
    }

    private static List<Token> words(String text) {
        return Arrays.stream(text.split(" "))
                .map(word -> new Token(new Word(word, new int[0], new int[0]), 0, Token.NO_BREAK))
                .toList();
    }
}
