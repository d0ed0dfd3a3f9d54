package org.relais.broadcast;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.input.FaultCode;
import org.relais.input.StrictObject;
import org.relais.organisation.OrganisationLimits;

/**
 * What the notice of political advertising says (Regulation (EU) 2024/900, article 12(1); the order is that of the form in
 * Implementing Regulation (EU) 2025/1410).
 *
 * @param controller who controls the sponsor in the end, with address; null when nobody else does
 * @param payer who pays, with address, if it is not the sponsor; null otherwise
 * @param process the election, the referendum, or the legislative or regulatory process it is about; null for none
 * @param from first day on which it is to be sent
 * @param until last day on which it may start
 */
public record Advertisement(
        Sponsor sponsor,
        @Nullable String controller,
        @Nullable String payer,
        @Nullable String process,
        LocalDate from,
        LocalDate until,
        Amounts amounts) {
    /** Most characters of a name. */
    public static final int LONGEST_NAME = 200;
    /** Most characters of every other text. */
    public static final int LONGEST = 500;

    private static final Pattern AMOUNT = Pattern.compile("\\d{1,9}(\\.\\d{1,2})?");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
    /** Where the means come from. */
    private static final List<String> ORIGINS = List.of("private", "public", "mixed");

    private static final Sponsor NOBODY = new Sponsor("", "", "", null, null);
    private static final Amounts NOTHING = new Amounts("", "", null, "", false, "");

    /**
     * On whose behalf it is sent.
     *
     * @param establishment where they are established, if not at their postal address; null otherwise
     * @param registration number in a register; null for none
     */
    public record Sponsor(
            String name, String email, String address, @Nullable String establishment, @Nullable String registration) {}

    /**
     * What was given for it.
     *
     * @param amount in all, with a point before the hundredths
     * @param currency ISO 4217
     * @param benefits what was given besides money, and what it is worth; null for nothing
     * @param origin private, public or mixed
     * @param outsideUnion whether any of it comes from outside the European Union
     * @param method how it was worked out
     */
    public record Amounts(
            String amount,
            String currency,
            @Nullable String benefits,
            String origin,
            boolean outsideUnion,
            String method) {}

    /** Faults are noted in the object. */
    static Advertisement read(StrictObject object) {
        Sponsor sponsor =
                required(object, "sponsor").map(Advertisement::readSponsor).orElse(NOBODY);
        @Nullable
        String controller = object.optionalText("controller", LONGEST_NAME).orElse(null);
        @Nullable String payer = object.optionalText("payer", LONGEST).orElse(null);
        @Nullable String process = object.optionalText("process", LONGEST_NAME).orElse(null);
        LocalDate from = day(object, "from");
        LocalDate until = day(object, "until");
        if (until.isBefore(from)) {
            object.fault("until", FaultCode.DECLARATION_PERIOD_REVERSED);
        }
        Amounts amounts =
                required(object, "amounts").map(Advertisement::readAmounts).orElse(NOTHING);
        return new Advertisement(sponsor, controller, payer, process, from, until, amounts);
    }

    private static Optional<StrictObject> required(StrictObject object, String key) {
        if (!object.has(key)) {
            object.fault(key, FaultCode.REQUIRED);
        }
        return object.object(key);
    }

    private static Sponsor readSponsor(StrictObject object) {
        Sponsor sponsor = new Sponsor(
                line(object, "name"),
                email(object),
                object.text("address", LONGEST),
                object.optionalText("establishment", LONGEST).orElse(null),
                object.optionalText("registration", LONGEST_NAME).orElse(null));
        object.noOtherFields();
        return sponsor;
    }

    private static Amounts readAmounts(StrictObject object) {
        Amounts amounts = new Amounts(
                matching(object, "amount", AMOUNT, "120.50"),
                matching(object, "currency", CURRENCY, "EUR"),
                object.optionalText("benefits", LONGEST).orElse(null),
                object.word("origin", ORIGINS),
                object.flag("outsideUnion", false),
                object.text("method", LONGEST));
        object.noOtherFields();
        return amounts;
    }

    private static String line(StrictObject object, String key) {
        String text = object.text(key, LONGEST_NAME);
        if (text.chars().anyMatch(Character::isISOControl)) {
            object.fault(key, FaultCode.MUST_BE_ONE_LINE);
        }
        return text;
    }

    private static String email(StrictObject object) {
        String text = object.text("email", LONGEST_NAME);
        if (!text.isEmpty() && !OrganisationLimits.isEmail(text)) {
            object.fault("email", FaultCode.MUST_BE_EMAIL);
        }
        return text;
    }

    private static String matching(StrictObject object, String key, Pattern pattern, String example) {
        String text = object.text(key, LONGEST_NAME);
        if (!text.isEmpty() && !pattern.matcher(text).matches()) {
            object.fault(key, FaultCode.MUST_LOOK_LIKE, example);
        }
        return text;
    }

    private static LocalDate day(StrictObject object, String key) {
        String text = object.text(key, 10);
        try {
            return text.isEmpty() ? LocalDate.EPOCH : LocalDate.parse(text);
        } catch (DateTimeParseException noDay) {
            object.fault(key, FaultCode.MUST_LOOK_LIKE, "2026-12-31");
            return LocalDate.EPOCH;
        }
    }

    /** The JSON that {@link #read} reads back as an equal one. */
    JsonObject encode() {
        return new Fields()
                .with(
                        "sponsor",
                        new Fields()
                                .with("name", sponsor.name())
                                .with("email", sponsor.email())
                                .with("address", sponsor.address())
                                .with("establishment", sponsor.establishment())
                                .with("registration", sponsor.registration())
                                .json)
                .with("controller", controller)
                .with("payer", payer)
                .with("process", process)
                .with("from", from.toString())
                .with("until", until.toString())
                .with(
                        "amounts",
                        new Fields()
                                .with("amount", amounts.amount())
                                .with("currency", amounts.currency())
                                .with("benefits", amounts.benefits())
                                .with("origin", amounts.origin())
                                .with("outsideUnion", amounts.outsideUnion())
                                .with("method", amounts.method())
                                .json)
                .json;
    }

    /** A document without the fields that have no value. */
    private static final class Fields {
        private final JsonObject json = new JsonObject();

        Fields with(String key, @Nullable Object value) {
            if (value != null) {
                json.put(key, value);
            }
            return this;
        }
    }
}
