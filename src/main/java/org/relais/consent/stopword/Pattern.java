package org.relais.consent.stopword;

import java.util.List;

/**
 * A sequence of words, gaps and edges, compiled from one line of a rule; {@link PatternParser} describes how it is
 * written.
 *
 * @param first chained to the rest
 * @param needed sets of concepts; a line that lacks all of one set cannot match, which spares most lines the attempt
 */
record Pattern(Node first, List<int[]> needed) {
    private static final int[] NOWHERE = {};

    /** Where the pattern first matches, as start and end; empty when nowhere. */
    int[] find(MessageLine line) {
        return find(line, 0, line.size());
    }

    /** As {@link #find(Line)}, for a match that begins in this range. */
    int[] find(MessageLine line, int from, int to) {
        if (!isPossible(line)) {
            return NOWHERE;
        }
        for (int start = from; start < to; start++) {
            line.startAt(start);
            int end = first.match(line, start);
            if (end != Node.NO_MATCH) {
                return new int[] {start, end};
            }
        }
        return NOWHERE;
    }

    private boolean isPossible(MessageLine line) {
        for (int[] concepts : needed) {
            if (!line.hasAnyOf(concepts)) {
                return false;
            }
        }
        return true;
    }
}
