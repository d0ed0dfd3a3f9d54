package org.relais.contact;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Locale;
import org.relais.input.FaultCode;

/** Phone numbers as people write them, by the numbering plans of libphonenumber. */
public final class PhoneNumbers {
    /** Longer than any number written with every separator there is; libphonenumber itself stops at 250. */
    private static final int LONGEST_TEXT = 60;

    /** 06 39 98 00 00 to 99 99: kept by the French regulator for films and examples, so that the plan knows them not. */
    private static final int FRANCE = 33;

    private static final long FICTION = 63_998;
    private static final long FICTION_NUMBERS = 10_000;

    private final PhoneNumberUtil plans = PhoneNumberUtil.getInstance();

    /**
     * @param text as written: spaces, dots, brackets, 00 or + in front; an extension is refused, nothing can be sent to it
     * @param defaultRegion ISO 3166 country for numbers written without a country code
     */
    public Result normalise(String text, String defaultRegion) {
        String written = text.strip();
        if (written.isEmpty()) {
            return new Invalid(FaultCode.PHONE_MISSING);
        }
        if (written.length() > LONGEST_TEXT) {
            return new Invalid(FaultCode.PHONE_TOO_LONG);
        }
        String dialled = international(written);
        try {
            PhoneNumber number = plans.parse(dialled, defaultRegion.toUpperCase(Locale.ROOT));
            return number.hasExtension()
                    ? new Invalid(FaultCode.PHONE_NOT_A_NUMBER)
                    : checked(number, dialled.startsWith("+"));
        } catch (NumberParseException refused) {
            return new Invalid(code(refused.getErrorType()));
        }
    }

    /** A canonical number as people read it, {@code +33 6 12 34 56 78}; anything else comes back as it is. */
    public String readable(String e164) {
        try {
            return plans.format(plans.parse(e164, "ZZ"), PhoneNumberFormat.INTERNATIONAL);
        } catch (NumberParseException notANumber) {
            return e164;
        }
    }

    /** Whether a canonical number is a fixed line's by its country's plan. */
    public boolean isFixedLine(String e164) {
        try {
            return plans.getNumberType(plans.parse(e164, "ZZ")) == PhoneNumberType.FIXED_LINE;
        } catch (NumberParseException notANumber) {
            return false;
        }
    }

    /** Whose a canonical number is (ISO 3166); empty when its code is no single country's or nobody's. */
    public static String country(String e164) {
        PhoneNumberUtil plans = PhoneNumberUtil.getInstance();
        try {
            PhoneNumber number = plans.parse(e164, "ZZ");
            String region = plans.getRegionCodeForNumber(number);
            String found = region == null ? plans.getRegionCodeForCountryCode(number.getCountryCode()) : region;
            return found.matches("[A-Z]{2}") && !found.equals("ZZ") ? found : "";
        } catch (NumberParseException notANumber) {
            return "";
        }
    }

    /** By which a country (ISO 3166) is called from abroad; 0 for one that is not known. */
    public static int callingCode(String country) {
        return PhoneNumberUtil.getInstance().getCountryCodeForRegion(country);
    }

    /** 00 means + nearly everywhere, and libphonenumber knows it only for the default region. */
    private static String international(String written) {
        return written.startsWith("00") ? "+" + written.substring(2) : written;
    }

    /**
     * @param withCountry written with its country code: then its length decides. Plans lag behind the ranges that
     *     regulators open, and whoever the platform knows by such a number must be found and stopped by it.
     */
    private Result checked(PhoneNumber number, boolean withCountry) {
        ValidationResult possible = plans.isPossibleNumberWithReason(number);
        if (possible != ValidationResult.IS_POSSIBLE) {
            return new Invalid(code(possible));
        }
        return withCountry || plans.isValidNumber(number) || isFiction(number)
                ? new Valid(plans.format(number, PhoneNumberFormat.E164))
                : new Invalid(FaultCode.PHONE_IMPOSSIBLE);
    }

    private static boolean isFiction(PhoneNumber number) {
        return number.getCountryCode() == FRANCE && number.getNationalNumber() / FICTION_NUMBERS == FICTION;
    }

    private static FaultCode code(ValidationResult result) {
        return switch (result) {
            case TOO_SHORT, IS_POSSIBLE_LOCAL_ONLY -> FaultCode.PHONE_TOO_SHORT;
            case TOO_LONG -> FaultCode.PHONE_TOO_LONG;
            case INVALID_COUNTRY_CODE -> FaultCode.PHONE_UNKNOWN_COUNTRY;
            case INVALID_LENGTH, IS_POSSIBLE -> FaultCode.PHONE_IMPOSSIBLE;
        };
    }

    private static FaultCode code(NumberParseException.ErrorType type) {
        return switch (type) {
            case INVALID_COUNTRY_CODE -> FaultCode.PHONE_UNKNOWN_COUNTRY;
            case NOT_A_NUMBER -> FaultCode.PHONE_NOT_A_NUMBER;
            case TOO_SHORT_AFTER_IDD, TOO_SHORT_NSN -> FaultCode.PHONE_TOO_SHORT;
            case TOO_LONG -> FaultCode.PHONE_TOO_LONG;
        };
    }

    /** A number or what is wrong with it. */
    public sealed interface Result {}

    /** @param e164 with its plus sign */
    public record Valid(String e164) implements Result {}

    /**
     * Not a number that anything can be sent to.
     *
     * @param code one of those that begin with {@code PHONE_}
     */
    public record Invalid(FaultCode code) implements Result {}
}
