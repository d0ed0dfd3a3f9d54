package org.relais.conversation.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.relais.consent.stopword.Intent;
import org.relais.consent.stopword.StopDetector;

/**
 * Beginning of an answer to the question whether to stop that goes on, by the words of {@code replies/*.properties}: at once,
 * or behind a no. Whatever follows may be anything: "no, for heaven's sake carry on, I only meant the dance". A pure function, safe
 * for any number of threads.
 */
public final class ContinueOpening {
    private static final List<Words> LANGUAGES =
            ReplyFiles.languages().stream().map(Words::of).toList();

    private ContinueOpening() {}

    /** Words of a language; {@code no} is one that never belongs to the verb behind it, and may have no phrase. */
    private record Words(Phrases no, Phrases goingOn, Phrases ours, Phrases negation, Phrases lead) {
        static Words of(String language) {
            return new Words(
                    ReplyFiles.phrases(language, "go_on.apart"),
                    ReplyFiles.phrases(language, "go_on"),
                    ReplyFiles.phrases(language, "go_on.ours"),
                    Phrases.of(ReplyFiles.phrases(language, "negation"), ReplyFiles.phrases(language, "go_on.no")),
                    Phrases.of(
                            ReplyFiles.phrases(language, "opening"),
                            ReplyFiles.phrases(language, "vocative"),
                            ReplyFiles.phrases(language, "politeness")));
        }

        int goesOn(List<String> words, int at) {
            return ours.longest(words, at) > 0 ? goingOn.longest(words, at) : 0;
        }

        /** Whether a no before these words would be theirs: "no sigan". */
        boolean takesNo(List<String> words, int at) {
            return no.isEmpty() && goesOn(words, at) > 0;
        }

        private boolean denies(List<String> words) {
            return negation.isIn(words);
        }

        /** What a clause says behind its going on; null where it does not begin so. */
        @Nullable
        List<String> behind(List<String> words, boolean denied) {
            int at = 0;
            boolean behindNo = denied;
            for (int next = 1; next > 0; at += next) {
                next = no.longest(words, at);
                behindNo |= next > 0;
                next = goesOn(words, at) > 0 ? 0 : next > 0 ? next : lead.longest(words, at);
            }
            int from = at;
            int found = behindNo
                    ? IntStream.range(from, words.size())
                            .filter(place -> goesOn(words, place) > 0)
                            .findFirst()
                            .orElse(from)
                    : from;
            int length = goesOn(words, found);
            if (length == 0 || denies(words.subList(from, found))) {
                return null;
            }
            List<String> rest = words.subList(found + length, words.size());
            return denies(rest) ? null : rest;
        }
    }

    /** Whether a text begins so, and what it says behind that is no stop: a likeness alone makes none of it. */
    public static boolean isSure(StopDetector detector, String text) {
        return behind(text)
                .filter(rest -> rest.isBlank() || detector.detect(rest).intent() == Intent.NONE)
                .isPresent();
    }

    private static boolean isLead(String clause) {
        List<String> words = WordPhrase.words(clause);
        return LANGUAGES.stream()
                .anyMatch(language -> language.lead().without(words).isEmpty());
    }

    /** What a text says behind its going on, which may be nothing; empty for one that does not begin so, or asks. */
    public static Optional<String> behind(String text) {
        if (WordPhrase.asks(text) || ContinueWish.isRestless(text)) {
            return Optional.empty();
        }
        List<String> clauses = new ArrayList<>(Clauses.of(text).toList());
        boolean denied = false;
        while (!clauses.isEmpty() && (ContinueWish.isMereNo(clauses.get(0)) || isLead(clauses.get(0)))) {
            denied |= ContinueWish.isMereNo(clauses.remove(0));
        }
        for (int clause = 0; clause < (denied ? clauses.size() : Math.min(1, clauses.size())); clause++) {
            List<String> words = WordPhrase.words(clauses.get(clause));
            boolean behindNo = denied;
            Optional<List<String>> rest = LANGUAGES.stream().anyMatch(language -> language.takesNo(words, 1))
                            && ContinueWish.isMereNo(words.get(0))
                    ? Optional.empty()
                    : LANGUAGES.stream()
                            .flatMap(language -> Optional.ofNullable(language.behind(words, behindNo)).stream())
                            .findFirst();
            if (rest.isPresent()) {
                List<String> said = new ArrayList<>(List.of(String.join(" ", rest.get())));
                said.addAll(clauses.subList(clause + 1, clauses.size()));
                return Optional.of(String.join(", ", said));
            }
        }
        return Optional.empty();
    }
}
