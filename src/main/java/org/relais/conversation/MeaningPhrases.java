package org.relais.conversation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.words.DayWords;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/**
 * The phrases that say yes, no, perhaps or later, and where in a sentence each may stand: what words from some place on mean, and
 * where a sentence begins. A pure function, safe for any number of threads.
 */
final class MeaningPhrases {
    private static final Phrases OPENINGS = ReplyFiles.phrases("opening");
    private static final Phrases ENDINGS = ReplyFiles.phrases("tail");
    private static final Phrases TAILS =
            Phrases.of(OPENINGS, ENDINGS, ReplyFiles.phrases("politeness"), ReplyFiles.phrases("which.fill"));
    /** Of Unicode; in front of it are letters, numbers and marks. */
    private static final int FIRST_PICTURE = 0x2190;

    /** Where in a sentence a phrase stands. */
    enum Position {
        /** At its beginning. */
        OPENER(""),
        /** From its beginning to its end. */
        ALONE(".alone"),
        ANYWHERE(".anywhere"),
        /** At its end, courtesies and days apart. */
        END(".end");

        private final Map<ReplyMeaning, Phrases> phrases = new EnumMap<>(ReplyMeaning.class);

        Position(String suffix) {
            for (ReplyMeaning meaning : ReplyMeaning.values()) {
                String key = meaning.name().toLowerCase(Locale.ROOT);
                List<String> keys =
                        suffix.equals(".anywhere") ? List.of(key + suffix, key + ".all") : List.of(key + suffix);
                phrases.put(meaning, ReplyFiles.phrases(keys));
            }
        }

        /** The phrases that say this there, in every language. */
        Phrases saying(ReplyMeaning meaning) {
            return phrases.getOrDefault(meaning, Phrases.NONE);
        }
    }

    /**
     * A phrase that is found.
     *
     * @param length in words
     */
    record Found(ReplyMeaning meaning, int length) {}

    private MeaningPhrases() {}

    /** The longest of the phrases from here on that stand at any of these positions, with its meaning; null for none. */
    static @Nullable Found at(List<String> words, int at, Position... positions) {
        return Arrays.stream(ReplyMeaning.values())
                .map(meaning -> new Found(
                        meaning,
                        Stream.of(positions)
                                .mapToInt(position -> position.saying(meaning).longest(words, at))
                                .max()
                                .orElse(0)))
                .filter(found -> found.length() > 0)
                .max(Comparator.comparingInt(Found::length))
                .orElse(null);
    }

    /** Whether nothing is said from here on but what may end a sentence: "samedi oui par contre". */
    static boolean isEnding(List<String> words, int at) {
        int length = ENDINGS.longest(words, at);
        return length > 0 && isTail(words, at + length);
    }

    /** "Je peux pas 😢": a picture that is no answer says nothing beside words or another. */
    static String withoutPictures(String text) {
        String rest = text.codePoints()
                .filter(sign -> !isMerePicture(sign))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return WordPhrase.words(rest).isEmpty() ? text : rest;
    }

    private static boolean isMerePicture(int sign) {
        if (sign < FIRST_PICTURE || Character.isLetterOrDigit(sign)) {
            return false;
        }
        List<String> word = WordPhrase.words(Character.toString(sign));
        return word.size() == 1 && at(word, 0, Position.OPENER, Position.ALONE, Position.ANYWHERE) == null;
    }

    /** Whether a text begins with a no, or with one behind a word: "ah non, je viens seule". */
    static boolean beginsWithNo(List<String> words) {
        Phrases noes = Position.OPENER.saying(ReplyMeaning.NO);
        return noes.longest(words, 0) > 0 || noes.longest(words, 1) > 0;
    }

    /** Whether a text begins with a yes, greetings apart: "merci, avec plaisir, à deux". */
    static boolean beginsWithYes(List<String> words) {
        int from = beginning(words);
        Found found = from == words.size() ? null : at(words, from, Position.OPENER, Position.ANYWHERE);
        return found != null && found.meaning() == ReplyMeaning.YES;
    }

    static boolean isMereNo(List<String> words, int at) {
        Found found = at >= words.size() ? null : at(words, at, Position.OPENER);
        return found != null && found.meaning() == ReplyMeaning.NO && found.length() == 1;
    }

    static boolean denies(List<String> words, int from) {
        return IntStream.range(from, words.size())
                .mapToObj(at -> at(words, at, Position.OPENER, Position.ANYWHERE))
                .anyMatch(found -> found != null && found.meaning() == ReplyMeaning.NO);
    }

    static @Nullable Found somewhere(List<String> words, int at) {
        Found here = at(words, at, Position.ANYWHERE);
        Found end = at(words, at, Position.END);
        return end != null && isTail(words, at + end.length()) ? end : here;
    }

    /** Whether nothing more is said from here on: courtesies, days and what joins them. */
    private static boolean isTail(List<String> words, int from) {
        return behind(words, from, at -> Math.max(DayWords.lengthAt(words, at), TAILS.longest(words, at)))
                == words.size();
    }

    /** Which of the words belong to a phrase that says something to a question, or to a greeting. */
    static boolean[] spoken(List<String> words) {
        boolean[] spoken = new boolean[words.size()];
        for (int at = 0; at < spoken.length; at++) {
            Found here = somewhere(words, at);
            Found opener = at(words, at, Position.OPENER);
            int length = Math.max(
                    OPENINGS.longest(words, at),
                    Math.max(here == null ? 0 : here.length(), opener == null ? 0 : opener.length()));
            Arrays.fill(spoken, at, at + length, true);
        }
        return spoken;
    }

    /** Where the sentence begins, once greetings are over: for an answer, which may begin with what greets in another language: "me apunto", "que va". */
    static int beginning(List<String> words) {
        return behind(words, 0, at -> {
            int greeting = OPENINGS.longest(words, at);
            Found said = greeting == 0 ? null : at(words, at, Position.OPENER, Position.ANYWHERE);
            return said != null && said.length() > greeting ? 0 : greeting;
        });
    }

    /** How many words at the beginning greet and answer: "bonjour, oui"; 0 where it doesn't begin with an answer. */
    static int answerLength(List<String> words) {
        int from = beginning(words);
        Found answer =
                from == words.size() ? null : at(words, from, Position.OPENER, Position.ALONE, Position.ANYWHERE);
        return answer == null ? 0 : from + answer.length();
    }

    /** Where the sentence begins, once greetings are over. */
    static int skipped(List<String> words) {
        return behind(words, 0, at -> OPENINGS.longest(words, at));
    }

    /** The first place, from one on, where nothing more is passed over; the end when all is. */
    static int behind(List<String> words, int from, IntUnaryOperator lengthAt) {
        int at = from;
        while (at < words.size()) {
            int length = lengthAt.applyAsInt(at);
            if (length == 0) {
                return at;
            }
            at += length;
        }
        return at;
    }
}
