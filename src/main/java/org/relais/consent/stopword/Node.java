package org.relais.consent.stopword;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One element of a pattern. Nodes are chained: each consumes what it stands for and asks the next one, so that a failure
 * further on makes it try its other choices.
 */
abstract sealed class Node {
    static final int NO_MATCH = -1;

    Node next = End.END;

    /** The position behind the whole rest of the pattern, or {@link #NO_MATCH}. */
    abstract int match(MessageLine line, int at);

    /** Behind the last element. */
    static final class End extends Node {
        static final End END = new End();

        @Override
        int match(MessageLine line, int at) {
            return at;
        }
    }

    /** One word. */
    static final class One extends Node {
        final WordTest test;

        One(WordTest test) {
            this.test = test;
        }

        @Override
        int match(MessageLine line, int at) {
            return line.follows(at) && test.accepts(line, at) ? next.match(line, at + 1) : NO_MATCH;
        }
    }

    /** All words of one of these phrases, the longest. */
    static final class Listed extends Node {
        private final PhraseList phrases;

        Listed(PhraseList phrases) {
            this.phrases = phrases;
        }

        @Override
        int match(MessageLine line, int at) {
            int length = line.follows(at) ? line.lengthAt(at, phrases) : 0;
            return length == 0 ? NO_MATCH : next.match(line, at + length);
        }
    }

    /** The word ahead (or behind) is none of these; the end of a clause is none of anything. */
    static final class Not extends Node {
        private final WordTest test;
        private final boolean behind;

        Not(WordTest test, boolean behind) {
            this.test = test;
            this.behind = behind;
        }

        @Override
        int match(MessageLine line, int at) {
            boolean atEdge = at == line.size() || line.before(at) != Token.NO_BREAK;
            if (behind
                    ? at > 0 && line.before(at) == Token.NO_BREAK && test.accepts(line, at - 1)
                    : !atEdge && test.accepts(line, at)) {
                return NO_MATCH;
            }
            return next.match(line, at);
        }
    }

    /** Up to so many words of any kind, within a clause, or when wide within a sentence. */
    static final class Gap extends Node {
        private final int longest;
        private final boolean wide;
        private final @Nullable WordTest without;

        Gap(int longest, boolean wide, @Nullable WordTest without) {
            this.longest = longest;
            this.wide = wide;
            this.without = without;
        }

        @Override
        int match(MessageLine line, int at) {
            for (int skipped = 0; ; skipped++) {
                int here = at + skipped;
                if (wide && here < line.size() && line.before(here) == Token.PAUSE) {
                    line.cross(here);
                }
                int end = next.match(line, here);
                if (end != NO_MATCH || skipped == longest || !mayPass(line, here)) {
                    return end;
                }
            }
        }

        private boolean mayPass(MessageLine line, int at) {
            if (at >= line.size() || line.before(at) > (wide ? Token.PAUSE : Token.NO_BREAK)) {
                return false;
            }
            return without == null || !without.accepts(line, at);
        }
    }

    /** One of several sequences, perhaps none, perhaps again and again. */
    static final class Choice extends Node {
        private final List<Node> branches;
        private final boolean optional;

        Choice(List<Node> branches, boolean optional) {
            this.branches = branches;
            this.optional = optional;
        }

        @Override
        int match(MessageLine line, int at) {
            return match(line, at, optional);
        }

        int match(MessageLine line, int at, boolean mayLeave) {
            for (Node branch : branches) {
                int end = branch.match(line, at);
                if (end != NO_MATCH) {
                    return end;
                }
            }
            return mayLeave ? next.match(line, at) : NO_MATCH;
        }
    }

    /** The end of a branch: back to the choice itself when it repeats, else on behind it. */
    static final class Rejoin extends Node {
        private final Choice choice;
        private final boolean again;

        Rejoin(Choice choice, boolean again) {
            this.choice = choice;
            this.again = again;
        }

        @Override
        int match(MessageLine line, int at) {
            return again ? choice.match(line, at, true) : choice.next.match(line, at);
        }
    }

    /** A place between words. */
    static final class Edge extends Node {
        enum Place {
            MESSAGE_START,
            MESSAGE_END,
            CLAUSE_START,
            CLAUSE_END,
            BREAK,
            QUESTION_END
        }

        private final Place place;
        private final WordTest conjunction;

        Edge(Place place, WordTest conjunction) {
            this.place = place;
            this.conjunction = conjunction;
        }

        @Override
        int match(MessageLine line, int at) {
            boolean here =
                    switch (place) {
                        case MESSAGE_START -> at == 0;
                        case MESSAGE_END -> at == line.size();
                        case CLAUSE_START -> line.before(at) != Token.NO_BREAK || conjunction.accepts(line, at - 1);
                        case CLAUSE_END -> line.before(at) != Token.NO_BREAK || conjunction.accepts(line, at);
                        case BREAK -> line.before(at) != Token.NO_BREAK;
                        case QUESTION_END ->
                            line.before(at) == Token.SENTENCE
                                    && at > 0
                                    && line.token(at - 1).has(Token.ASKED);
                    };
            if (!here) {
                return NO_MATCH;
            }
            line.cross(at);
            return next.match(line, at);
        }
    }

    /** The rest of the clause or of the sentence. */
    static final class Rest extends Node {
        private final int stop;

        /** @param stop the weakest break that ends it */
        Rest(int stop) {
            this.stop = stop;
        }

        @Override
        int match(MessageLine line, int at) {
            int end = at;
            while (end < line.size() && line.before(end) < stop) {
                end++;
            }
            return next.match(line, end);
        }
    }
}
