package org.relais.consent.stopword;

import java.util.ArrayList;
import java.util.List;

/** Reader of a yes or a no. Consent must be unmistakable, so what says both, or too much, is neither. */
final class AffirmationReader {
    /** A yes or no in a longer text may answer something else. */
    private static final int MOST_WORDS = 12;

    private final RuleBook book;

    AffirmationReader(RuleBook book) {
        this.book = book;
    }

    Affirmation read(Message message) {
        List<Token> tokens = new ArrayList<>(message.words());
        if (tokens.isEmpty()) {
            tokens.addAll(message.emoji());
        }
        if (tokens.size() > MOST_WORDS || tokens.isEmpty()) {
            return Affirmation.NEITHER;
        }
        int leadingYes = leading(book.yes, tokens);
        int leadingNo = leading(book.no, tokens);
        if (leadingYes == leadingNo) {
            return Affirmation.NEITHER;
        }
        boolean yes = leadingYes > leadingNo;
        int length = Math.max(leadingYes, leadingNo);
        boolean doubtful = contains(yes ? book.no : book.yes, tokens, length) || contains(book.doubts, tokens, length);
        boolean complete = ends(tokens, length) || book.open.lengthAt(tokens, 0) > 0;
        return doubtful || !complete ? Affirmation.NEITHER : yes ? Affirmation.YES : Affirmation.NO;
    }

    /** Whether a message is a yes, politeness apart, and nothing else. */
    boolean isPlainYes(Message message) {
        List<Token> tokens = message.words().isEmpty() ? message.emoji() : message.words();
        return !tokens.isEmpty() && leading(book.yes, tokens) == tokens.size();
    }

    /** How many tokens at the beginning are phrases of this list. */
    private static int leading(PhraseList phrases, List<Token> tokens) {
        int at = 0;
        while (at < tokens.size()) {
            int length = phrases.lengthAt(tokens, at);
            if (length == 0) {
                return at;
            }
            at += length;
        }
        return at;
    }

    private static boolean contains(PhraseList phrases, List<Token> tokens, int from) {
        for (int at = from; at < tokens.size(); at++) {
            if (phrases.lengthAt(tokens, at) > 0) {
                return true;
            }
        }
        return false;
    }

    /** The answer is a clause of its own: "oui, samedi", not "si je peux". */
    private static boolean ends(List<Token> tokens, int at) {
        return at == tokens.size() || tokens.get(at).before() != Token.NO_BREAK;
    }
}
