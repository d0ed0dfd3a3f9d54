package org.relais.consent.stopword;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.conversation.NamedAnswers;
import org.relais.conversation.NamedAnswers.Thing;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.Topic;
import org.relais.conversation.words.ContinueWish;
import org.relais.conversation.words.OfferRefusal;
import org.relais.conversation.words.PaceWish;
import org.relais.conversation.words.QuietWish;
import org.relais.conversation.words.Slip;
import org.relais.conversation.words.SurveyOpinion;
import org.relais.conversation.words.WaitingList;
import org.relais.testing.Unit;

/**
 * Holds the detector to its aims on four tables: the one that the rules and examples were tuned on, the one kept aside,
 * of which nothing is an example, the fresh one, written in whatever words nobody foresaw, and what volunteers write in an
 * ordinary week.
 */
@Unit
class StopTableTest {
    private static final StopDetector DETECTOR = StopDetector.load();

    /** What was made of each message: several aims look at the same ones. */
    private static final Map<String, Verdict> VERDICTS = new HashMap<>();

    private static final String TUNING = "stop";
    private static final String ASIDE = "stop/aside";
    private static final String FRESH = "stop/fresh";
    private static final String WEEK = "stop/week";

    @ParameterizedTest
    @ValueSource(strings = {TUNING, ASIDE})
    void aimsAreMet(String table) {
        List<LabelledMessage> messages = LabelledMessage.read(table);
        print(table, messages);
        assertThat(share(messages, "keyword", Intent.NONE))
                .as("keywords missed")
                .isZero();
        assertThat(share(messages, "sentence", Intent.NONE))
                .as("sentences missed")
                .isLessThanOrEqualTo(0.02);
        assertThat(share(messages, "unusual", Intent.NONE))
                .as("unusual wordings missed, no aim of the issue")
                .isLessThanOrEqualTo(0.20);
        assertThat(share(messages, "ordinary", Intent.OPT_OUT))
                .as("false stops")
                .isLessThanOrEqualTo(0.01);
        assertThat(share(messages, "ordinary", Intent.HOLD)).as("false holds").isLessThanOrEqualTo(0.04);
        assertThat(share(messages, "start", Intent.OPT_IN)).as("resumes found").isGreaterThanOrEqualTo(0.95);
        assertThat(share(messages, "help", Intent.HELP)).as("helps found").isGreaterThanOrEqualTo(0.95);
    }

    /** Own words, rudeness, dialect and misspellings first, and much that is no stop in words of one: the hardest of all. */
    @Test
    void whatNobodyForesawIsMostlyHeard() {
        List<LabelledMessage> messages = LabelledMessage.read(FRESH);
        print(FRESH, messages);
        List<LabelledMessage> others = messages.stream()
                .filter(message -> message.label() == Intent.NONE)
                .toList();
        assertThat(messages).hasSizeGreaterThan(3_500);
        assertThat(share(messages, "stop", Intent.NONE)).as("stops missed").isLessThanOrEqualTo(0.085);
        assertThat(share(messages, "stop", Intent.OPT_OUT)).as("at once").isGreaterThanOrEqualTo(0.62);
        assertThat(part(others, message -> verdict(message.text()).intent() == Intent.OPT_OUT))
                .as("false stops")
                .isLessThanOrEqualTo(0.007);
        assertThat(part(others, message -> verdict(message.text()).intent() == Intent.HOLD))
                .as("false holds")
                .isLessThanOrEqualTo(0.06);
    }

    /** The aims themselves: 0.5 % missed, 0.5 % false stops, 3 % false holds. */
    @Test
    void whatIsWrittenInAWeekIsHeard() {
        List<LabelledMessage> messages = LabelledMessage.read(WEEK);
        print(WEEK, messages);
        assertThat(messages).hasSizeGreaterThan(3_000);
        assertThat(share(messages, "stop", Intent.NONE)).as("stops missed").isLessThanOrEqualTo(0.005);
        assertThat(share(messages, "talk", Intent.OPT_OUT)).as("false stops").isLessThanOrEqualTo(0.005);
        assertThat(share(messages, "talk", Intent.HOLD)).as("false holds").isLessThanOrEqualTo(0.03);
    }

    @Test
    void nobodyWhoStopsIsTakenForResuming() {
        assertThat(messages(TUNING, ASIDE, FRESH, WEEK)).allSatisfy(message -> {
            if (message.label() == Intent.OPT_OUT || message.label() == Intent.HOLD) {
                assertThat(verdict(message.text()).intent()).as(message.text()).isNotEqualTo(Intent.OPT_IN);
            }
        });
    }

    /** Whoever was offered something may refuse that in words of a stop; no stop of the tables is such a refusal. */
    @Test
    void noStopRefusesWhatIsOffered() {
        NamedAnswers names = new NamedAnswers();
        List<Thing> offered = Stream.of(
                        "Fête de quartier",
                        "Café des voisins",
                        "Bal de printemps",
                        "Réunion publique",
                        "Marché de Noël",
                        "Nuestra asamblea",
                        "Street party",
                        "Grillfest im Park")
                .map(title -> new Thing(title, Topic.Sort.EVENT))
                .toList();
        List<Thing> ofEachSort = Stream.of(Topic.Sort.values())
                .map(sort -> new Thing(sort.name().toLowerCase(Locale.ROOT) + " 7", sort))
                .toList();
        assertThat(messages(TUNING, ASIDE))
                .filteredOn(message -> message.label() == Intent.OPT_OUT)
                .hasSizeGreaterThan(5_000)
                .extracting(LabelledMessage::text)
                .filteredOn(text -> OfferRefusal.isIn(text)
                        || names.refused(text, offered).isPresent()
                        || names.refused(text, ofEachSort).isPresent())
                .isEmpty();
    }

