package org.relais.consent.stopword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.testing.Unit;

/** What no rule foresees: learned from examples, and never more than a question. */
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

        assertThat(model.isLikeStop(words("stop"))).isFalse();
        assertThat(model.isUnlikeStop(words("stop"))).isFalse();
    }

    @Test
    void theSameExamplesMakeTheSameModel() {
        List<Resemblance.Example> examples =
                List.of(example("no more of this", true), example("see you at noon", false));

        assertThat(Resemblance.learn(examples).score(words("no more")))
                .isEqualTo(Resemblance.learn(examples).score(words("no more")));
    }

    @Test
    void holdsWhatIsUnforeseenAndResemblesAStop() {
        Verdict verdict = DETECTOR.detect("G pas envi de recevoir vo message");

        assertThat(verdict.intent()).isEqualTo(Intent.HOLD);
    }

    @Test
    void stopAtTheBeginningMayOnlyMeanToWait() {
        assertThat(DETECTOR.detect("Stop, j'ai une question : c'est à quelle heure ?")
                        .intent())
                .isEqualTo(Intent.NONE);
        assertThat(DETECTOR.detect("Stop, on a assez de monde pour la buvette").intent())
                .isEqualTo(Intent.HOLD);
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
        Path examples = Files.createDirectories(folder.resolve("stop/examples"));
        Files.writeString(
                examples.resolve("xx.tsv"), "# remark\nstop\tgo away\nwhat is this\n", StandardCharsets.UTF_8);
        try (URLClassLoader loader = new URLClassLoader(new URL[] {address(folder)}, null)) {
            assertThatThrownBy(() -> Examples.read(List.of("xx"), loader, ResemblanceTest::words))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("stop/examples/xx.tsv:3: 'stop' or 'ordinary' and a tab expected");
        }
    }

    private static URL address(Path folder) throws MalformedURLException {
        return folder.toUri().toURL();
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
