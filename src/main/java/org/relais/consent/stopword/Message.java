package org.relais.consent.stopword;

import java.util.ArrayList;
import java.util.List;

/**
 * A message, taken apart.
 *
 * @param words its words in order, without politeness and emoji
 * @param core what is left of them without yes, no and ok too: a keyword must be all of this
 * @param emoji its emoji in order
 * @param spoken its words in order, politeness too
 */
record Message(List<Token> words, List<Token> core, List<Token> emoji, List<Token> spoken) {
    static Message of(List<Token> tokens, RuleBook book) {
        List<Token> emoji =
                tokens.stream().filter(token -> token.has(Token.EMOJI)).toList();
        List<Token> spoken = book.signature.cut(withoutEmoji(tokens), book.lexicon);
        List<Token> words = settleQuotes(without(book.fillers, spoken));
        return new Message(words, without(book.acknowledgements, words), emoji, spoken);
    }

    /** The last words that no break parts; none of none. */
    static List<Token> lastClause(List<Token> words) {
        int from = words.size() - 1;
        while (from > 0 && words.get(from).before() == Token.NO_BREAK) {
            from--;
        }
        return words.subList(Math.max(0, from), words.size());
    }

    /** Its sentences, in their order; none of none. */
    static List<List<Token>> sentences(List<Token> words) {
        List<List<Token>> sentences = new ArrayList<>();
        int from = 0;
        for (int at = 1; at <= words.size(); at++) {
            if (at == words.size() || words.get(at).before() == Token.SENTENCE) {
                sentences.add(words.subList(from, at));
                from = at;
            }
        }
        return sentences;
    }

    private static List<Token> withoutEmoji(List<Token> tokens) {
        return tokens.stream().filter(token -> !token.has(Token.EMOJI)).toList();
    }

    /**
     * Leaves phrases out. The commas around one left out go with it ("could you, please, remove me"), the end of a sentence
     * stays.
     */
    private static List<Token> without(PhraseList phrases, List<Token> tokens) {
        List<Token> kept = new ArrayList<>(tokens.size());
        int leftOutBreak = Token.NO_BREAK;
        boolean leftOut = false;
        int at = 0;
        while (at < tokens.size()) {
            Token token = tokens.get(at);
            int length = phrases.lengthAt(tokens, at);
            if (length > 0) {
                leftOutBreak = Math.max(leftOutBreak, token.before());
                leftOut = true;
                at += length;
            } else {
                kept.add(
                        leftOut
                                ? token.after(joint(leftOutBreak, token.before()))
                                        .with(Token.BEHIND_POLITENESS)
                                : token);
                leftOut = false;
                leftOutBreak = Token.NO_BREAK;
                at++;
            }
        }
        return kept;
    }

    private static int joint(int before, int after) {
        if (before == Token.SENTENCE || after == Token.SENTENCE) {
            return Token.SENTENCE;
        }
        return before == after ? Token.NO_BREAK : Token.PAUSE;
    }

    /** A message that is one quotation is the person's own words. */
    private static List<Token> settleQuotes(List<Token> words) {
        return words.stream().allMatch(token -> token.has(Token.QUOTED))
                ? words.stream().map(token -> token.without(Token.QUOTED)).toList()
                : words;
    }
}