    /** "I don't want to go on" may leave the questions that are open; what the detector is sure of does not. */
    @Test
    void noSureStopLeavesOpenQuestionsOrAWaitingList() {
        ReplyInterpreter interpreter = new ReplyInterpreter();
        assertThat(messages(TUNING, ASIDE))
                .filteredOn(message -> message.label() == Intent.OPT_OUT)
                .extracting(LabelledMessage::text)
                .filteredOn(text -> interpreter.isDropped(text) || WaitingList.isLeft(text))
                .filteredOn(text -> isSure(verdict(text)))
                .isEmpty();
    }

    /** What an open question of a survey may be answered with stops nobody there; no stop of the tables is said so. */
    @Test
    void noStopIsAnOpinion() {
        assertThat(messages(TUNING, ASIDE, FRESH, WEEK))
                .filteredOn(message -> message.label() == Intent.OPT_OUT)
                .extracting(LabelledMessage::text)
                .filteredOn(text -> SurveyOpinion.isIn(DETECTOR, text))
                .isEmpty();
    }

    private static boolean isSure(Verdict verdict) {
        return verdict.intent() == Intent.OPT_OUT && !verdict.isByLikeness();
    }

    @Test
    void noStopIsMeantForSomebodyElseOrWishesToBeBack() {
        assertThat(messages(TUNING, ASIDE, FRESH, WEEK))
                .filteredOn(message -> message.label() == Intent.OPT_OUT)
                .allSatisfy(message -> assertThat(Slip.isIn(message.text()) || ContinueWish.isAny(message.text()))
                        .as(message.text())
                        .isFalse());
    }

    /** Whoever wishes for fewer messages is asked how many: no stop of the tables is such a wish, or one for a pause. */
    @Test
    void noStopWishesForFewerMessagesOrAPause() {
        assertThat(messages(TUNING, ASIDE, FRESH, WEEK))
                .filteredOn(message -> message.label() == Intent.OPT_OUT)
                .hasSizeGreaterThan(5_000)
                .extracting(LabelledMessage::text)
                .filteredOn(text -> PaceWish.isLess(text) || QuietWish.isPause(text))
                .isEmpty();
    }

    @Test
    void rightsAreFoundWithTheirKind() {
        List<LabelledMessage> messages = LabelledMessage.read(TUNING);
        assertThat(messages)
                .allSatisfy(message -> assertThat(verdict(message.text()).rights())
                        .as(message.text())
                        .containsExactlyInAnyOrderElementsOf(message.rights()));
    }

    @Test
    void theTablesAreLargeAndWeighted() {
        List<LabelledMessage> all = messages(TUNING, ASIDE);
        assertThat(all).hasSizeGreaterThanOrEqualTo(900);
        assertThat(LabelledMessage.read(ASIDE)).hasSizeGreaterThanOrEqualTo(250);
        assertThat(part(all, message -> message.language().equals("fr"))).isBetween(0.35, 0.50);
        assertThat(part(all, message -> message.label() != Intent.OPT_OUT)).isBetween(0.40, 0.70);
    }

    @Test
    void noMessageKeptAsideIsAnExample() throws IOException {
        Set<String> examples = new HashSet<>();
        for (Path file : Examples.files(Path.of("src/main/examples"))) {
            for (String line : Files.readAllLines(file)) {
                examples.add(line.substring(line.indexOf('\t') + 1));
            }
        }
        assertThat(examples).hasSizeGreaterThan(20_000);
        assertThat(messages(ASIDE, FRESH, WEEK))
                .extracting(LabelledMessage::text)
                .filteredOn(examples::contains)
                .isEmpty();
    }

    private static Verdict verdict(String text) {
        return VERDICTS.computeIfAbsent(text, DETECTOR::detect);
    }

    private static List<LabelledMessage> messages(String... tables) {
        return List.of(tables).stream()
                .flatMap(table -> LabelledMessage.read(table).stream())
                .toList();
    }

    private static double share(List<LabelledMessage> messages, String kind, Intent intent) {
        List<LabelledMessage> ofKind =
                messages.stream().filter(message -> message.kind().equals(kind)).toList();
        return part(ofKind, message -> verdict(message.text()).intent() == intent);
    }

    private static double part(List<LabelledMessage> messages, Predicate<LabelledMessage> wanted) {
        return (double) messages.stream().filter(wanted).count() / messages.size();
    }

    /** Figures per class and language, to report; which messages failed is not shown for the part kept aside. */
    private static void print(String table, List<LabelledMessage> messages) {
        Map<String, Map<Intent, Integer>> figures = new TreeMap<>();
        for (LabelledMessage message : messages) {
            Intent intent = verdict(message.text()).intent();
            for (String row : List.of(message.kind(), message.kind() + " " + message.language())) {
                figures.computeIfAbsent(row, unused -> new EnumMap<>(Intent.class))
                        .merge(intent, 1, Integer::sum);
            }
            if (table.equals(TUNING) && intent != message.label()) {
                System.out.println(table + ": " + message.label() + " taken for " + intent + ": " + message.text());
            }
        }
        figures.forEach((row, counts) -> System.out.println(table + ": " + row + " " + counts));
    }
}
