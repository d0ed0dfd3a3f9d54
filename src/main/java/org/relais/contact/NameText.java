package org.relais.contact;

/** What people are called, as it may stand beside other text. */
public final class NameText {
    private NameText() {}

    /**
     * The name without the invisible characters that turn the direction of what follows (UAX #9: embeddings, overrides,
     * isolates and marks): in a list or a file they would make the rest of the line read backwards. Letters that run from
     * right to left need none of them.
     */
    public static String plain(String name) {
        return name.chars().noneMatch(NameText::turns)
                ? name
                : name.codePoints()
                        .filter(point -> !turns(point))
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString()
                        .strip();
    }

    private static boolean turns(int point) {
        return point == 0x061C
                || point == 0x200E
                || point == 0x200F
                || point >= 0x202A && point <= 0x202E
                || point >= 0x2066 && point <= 0x2069;
    }
}
