package org.relais.consent.stopword;

import java.util.ArrayList;
import java.util.List;

/** Words put together that were written apart, and taken apart that were written together: s t o p, stopsvp. */
final class Spelling {
    private final Lexicon lexicon;

    Spelling(Lexicon lexicon) {
        this.lexicon = lexicon;
    }

    List<Token> settle(List<Token> tokens) {
        boolean shouting = tokens.stream().noneMatch(Spelling::isPlain);
        List<Token> settled = new ArrayList<>(tokens.size());
        int at = 0;
        while (at < tokens.size()) {
            int end = singleLetters(tokens, at);
            String joined = end - at >= 3 ? join(tokens, at, end) : "";
            if (lexicon.isKeyword(lexicon.word(joined).text())) {
                Token first = tokens.get(at);
                settled.add(new Token(lexicon.word(joined), Token.CAPITALS, first.before()));
                at = end;
            } else {
                Token token = tokens.get(at++);
                add(shouting ? token.without(Token.CAPITALS) : token, settled);
            }
        }
        return settled;
    }

    private void add(Token token, List<Token> settled) {
        String text = token.word().text();
        boolean unknown = token.word().concepts().length == 0;
        String head = unknown || Character.isDigit(text.charAt(text.length() - 1)) ? lexicon.gluedKeyword(text) : "";
        if (head.isEmpty()) {
            settled.add(token);
        } else {
            settled.add(new Token(lexicon.word(head), token.marks(), token.before()));
            settled.add(new Token(lexicon.word(text.substring(head.length())), token.marks(), Token.NO_BREAK));
        }
    }

    private static boolean isPlain(Token token) {
        return !token.has(Token.CAPITALS)
                && !token.has(Token.EMOJI)
                && !token.has(Token.NUMBER)
                && token.word().text().length() > 1;
    }

    private static int singleLetters(List<Token> tokens, int from) {
        int end = from;
        while (end < tokens.size() && tokens.get(end).word().text().length() == 1) {
            end++;
        }
        return end;
    }

    private static String join(List<Token> tokens, int from, int to) {
        StringBuilder joined = new StringBuilder();
        for (int i = from; i < to; i++) {
            joined.append(tokens.get(i).word().text());
        }
        return joined.toString();
    }
}
