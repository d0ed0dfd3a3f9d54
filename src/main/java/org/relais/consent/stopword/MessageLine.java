package org.relais.consent.stopword;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A message as patterns run over it: its words without politeness and emoji. Guards cover words, so that later patterns no
 * longer see them. Belongs to one detection; not shared between threads.
 */
final class MessageLine {
    private final Word[] words;
    private final List<Token> tokens;
    private final BitSet present = new BitSet();
    private final BitSet possibleRules;
    /** Where the present attempt to match begins: a word there may follow a break. */
    private int start;
    /** Where a wide gap has crossed a break. */
    private int crossed = -1;

    MessageLine(List<Token> tokens, RuleIndex index) {
        this.tokens = List.copyOf(tokens);
        this.words = new Word[this.tokens.size()];
        for (int i = 0; i < words.length; i++) {
            words[i] = this.tokens.get(i).word();
            for (int concept : words[i].concepts()) {
                present.set(concept);
            }
        }
        this.possibleRules = index.possible(present);
    }

    int size() {
        return words.length;
    }

    Word word(int at) {
        return words[at];
    }

    Token token(int at) {
        return tokens.get(at);
    }

    /** The break before a position; the end of the message is the end of a sentence. */
    int before(int at) {
        return at == 0 || at == words.length ? Token.SENTENCE : tokens.get(at).before();
    }

    /** How many words from here on are one of these phrases, plainly said; 0 when none. */
    int lengthAt(int at, PhraseList phrases) {
        int length = phrases.lengthAt(tokens, at);
        for (int i = at; i < at + length; i++) {
            if (isCovered(i) || tokens.get(i).has(Token.QUOTED)) {
                return 0;
            }
        }
        return length;
    }

    boolean hasAnyOf(int[] concepts) {
        for (int concept : concepts) {
            if (present.get(concept)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the line has what the rule of this number needs; covered words count as if they were there. */
    boolean mayMatch(int rule) {
        return possibleRules.get(rule);
    }

    void cover(int from, int to) {
        for (int i = from; i < to; i++) {
            words[i] = Word.COVERED;
        }
    }

    boolean isCovered(int at) {
        return words[at] == Word.COVERED;
    }

    boolean isCovered() {
        return IntStream.range(0, words.length).allMatch(this::isCovered);
    }

    int sentenceStart(int at) {
        int start = at;
        while (start > 0 && before(start) != Token.SENTENCE) {
            start--;
        }
        return start;
    }

    int sentenceEnd(int at) {
        int end = Math.min(at + 1, words.length);
        while (end < words.length && before(end) != Token.SENTENCE) {
            end++;
        }
        return end;
    }

    void startAt(int at) {
        start = at;
        crossed = -1;
    }

    void cross(int at) {
        crossed = at;
    }

    /** Whether a word at this position may follow the word matched before it. */
    boolean follows(int at) {
        return at < words.length && (at == start || tokens.get(at).before() == Token.NO_BREAK || at == crossed);
    }
}
