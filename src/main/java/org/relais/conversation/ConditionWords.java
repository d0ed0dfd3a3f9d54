package org.relais.conversation;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.relais.conversation.MeaningPhrases.Found;
import org.relais.conversation.MeaningPhrases.Position;
import org.relais.conversation.ReplyWords.Reading;
import org.relais.conversation.likeness.LikelyAnswer;
import org.relais.conversation.likeness.ReplyResemblance;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;
import org.relais.conversation.words.WrittenLanguage;

/** Conditions: on what it depends whether somebody comes. A pure function, safe for any number of threads. */
final class ConditionWords {
    /** Words; a longer one says more than on what it depends. */
    private static final int SHORT_CONDITION = 7;
    /** "Sí, y llevo una tarta": no "si", which is a condition. */
    private static final Pattern PLAIN_SI =
            Pattern.compile("(?iu)^(?:\\P{L}*s(í|ì)|(?:[^?,;.!]*\\P{L})?s[ií](?=[,;.!]))(?!\\p{L})");

    private static final Pattern YES_SI = Pattern.compile("(?iu)(?<!\\p{L})si(?=\\s*[,;.!])");

    /** At the beginning, behind what was misunderstood. */
    private static final Pattern CONTRADICTING_SI =
            Pattern.compile("(?iu)^\\s*(mais|ah|oh|bah|ben|eh) si(?: si)?(?=\\s*[,;.!])");

    /** Before a verb that a condition has as well. */
    private static final Pattern EMPHATIC_SI =
            Pattern.compile("(?iu)(?<!\\p{L})sí(?=\\s+(?:puedo|podemos|podré|podremos|voy|vamos|iré|vengo)(?!\\p{L}))");

    private static final Map<String, Phrases> CONDITIONS = ReplyFiles.phrasesByLanguage("condition");
    private static final Phrases ANY_CONDITION = ReplyFiles.phrases("condition");
    private static final Phrases NO_CONDITIONS = ReplyFiles.phrases("condition.not");
    private static final Phrases CHANGES = ReplyFiles.phrases("change");
    private static final Phrases WEATHER = ReplyFiles.phrases("condition.weather");
    private static final Phrases PUT_DOWN = ReplyFiles.phrases("put.down");
    private static final Phrases POSSIBLE = ReplyFiles.phrases("put.down.possible");
    private static final Phrases COMING = ReplyFiles.phrases(List.of("come", "yes.anywhere", "yes.end"));

    private ConditionWords() {}

    /** "Al final sí puedo": as it would be written without an accent, "al final sí que puedo"; "mais si, je viens" is a yes. */
    static String withoutAccents(String text) {
        return EMPHATIC_SI
                .matcher(CONTRADICTING_SI.matcher(text).replaceFirst("$1 oui"))
                .replaceAll("$0 que");
    }

    /** "Put me down if that's still possible" is a wish to come, and asks for a favour: without the favour; the same for any other. */
    static String withoutFavour(String text) {
        List<String> words = WordPhrase.words(text);
        return POSSIBLE.isIn(words) && PUT_DOWN.isIn(words) && !WordPhrase.asks(text)
                ? String.join(" ", POSSIBLE.without(words))
                : text;
    }

    /** Whether a text begins with a "sí" that is written as the yes and not as the "if". */
    static boolean isPlainSi(String text) {
        return PLAIN_SI.matcher(text).find();
    }

    /** "In fact si, I'm coming": a "si" with a comma behind it is a yes, and no "if". */
    static String withoutYes(String text) {
        return YES_SI.matcher(text).replaceAll("");
    }

