package org.relais.spending;

import java.util.regex.Pattern;

/**
 * What a rate is for.
 *
 * @param country ISO 3166 in capitals, or {@code *} for every other one
 * @param category the platform's word in small letters, or {@code *} for every other one
 */
public record RateKey(String channel, String country, String category) {
    /** Countries of rates. */
    static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}|\\*");

    /** Platforms' words for kinds of messages. */
    static final Pattern CATEGORY = Pattern.compile("[a-z_]{1,40}|\\*");

    /** Name of the field in which its price is given. */
    public String field() {
        return "price." + channel + "." + country + "." + category;
    }
}
