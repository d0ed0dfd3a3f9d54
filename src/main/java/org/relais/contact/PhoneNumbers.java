package org.relais.contact;

/** Reads phone numbers as people write them, by the numbering plans of libphonenumber. */
public final class PhoneNumbers {

    /**
     * @param text as written: spaces, dots, brackets, 00 or + in front
     * @param defaultRegion ISO 3166 country for numbers written without a country code
     */
    public Result normalise(String text, String defaultRegion) {
        throw new UnsupportedOperationException();
    }

    /** A number or what is wrong with it. */
    public sealed interface Result {}

    /** @param e164 with its plus sign */
    public record Valid(String e164) implements Result {}

    public record Invalid(Fault fault) implements Result {}

    /** Why a text is no phone number. */
    public enum Fault {
        EMPTY,
        NOT_A_NUMBER,
        UNKNOWN_COUNTRY,
        TOO_SHORT,
        TOO_LONG,
        /** Well-formed, but no such number can exist in its country. */
        IMPOSSIBLE
    }
}
