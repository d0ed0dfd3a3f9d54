package org.relais.sandbox.whatsapp;

/** Business-scoped user ids: a country code, a dot and up to 128 letters or digits. */
public final class UserIds {
    private UserIds() {}

    /** The id that a number has until it changes: the same each time. */
    public static String of(String number) {
        long mixed = number.hashCode() * 0x9E3779B97F4A7C15L ^ Long.parseLong(number) * 0xBF58476D1CE4E5B9L;
        return "FR." + Long.toUnsignedString(mixed);
    }
}
