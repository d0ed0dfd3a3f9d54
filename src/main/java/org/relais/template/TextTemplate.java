package org.relais.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;

/**
 * A text with variables: {@code {{first_name|friend}}} stands for the person's first name, or for "friend" when it is
 * not known. {@code \{{} writes two braces as they are. Parsed once, so that a wrong text is refused when it is
 * composed and never when it is sent.
 */
public final class TextTemplate {
    private static final Pattern NAME = Pattern.compile("\\p{L}[\\p{L}\\p{N}_.-]{0,59}");
    private static final Pattern SAYS_NOTHING = Pattern.compile("[\\s\\p{P}]*");
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private final String source;
    private final List<Piece> pieces;

    private TextTemplate(String source, List<Piece> pieces) {
        this.source = source;
        this.pieces = List.copyOf(pieces);
    }

    /**
     * Reads a text.
     *
     * @throws InvalidInputException with one fault, of the text as a whole, when a variable is not written as it should be
     */
    public static TextTemplate parse(String source) {
        List<Piece> pieces = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < source.length()) {
            if (source.startsWith("\\{{", at)) {
                literal.append(OPEN);
                at += 3;
            } else if (source.startsWith(OPEN, at)) {
                int end = source.indexOf(CLOSE, at);
                if (end < 0) {
                    throw new InvalidInputException("", FaultCode.VARIABLE_OPEN);
                }
                flush(literal, pieces);
                pieces.add(variable(source.substring(at + 2, end)));
                at = end + 2;
            } else {
                literal.append(source.charAt(at++));
            }
        }
        flush(literal, pieces);
        return new TextTemplate(source, pieces);
    }

    /** A text in which nothing is a variable, whatever it contains. */
    public static TextTemplate literal(String text) {
        return new TextTemplate(text.replace(OPEN, "\\{{"), List.of(new Piece(text, null, false)));
    }

    /** The same of a text that was stored before it was looked through: where it can't be read, nothing in it is a variable. */
    public static TextTemplate parseOrLiteral(String source) {
        try {
            return parse(source);
        } catch (InvalidInputException wrong) {
            return literal(source);
        }
    }

    /** A text in which those variables stand as they are written, each with its braces, that are to be left alone. */
    static String literally(String source, Predicate<String> alone) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < source.length()) {
            if (source.startsWith("\\{{", at)) {
                text.append("\\{{");
                at += 3;
            } else if (source.startsWith(OPEN, at)) {
                int end = source.indexOf(CLOSE, at);
                text.append(alone.test(end < 0 ? source.substring(at) : source.substring(at, end + 2)) ? "\\{{" : OPEN);
                at += 2;
            } else {
                text.append(source.charAt(at++));
            }
        }
        return text.toString();
    }

    /** This and another text under it. */
    public TextTemplate above(TextTemplate other) {
        return parse(source + "\n\n" + other.source);
    }

    /** As it was written. */
    public String source() {
        return source;
    }

    /** Every variable with its fallback, in order of first use. */
    public Map<String, Optional<String>> variables() {
        Map<String, Optional<String>> variables = new LinkedHashMap<>();
        for (Piece piece : pieces) {
            if (piece.variable()) {
                variables.putIfAbsent(piece.text(), Optional.ofNullable(piece.fallback()));
            }
        }
        return variables;
    }

    /** Variables for which nothing that says something stands where they are not known: {@code {{city|…}}}. */
    public Set<String> gaps() {
        return pieces.stream()
                .filter(Piece::variable)
                .filter(piece -> piece.fallback() != null
                        && SAYS_NOTHING.matcher(piece.fallback()).matches())
                .map(Piece::text)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    public boolean uses(String variable) {
        return pieces.stream()
                .anyMatch(piece -> piece.variable() && piece.text().equals(variable));
    }

    /** Whether it is one variable and nothing else. */
    public boolean isVariable() {
        return pieces.size() == 1 && pieces.get(0).variable();
    }

    /**
     * The text for one person.
     *
     * @param values what is known, by variable; null or empty stands for unknown
     * @param dress applied to each value that is filled in, not to fallbacks
     */
    public String fill(Function<String, @Nullable String> values, Function<String, String> dress) {
        StringBuilder filled = new StringBuilder(source.length() + 32);
        for (Piece piece : pieces) {
            if (!piece.variable()) {
                filled.append(piece.text());
                continue;
            }
            String value = values.apply(piece.text());
            if (value != null && !value.isEmpty()) {
                filled.append(dress.apply(value));
            } else if (piece.fallback() != null) {
                filled.append(piece.fallback());
            }
        }
        return filled.toString();
    }

    private static Piece variable(String inside) {
        int bar = inside.indexOf('|');
        String name = (bar < 0 ? inside : inside.substring(0, bar)).strip();
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInputException("", FaultCode.VARIABLE_SYNTAX);
        }
        return new Piece(name, bar < 0 ? null : inside.substring(bar + 1).strip(), true);
    }

    private static void flush(StringBuilder literal, List<Piece> pieces) {
        if (!literal.isEmpty()) {
            pieces.add(new Piece(literal.toString(), null, false));
            literal.setLength(0);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TextTemplate template && template.source.equals(source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return source;
    }

    /** A run of plain text, or a variable's name with its fallback. */
    private record Piece(String text, @Nullable String fallback, boolean variable) {}
}
