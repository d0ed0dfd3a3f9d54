package org.relais.contact;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a channel knows people, and how organisers write it down.
 *
 * @param channel registry name of the channel
 * @param headings of its column in an imported file: small letters and digits without accents, one space between words
 * @param identifier what is a canonical identifier; null where organisers can't write one: it is learnt by webhook only.
 *     Phone numbers are read by their country instead
 * @param example of an identifier, to show what is meant
 */
public record AddressForm(
        String channel, AddressKind kind, List<String> headings, @Nullable Pattern identifier, String example) {

    public AddressForm {
        headings = List.copyOf(headings);
    }

    /** Phone numbers on a channel, whose own name may head their column too. */
    public static AddressForm phone(String channel, String... headings) {
        return new AddressForm(channel, AddressKind.PHONE, List.of(headings), null, "+33612345678");
    }

    /** Identifiers that a channel has for people and that nobody writes down. */
    public static AddressForm learnt(String channel, AddressKind kind, String example) {
        return new AddressForm(channel, kind, List.of(), null, example);
    }

    /** Whether organisers may write such an address, in the API or in a file. */
    public boolean writable() {
        return kind.isPhone() || identifier != null;
    }

    /** What organisers are told that an identifier looks like. */
    public String hint() {
        return example + " (" + kind + " id)";
    }

    /** Whether a text is a canonical identifier; never for phone numbers. */
    public boolean matches(String text) {
        return identifier != null && identifier.matcher(text).matches();
    }
}
