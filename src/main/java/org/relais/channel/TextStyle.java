package org.relais.channel;

/**
 * A run of a text that is shown in another style.
 *
 * @param start first UTF-16 unit
 * @param end unit after the last one
 */
public record TextStyle(Kind kind, int start, int end) {

    /** How it is shown; the order is that of marks which begin at the same place. */
    public enum Kind {
        BOLD('*', '\u2217'),
        ITALIC('_', '\uFF3F'),
        STRIKETHROUGH('~', '\u223C');

        private final char mark;
        private final char lookalike;

        Kind(char mark, char lookalike) {
            this.mark = mark;
            this.lookalike = lookalike;
        }

        /** What looks like the mark and is none. */
        char lookalike() {
            return lookalike;
        }

        /** What an organiser writes before and after the run. */
        public char mark() {
            return mark;
        }
    }

    /** The same run in a text before which so many units were put. */
    public TextStyle moved(int units) {
        return new TextStyle(kind, start + units, end + units);
    }
}
