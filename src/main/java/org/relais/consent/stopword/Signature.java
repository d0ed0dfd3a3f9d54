package org.relais.consent.stopword;

import java.util.List;

/**
 * The name under a message: "stop, cordialement Martine Dupont". It says nothing of what is asked, but would stand where the
 * clause should end, or make a slogan of the keyword before it.
 */
final class Signature {
    private static final int MOST_NAMES = 3;

    /** What people write above their name. */
    final PhraseList closings = new PhraseList();

    private final PhraseList fillers;

    /** @param fillers politeness in whose place a capitalised word that no rule knows is a name too */
    Signature(PhraseList fillers) {
        this.fillers = fillers;
    }

    /** The message without the name at its end; the closing words stay, and are politeness. */
    List<Token> cut(List<Token> tokens, Lexicon lexicon) {
        for (int at = 0; at + 1 < tokens.size(); at++) {
            int closing = closings.lengthAt(tokens, at);
            int length = Math.max(closing, fillers.lengthAt(tokens, at));
            int names = tokens.size() - at - length;
            if (length > 0 && names > 0 && names <= MOST_NAMES) {
                boolean closed = closing == length;
                List<Token> tail = tokens.subList(at + length, tokens.size());
                if (tail.stream().allMatch(token -> isName(token, closed, lexicon))) {
                    return tokens.subList(0, at + length);
                }
            }
        }
        return tokens;
    }

    private static boolean isName(Token token, boolean closed, Lexicon lexicon) {
        boolean unknown = token.word().lists().length == 0;
        boolean capital = token.has(Token.TITLE);
        return !lexicon.isKeyword(token.word().text())
                && !token.has(Token.NUMBER)
                && (closed ? unknown || capital : unknown && capital);
    }
}
