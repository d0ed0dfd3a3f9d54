package org.relais.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.relais.conversation.ReplyInterpreter.Strictness;
import org.relais.conversation.likeness.LikelyAnswer;
import org.relais.conversation.likeness.ReplyResemblance;
import org.relais.conversation.words.CallEnding;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.DayWords;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.Inquiry;
import org.relais.conversation.words.LanguageRequest;
import org.relais.conversation.words.NumberWords;
import org.relais.conversation.words.OfferRefusal;
import org.relais.conversation.words.PaceWish;
import org.relais.conversation.words.Pleasantry;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.SurveyInquiry;
import org.relais.inbound.answer.FalseFriend;
import org.relais.testing.Seeds;
import org.relais.testing.Unit;

/** The words of all phrases in any order, with marks and numbers between them: each text is read or not, and harms no reader. */
@Unit
class ReplyFuzzTest {
    private static final List<List<String>> WORDS = ReplyFiles.languages().stream()
            .map(language -> ReplyFiles.vocabulary(language).stream().sorted().toList())
            .filter(words -> !words.isEmpty())
            .toList();

    private static final List<String> BETWEEN = List.of(
            " ", " ", " ", " ", " ", ", ", ". ", " ? ", "؟ ", "!", "…", "\n", " - ", " 3 ", "'", " : ", ",,", "\u0000",
            "😀");

    private static final LocalDate DAY = LocalDate.of(2026, 12, 5);
    private static final List<NamedAnswers.Thing> THINGS = List.of(
            new NamedAnswers.Thing("Fête de quartier", Topic.Sort.EVENT, Set.of(DAY), "Samedi, on danse."),
            new NamedAnswers.Thing("Vide-grenier", Topic.Sort.EVENT, Set.of(DAY.plusDays(1)), ""),
            NamedAnswers.Thing.titled("Reparto del viernes"));
    private static final OpenMessage MESSAGE = new OpenMessage(
            1,
            false,
            Instant.parse("2026-11-28T10:00:00Z"),
            List.of(
                    new OpenMessage.Option(ButtonPayload.of("event", "yes", 1), Map.of("fr", "Je viens", "es", "Voy")),
                    new OpenMessage.Option(ButtonPayload.of("event", "no", 1), Map.of("fr", "Sans moi", "es", "No")),
                    new OpenMessage.Option(ButtonPayload.of("event", "maybe", 1), Map.of("fr", "Peut-être"))));

    private final ReplyInterpreter interpreter = new ReplyInterpreter();
    private final NamedAnswers names = new NamedAnswers();
    private final ReplyResemblance resemblance = ReplyResemblance.standard();

    private final List<Consumer<String>> readers = List.of(
            text -> interpreter.read(text, List.of(MESSAGE), List.of(MESSAGE), Strictness.WORDS),
            text -> interpreter.read(text, List.of(MESSAGE, MESSAGE), List.of(), Strictness.NAMED),
            interpreter::attends,
            interpreter::isOnlyLate,
            interpreter::isKept,
            interpreter::givesUp,
            interpreter::takesBack,
            interpreter::reportOrPutOff,
            interpreter::isDone,
            text -> names.read(text, THINGS),
            text -> names.ofTheRest(text, THINGS),
            text -> names.counted(text, THINGS),
            text -> names.exception(text, THINGS),
            text -> names.isOfAnother(text, THINGS.get(0)),
            text -> LikelyAnswer.of(resemblance, text),
            text -> Companions.brought(text, 1),
            Companions::isCorrection,
            Companions::isOfOneLess,
            CallEnding::of,
            CallEnding::mere,
            text -> DayWords.of(text, DAY),
            EventInquiry::among,
            EventInquiry::beside,
            text -> FalseFriend.without(text, "es"),
            Inquiry::of,
            LanguageRequest::of,
            text -> NumberWords.of(text, List.of()),
            OfferRefusal::isIn,
            PaceWish::answering,
            Pleasantry::of,
            SurveyInquiry::of);

    @Test
    void wordsInAnyOrderAreReadOrNot() {
        assertThat(WORDS).hasSizeGreaterThanOrEqualTo(8);
        Seeds.each(200, seed -> {
            String text = text(new Random(seed));
            readers.forEach(
                    reader -> assertThatCode(() -> reader.accept(text)).as(text).doesNotThrowAnyException());
        });
    }

    private static String text(Random random) {
        List<String> words = any(random, WORDS);
        return IntStream.range(0, random.nextInt(12))
                .boxed()
                .flatMap(at -> Stream.of(any(random, words), any(random, BETWEEN)))
                .collect(Collectors.joining());
    }

    private static <T> T any(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
