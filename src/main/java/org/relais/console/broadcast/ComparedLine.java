package org.relais.console.broadcast;

import org.relais.broadcast.VariantResults.Difference;

/**
 * One thing that people did, for each of a broadcast's two texts, in the reader's words.
 *
 * @param isAnswer whether it is one of the answers, which stand under the line of all of them
 * @param a how many of the first text's people
 */
public record ComparedLine(String label, boolean isAnswer, Figure a, Figure b, Difference difference) {
    /**
     * How many people, and which part that is in percent.
     *
     * @param of how many people it is a part of
     */
    public record Figure(long people, long of) {
        public long share() {
            return AnswerBar.share(people, of);
        }
    }
}