    /** "Yes, if I can leave work" is a perhaps, and so is "if it rains I won't come"; "even if it rains" is none. */
    static Reading conditional(Reading reading, List<String> words) {
        List<String> rest = NO_CONDITIONS.without(words);
        boolean answers = reading.meaning() == ReplyMeaning.YES || reading.meaning() == ReplyMeaning.NO;
        if (answers && WEATHER.isIn(rest)) {
            return new Reading(ReplyMeaning.MAYBE, ReplyWords.isShort(words));
        }
        // "If she is ill I can't come" is no no, and "if my mother is better I'll come" no yes.
        int first = answers && !rest.isEmpty() ? ANY_CONDITION.longest(rest, 0) : 0;
        Found opener = first == 0 ? null : MeaningPhrases.at(rest, 0, Position.OPENER, Position.ANYWHERE);
        if (first > 0 && (opener == null || opener.length() < first)) {
            return new Reading(ReplyMeaning.MAYBE, reading.sure());
        }
        if (reading.meaning() != ReplyMeaning.YES) {
            return reading;
        }
        return IntStream.range(1, rest.size())
                .filter(at -> ANY_CONDITION.longest(rest, at) > 0 && !isAfterAll(rest, at))
                .mapToObj(at -> new Reading(
                        ReplyMeaning.MAYBE,
                        ReplyWords.isShort(words)
                                && !MeaningPhrases.denies(rest, at + ANY_CONDITION.longest(rest, at))))
                .findFirst()
                .orElse(reading);
    }

    /** "Je me suis trompé, si je viens" contradicts, and "je passerai si je viens en ville" is a condition. */
    private static boolean isAfterAll(List<String> words, int at) {
        Found yes = MeaningPhrases.at(words, at, Position.OPENER);
        return yes != null
                && yes.meaning() == ReplyMeaning.YES
                && yes.length() > ANY_CONDITION.longest(words, at)
                && IntStream.range(0, at).allMatch(before -> COMING.longest(words, before) == 0);
    }

    /** "Si Bernard vient je viens": what they say of coming stands behind something else; "si, finalement, je viens" is a yes. */
    private static boolean isOfAnother(List<String> more, String si) {
        List<String> said = CHANGES.without(more);
        int from = MeaningPhrases.skipped(said);
        return from < said.size()
                && !said.get(from).equals(si)
                && !comes(said, from)
                && IntStream.range(from, said.size()).anyMatch(at -> comes(said, at));
    }

    private static boolean comes(List<String> words, int at) {
        Found said = MeaningPhrases.at(words, at, Position.OPENER, Position.ANYWHERE);
        return COMING.longest(words, at) > 0 || said != null && said.meaning() == ReplyMeaning.YES;
    }

    private static boolean isYes(String word) {
        Found yes = MeaningPhrases.at(List.of(word), 0, Position.OPENER);
        return yes != null && yes.meaning() == ReplyMeaning.YES;
    }

    /** "If I feel better I'll come", and "I'll come if my boss lets me". */
    static boolean isConditional(String text, List<String> words) {
        String plain = withoutFavour(text);
        if (!plain.equals(text)) {
            return isConditional(plain, WordPhrase.words(plain));
        }
        if (isPlainSi(text) || Companions.isIn(text)) {
            return false;
        }
        List<String> rest = NO_CONDITIONS.without(words);
        // "Se lo mandé" is no Italian.
        Phrases ifs = WrittenLanguage.of(text)
                .map(language -> CONDITIONS.getOrDefault(language, Phrases.NONE))
                .orElse(ANY_CONDITION);
        if (WEATHER.isIn(rest) && LikelyAnswer.isPerhaps(ReplyResemblance.standard(), text)) {
            return true;
        }
        int from = MeaningPhrases.skipped(rest);
        int first = from == rest.size() ? 0 : ifs.longest(rest, from);
        if (first > 0) {
            Found yes = MeaningPhrases.at(rest, from, Position.OPENER, Position.ANYWHERE);
            boolean whole = rest.size() - from <= SHORT_CONDITION && (yes == null || first > 2);
            List<String> more = rest.subList(from + first, rest.size());
            if (yes != null && yes.length() == 1 && isOfAnother(rest.subList(from + 1, rest.size()), rest.get(from))) {
                return true;
            }
            return (first > 2 || !more.isEmpty())
                    && (yes == null || yes.length() < first)
                    && (whole || COMING.isIn(more) || isYes(more.get(more.size() - 1)));
        }
        int come = IntStream.range(from, rest.size())
                .filter(at -> COMING.longest(rest, at) > 0)
                .findFirst()
                .orElse(rest.size());
        return IntStream.range(come + 1, rest.size()).anyMatch(at -> ifs.longest(rest, at) > 0)
                && !MeaningPhrases.denies(rest, from);
    }
}
