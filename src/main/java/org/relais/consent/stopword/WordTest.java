package org.relais.consent.stopword;

/** A question to one word of a line. */
@FunctionalInterface
interface WordTest {
    boolean accepts(MessageLine line, int at);

    /** A word in one of these word lists, or one of these literals. */
    record AnyOf(int[] concepts) implements WordTest {
        @Override
        public boolean accepts(MessageLine line, int at) {
            return line.word(at).isAny(concepts);
        }
    }

    /** A word that was written so, see the marks of {@link Token}. */
    record Written(int mark) implements WordTest {
        @Override
        public boolean accepts(MessageLine line, int at) {
            return line.token(at).has(mark);
        }
    }

    /** A capitalised word that no rule knows: probably a name. */
    record Name() implements WordTest {
        @Override
        public boolean accepts(MessageLine line, int at) {
            return line.token(at).has(Token.TITLE) && line.word(at).concepts().length == 0 && !line.isCovered(at);
        }
    }

    /** A word that no rule knows. */
    record Unknown() implements WordTest {
        @Override
        public boolean accepts(MessageLine line, int at) {
            return line.word(at).concepts().length == 0 && !line.isCovered(at);
        }
    }

    /** A word that was not written so: not between quotation marks, with no politeness before it. */
    record Unwritten(int mark) implements WordTest {
        @Override
        public boolean accepts(MessageLine line, int at) {
            return !line.token(at).has(mark);
        }
    }

    record Anything() implements WordTest {
        @Override
        public boolean accepts(MessageLine line, int at) {
            return true;
        }
    }

    record Both(WordTest first, WordTest second) implements WordTest {
        @Override
        public boolean accepts(MessageLine line, int at) {
            return first.accepts(line, at) && second.accepts(line, at);
        }
    }

    record Either(WordTest first, WordTest second) implements WordTest {
        @Override
        public boolean accepts(MessageLine line, int at) {
            return first.accepts(line, at) || second.accepts(line, at);
        }
    }
}
