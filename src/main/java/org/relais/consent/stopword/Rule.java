package org.relais.consent.stopword;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Patterns that mean the same, under one name.
 *
 * @param number in the book
 * @param language null when it belongs to none
 * @param exceptions patterns that, found in the same sentence, take the rule out of it
 */
record Rule(int number, String name, @Nullable String language, List<Pattern> patterns, List<Pattern> exceptions) {
    private static final String UNLESS = "unless ";
    private static final int[] NOWHERE = {};

    /** @param lines patterns, exceptions among them begin with {@code unless} */
    static Rule parse(int number, String name, @Nullable String language, List<String> lines, PatternParser parser) {
        List<Pattern> patterns = new ArrayList<>();
        List<Pattern> exceptions = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(UNLESS)) {
                exceptions.add(parser.parse(line.substring(UNLESS.length())));
            } else {
                patterns.add(parser.parse(line));
            }
        }
        return new Rule(number, name, language, patterns, exceptions);
    }

    /** Start and end of the first match outside its exceptions; empty when there is none. */
    int[] find(MessageLine line) {
        if (!line.mayMatch(number)) {
            return NOWHERE;
        }
        for (Pattern pattern : patterns) {
            int[] span = pattern.find(line);
            while (span.length > 0) {
                if (!isExcepted(line, span[0])) {
                    return span;
                }
                span = pattern.find(line, line.sentenceEnd(span[0]), line.size());
            }
        }
        return NOWHERE;
    }

    /** Whether a pattern is found between these places, and no exception is. */
    boolean isIn(MessageLine line, int from, int to) {
        return finds(patterns, line, from, to) && !finds(exceptions, line, from, to);
    }

    /** Whether an exception is found in the sentence at this place. */
    boolean isExcepted(MessageLine line, int at) {
        return finds(exceptions, line, line.sentenceStart(at), line.sentenceEnd(at));
    }

    private static boolean finds(List<Pattern> any, MessageLine line, int from, int to) {
        for (Pattern pattern : any) {
            if (pattern.find(line, from, to).length > 0) {
                return true;
            }
        }
        return false;
    }
}
