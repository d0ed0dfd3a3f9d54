package org.relais.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.relais.channel.TextStyle.Kind;

/**
 * A text and its styles. Organisers write {@code *bold*}, {@code _italic_} and {@code ~struck~}, doubled marks as well. A
 * mark counts only at the edge of a word, within a line, around something with a letter or digit, and never inside an
 * address: everything else stays as it was written, so no text is wrong.
 *
 * @param styles one inside the other or apart, in order of their start
 */
public record MarkedText(String text, List<TextStyle> styles) {
    /** The marks that end an address belong to what stands around it. */
    private static final Pattern ADDRESS = Pattern.compile("(?i)\\bhttps?://\\S*[^\\s*_~.,;:!?)]");

    private static final Pattern WHOLE_ADDRESS = Pattern.compile("(?i)\\bhttps?://\\S+");

    private static final Comparator<TextStyle> OUTERMOST_FIRST = Comparator.comparingInt(TextStyle::start)
            .thenComparing(Comparator.comparingInt(TextStyle::end).reversed())
            .thenComparing(TextStyle::kind);

    public MarkedText {
        styles = List.copyOf(styles);
    }

    /** Takes the marks out of a text. */
    public static MarkedText read(String source) {
        List<TextStyle> pairs = pairs(source);
        if (pairs.isEmpty()) {
            return new MarkedText(source, List.of());
        }
        boolean[] taken = new boolean[source.length()];
        pairs.forEach(pair -> {
            taken[pair.start()] = true;
            taken[pair.end()] = true;
        });
        StringBuilder text = new StringBuilder(source.length());
        int[] place = new int[source.length()];
        for (int at = 0; at < source.length(); at++) {
            place[at] = text.length();
            if (!taken[at]) {
                text.append(source.charAt(at));
            }
        }
        return new MarkedText(
                text.toString(),
                pairs.stream()
                        .map(pair -> new TextStyle(pair.kind(), place[pair.start()], place[pair.end()]))
                        .distinct()
                        .sorted(OUTERMOST_FIRST)
                        .toList());
    }

    /** Makes a value fit to be put into a marked text: its marks become characters that look like them. */
    public static String literal(String value) {
        if (!hasMark(value)) {
            return value;
        }
        StringBuilder literal = new StringBuilder(value);
        Matcher address = WHOLE_ADDRESS.matcher(value);
        int from = 0;
        while (address.find()) {
            replaceMarks(literal, from, address.start());
            from = address.end();
        }
        replaceMarks(literal, from, value.length());
        return literal.toString();
    }

    /** The text with its marks, as some platforms take it. */
    public String marked() {
        if (styles.isEmpty()) {
            return text;
        }
        StringBuilder marked = new StringBuilder(text.length() + 2 * styles.size());
        for (int at = 0; at <= text.length(); at++) {
            int here = at;
            styles.stream()
                    .filter(style -> style.end() == here)
                    .sorted(OUTERMOST_FIRST.reversed())
                    .forEach(style -> marked.append(style.kind().mark()));
            styles.stream()
                    .filter(style -> style.start() == here)
                    .forEach(style -> marked.append(style.kind().mark()));
            if (at < text.length()) {
                marked.append(text.charAt(at));
            }
        }
        return marked.toString();
    }

    /** A piece of the text and all that it is. */
    public record Piece(String text, List<Kind> kinds) {}

    /** The text cut wherever a style begins or ends. */
    public List<Piece> pieces() {
        List<Integer> cuts = Stream.concat(
                        Stream.of(0, text.length()),
                        styles.stream().flatMap(style -> Stream.of(style.start(), style.end())))
                .distinct()
                .sorted()
                .toList();
        List<Piece> pieces = new ArrayList<>();
        for (int index = 0; index + 1 < cuts.size(); index++) {
            int start = cuts.get(index);
            int end = cuts.get(index + 1);
            pieces.add(new Piece(
                    text.substring(start, end),
                    styles.stream()
                            .filter(style -> style.start() <= start && style.end() >= end)
                            .map(TextStyle::kind)
                            .distinct()
                            .toList()));
        }
        return pieces;
    }

    /** Pairs of marks, by the places of both. */
    private static List<TextStyle> pairs(String source) {
        if (!hasMark(source)) {
            return List.of();
        }
        List<TextStyle> pairs = new ArrayList<>();
        Deque<Integer> open = new ArrayDeque<>();
        Matcher address = ADDRESS.matcher(source);
        int addressFrom = address.find() ? address.start() : source.length();
        for (int at = 0; at < source.length(); at++) {
            if (at == addressFrom) {
                at = address.end() - 1;
                addressFrom = address.find() ? address.start() : source.length();
            } else if (source.charAt(at) == '\n') {
                open.clear();
            } else if (kind(source.charAt(at)).isPresent() && !closed(source, at, open, pairs) && opens(source, at)) {
                open.push(at);
            }
        }
        return pairs;
    }

    /** Closes the nearest open mark of this kind; marks opened within it were none. */
    private static boolean closed(String source, int at, Deque<Integer> open, List<TextStyle> pairs) {
        boolean closes = at > 0
                && !Character.isWhitespace(source.charAt(at - 1))
                && (at + 1 == source.length() || !Character.isLetterOrDigit(source.codePointAt(at + 1)));
        if (!closes) {
            return false;
        }
        for (Iterator<Integer> candidates = open.iterator(); candidates.hasNext(); ) {
            int start = candidates.next();
            boolean says = source.substring(start, at).codePoints().anyMatch(Character::isLetterOrDigit);
            if (source.charAt(start) == source.charAt(at) && says) {
                while (open.pop() != start) {}
                pairs.add(new TextStyle(kind(source.charAt(at)).orElseThrow(), start, at));
                return true;
            }
        }
        return false;
    }

    private static boolean opens(String source, int at) {
        return (at == 0 || !Character.isLetterOrDigit(source.codePointBefore(at)))
                && at + 1 < source.length()
                && !Character.isWhitespace(source.charAt(at + 1));
    }

    /** Marks within a word are none and stay as they are: names of files, addresses of mail. */
    private static void replaceMarks(StringBuilder value, int from, int to) {
        for (int at = from; at < to; at++) {
            boolean inWord = at > 0
                    && Character.isLetterOrDigit(value.charAt(at - 1))
                    && at + 1 < value.length()
                    && Character.isLetterOrDigit(value.charAt(at + 1));
            Optional<Kind> kind = kind(value.charAt(at));
            if (kind.isPresent() && !inWord) {
                value.setCharAt(at, kind.get().lookalike());
            }
        }
    }

    private static boolean hasMark(String text) {
        return text.chars().anyMatch(unit -> kind((char) unit).isPresent());
    }

    private static Optional<Kind> kind(char mark) {
        for (Kind kind : Kind.values()) {
            if (kind.mark() == mark) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
