package org.relais.consent.stopword;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Tokeniser of a message into words, emoji and the breaks between them. Any string is accepted, lone surrogates too.
 */
final class Tokeniser {
    /** More words than this in what {@link Folding#compatible} leaves is not a reply that a person wrote. */
    private static final int MOST_TOKENS = 400;

    private final Lexicon lexicon;
    private final Set<String> contractions;
    private final Set<String> abbreviations;

    /**
     * @param contractions what is part of the word before its apostrophe, like the {@code t} of <em>don't</em>
     * @param abbreviations words whose full stop ends no sentence, like <em>M.</em> and <em>Dr.</em>
     */
    Tokeniser(Lexicon lexicon, Set<String> contractions, Set<String> abbreviations) {
        this.lexicon = lexicon;
        this.contractions = contractions;
        this.abbreviations = abbreviations;
    }

    /** @param text as {@link Folding#compatible} gives it */
    List<Token> tokens(String text) {
        return new Reading(text).tokens();
    }

    private final class Reading {
        private final String text;
        private final List<Token> tokens = new ArrayList<>();
        private final StringBuilder word = new StringBuilder();
        private int before = Token.SENTENCE;
        private int sentence;
        private int quote = -1;
        private boolean quotedLine;
        private boolean apostrophe;

        Reading(String text) {
            this.text = text;
        }

        List<Token> tokens() {
            int at = 0;
            while (at < text.length() && tokens.size() < MOST_TOKENS) {
                if (word.isEmpty() && (text.startsWith("http", at) || text.startsWith("www.", at))) {
                    at = pastAddress(at);
                    continue;
                }
                int character = text.codePointAt(at);
                int next = at + Character.charCount(character);
                read(character, at, next);
                at = next;
            }
            endWord();
            return new Spelling(lexicon).settle(tokens);
        }

        private int pastAddress(int from) {
            int at = from;
            while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return at;
        }

        private void read(int character, int at, int next) {
            if (belongsToWord(character, next)) {
                word.appendCodePoint(character);
            } else if (isRegionalIndicator(character)) {
                word.append((char) ('a' + character - 0x1F1E6));
            } else if (character >= 0x80 && UCharacter.hasBinaryProperty(character, UProperty.EMOJI_MODIFIER)
                    || character == 0x20E3
                    || isGender(character)
                    || UCharacter.hasBinaryProperty(character, UProperty.DEFAULT_IGNORABLE_CODE_POINT)) {
                return; // skin tones, genders, keycap frames, zero-width characters: not even a boundary
            } else if (isApostrophe(character)
                    && !word.isEmpty()
                    && next < text.length()
                    && Character.isLetter(text.codePointAt(next))) {
                endWord();
                apostrophe = true;
            } else if (character >= 0x2190
                    && UCharacter.hasBinaryProperty(character, UProperty.EXTENDED_PICTOGRAPHIC)) {
                emoji(character);
            } else {
                separate(character, at, next);
            }
        }

        private boolean belongsToWord(int character, int next) {
            if (character == '$') {
                return word.isEmpty() && next < text.length() && Character.isLetter(text.charAt(next));
            }
            return Character.isLetterOrDigit(character) || Character.getType(character) == Character.NON_SPACING_MARK;
        }

        private void emoji(int character) {
            endWord();
            tokens.add(new Token(lexicon.word(Character.toString(character)), Token.EMOJI, before));
            pause(Token.SENTENCE);
        }

        private void separate(int character, int at, int next) {
            boolean insideWord =
                    !word.isEmpty() && next < text.length() && Character.isLetterOrDigit(text.codePointAt(next));
            boolean single = word.length() == 1;
            boolean abbreviated = character == '.' && !word.isEmpty() && abbreviations.contains(Folding.fold(word));
            boolean number = insideWord && Character.isDigit(word.charAt(word.length() - 1));
            endWord();
            switch (character) {
                case '\n', '\r', '\u2028', '\u2029' -> {
                    pause(Token.SENTENCE);
                    quotedLine = next < text.length() && text.charAt(next) == '>';
                }
                case '?', '\u061F', '\u00BF' -> {
                    question();
                    pause(Token.SENTENCE);
                }
                case '.' -> pause(abbreviated || number || (single && insideWord) ? Token.NO_BREAK : Token.SENTENCE);
                case '!', ';', '\u00A1', '\u061B', '\u06D4', '\u3002', '\u2022' -> pause(Token.SENTENCE);
                case ',', '(', ')', '[', ']', '/', '\u060C', '\u2013', '\u2014', '|' -> pause(Token.PAUSE);
                case ':' -> pause(number ? Token.NO_BREAK : Token.PAUSE);
                case '-' -> pause(insideWord ? Token.NO_BREAK : Token.PAUSE);
                case '"', '\u00AB', '\u00BB', '\u201C', '\u201D', '\u201E', '\u201F' -> quotation();
                case '>' -> quotedLine |= at == 0;
                default -> {}
            }
        }

        private void pause(int strength) {
            before = Math.max(before, strength);
            if (before == Token.SENTENCE) {
                sentence = tokens.size();
            }
        }

        private void question() {
            for (int i = sentence; i < tokens.size(); i++) {
                tokens.set(i, tokens.get(i).with(Token.ASKED));
            }
        }

        private void quotation() {
            if (quote < 0) {
                quote = tokens.size();
            } else {
                for (int i = quote; i < tokens.size(); i++) {
                    tokens.set(i, tokens.get(i).with(Token.QUOTED));
                }
                quote = -1;
            }
            pause(Token.PAUSE);
        }

        private void endWord() {
            if (word.isEmpty()) {
                return;
            }
            String folded = Folding.fold(word);
            int last = tokens.size() - 1;
            if (apostrophe && last >= 0 && contractions.contains(folded)) {
                Token head = tokens.get(last);
                tokens.set(last, new Token(lexicon.word(head.word().text() + folded), head.marks(), head.before()));
            } else if (!folded.isEmpty()) {
                tokens.add(new Token(lexicon.word(folded), marks(), before));
                before = Token.NO_BREAK;
            }
            apostrophe = false;
            word.setLength(0);
        }

        private int marks() {
            int first = word.codePointAt(0);
            boolean capitals = word.length() > 1
                    && word.chars().anyMatch(Character::isUpperCase)
                    && word.chars().noneMatch(Character::isLowerCase);
            int marks = quotedLine ? Token.QUOTED : 0;
            if (Character.isDigit(first)) {
                marks |= Token.NUMBER;
            } else if (capitals) {
                marks |= Token.CAPITALS;
            } else if (Character.isUpperCase(first) && before == Token.NO_BREAK) {
                marks |= Token.TITLE;
            }
            return marks;
        }
    }

    private static boolean isApostrophe(int character) {
        return character == '\''
                || character == '\u2019'
                || character == '\u2018'
                || character == '`'
                || character == '\u00B4'
                || character == '\u02BC';
    }

    /** The signs that make a woman or a man of an emoji. */
    private static boolean isGender(int character) {
        return character == 0x2640 || character == 0x2642;
    }

    private static boolean isRegionalIndicator(int character) {
        return character >= 0x1F1E6 && character <= 0x1F1FF;
    }
}
