package org.relais.conversation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a button of ours carries: {@code r1:<part>:<verb>[:<argument>…]}, at most 64 bytes (Bot API,
 * {@code callback_data}). {@code r1} is the version of the syntax, the part is the one that answers the tap, the verb
 * one of its own.
 *
 * <p>A payload is no proof of anything: whoever has the chat open can send any. So it never names a person, and every
 * part looks its arguments up together with the contact who pressed. A forged or foreign payload finds no row and does
 * nothing.
 *
 * @param part 1 to 12 letters a to z
 * @param verb 1 to 12 letters a to z
 * @param arguments at most four, each 1 to 24 of {@code [A-Za-z0-9_-]}
 */
public record ButtonPayload(String part, String verb, List<String> arguments) {
    private static final String VERSION = "r1";
    private static final int MOST_BYTES = 64;
    private static final Pattern SYNTAX = Pattern.compile("r1:[a-z]{1,12}:[a-z]{1,12}(:[A-Za-z0-9_-]{1,24}){0,4}");

    public ButtonPayload {
        arguments = List.copyOf(arguments);
        String encoded = joined(part, verb, arguments);
        if (encoded.length() > MOST_BYTES || !SYNTAX.matcher(encoded).matches()) {
            throw new IllegalArgumentException("not a payload of at most 64 bytes: " + encoded);
        }
    }

    /** A payload whose arguments are written as text; throws {@link IllegalArgumentException} outside the syntax. */
    public static ButtonPayload of(String part, String verb, Object... arguments) {
        return new ButtonPayload(
                part, verb, Stream.of(arguments).map(Object::toString).toList());
    }

    /** Reads a payload; empty for everything that is not exactly of this syntax. */
    public static Optional<ButtonPayload> parse(String text) {
        if (text.length() > MOST_BYTES || !SYNTAX.matcher(text).matches()) {
            return Optional.empty();
        }
        List<String> pieces = List.of(text.split(":"));
        return Optional.of(new ButtonPayload(pieces.get(1), pieces.get(2), pieces.subList(3, pieces.size())));
    }

    public String encode() {
        return joined(part, verb, arguments);
    }

    public boolean is(String otherPart, String otherVerb) {
        return part.equals(otherPart) && verb.equals(otherVerb);
    }

    /** The argument at this place as a row's id; empty when it is not there or no positive number. */
    public OptionalLong id(int index) {
        try {
            long id = index < arguments.size() ? Long.parseLong(arguments.get(index)) : 0;
            return id > 0 ? OptionalLong.of(id) : OptionalLong.empty();
        } catch (NumberFormatException noNumber) {
            return OptionalLong.empty();
        }
    }

    /** The same button about another row, which its first argument names. */
    public ButtonPayload about(long id) {
        return new ButtonPayload(
                part,
                verb,
                Stream.concat(Stream.of(Long.toString(id)), arguments.stream().skip(1))
                        .toList());
    }

    private static String joined(String part, String verb, List<String> arguments) {
        return Stream.concat(Stream.of(VERSION, part, verb), arguments.stream())
                .reduce((left, right) -> left + ':' + right)
                .orElseThrow();
    }
}
