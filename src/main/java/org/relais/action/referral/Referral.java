package org.relais.action.referral;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.relais.channel.InboundEvent.Card;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.PhoneNumbers;
import org.relais.text.CleanText;

/**
 * A person as a volunteer's card names them. Until the volunteer has confirmed, it stands in their conversation alone.
 *
 * @param name as written on the card, on one line; the number when it has none
 * @param number E.164
 */
record Referral(String name, String number) {
    private static final int LONGEST_NAME = 60;

    /** The first of the card's numbers that is one. */
    static Optional<Referral> of(Card card, PhoneNumbers numbers, String country) {
        return card.numbers().stream()
                .map(number -> numbers.normalise(number, country))
                .filter(PhoneNumbers.Valid.class::isInstance)
                .map(valid -> ((PhoneNumbers.Valid) valid).e164())
                .findFirst()
                .map(number -> new Referral(name(card.name(), numbers.readable(number)), number));
    }

    /** The address that the link leads to. */
    AddressId address() {
        return new AddressId(NumberApp.channel().kind(), AddressKind.PHONE, number);
    }

    String digits() {
        return number.replaceAll("[^0-9]", "");
    }

    JsonObject json() {
        return new JsonObject().put("name", name).put("number", number);
    }

    static Referral read(JsonObject json) {
        return new Referral(json.getString("name", ""), json.getString("number", ""));
    }

    /** A name from outside, on one line. */
    static String name(String written, String otherwise) {
        String line = CleanText.of(written)
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .replaceAll("[\\p{Cf}&&[^\\u200C\\u200D]]", "")
                .strip();
        return line.isEmpty() ? otherwise : CleanText.head(line, LONGEST_NAME);
    }
}
