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
     * How many people, and which part that is in percent of those to whom the text was sent.
     *
     * @param of how many people it is a part of
     * @param other whether these are others than all to whom it was sent: then it is no part of them
     */
    public record Figure(long people, long of, boolean other) {
        public long share() {
            return AnswerBar.share(people, of);
        }
    }
}
