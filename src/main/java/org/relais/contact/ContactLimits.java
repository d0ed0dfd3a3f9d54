package org.relais.contact;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** Limits of what may be written about a person, in characters where nothing else is said: for API, console and imports. */
public final class ContactLimits {
    public static final int NAME = 200;
    public static final int AREA = 100;
    public static final int EXTERNAL_ID = 100;
    /** How many a person has at most. */
    public static final int TAGS = 20;

    public static final int TAG = 50;
    /** How many a person has at most. */
    public static final int VARIABLES = 50;

    public static final int VARIABLE = 1_000;
    /** Source and wording of what a person agreed to, each. */
    public static final int EVIDENCE = 2_000;
    /** What an organiser quotes of a person. */
    public static final int WORDS = 4_000;
    /** How many a new contact is given at most. */
    public static final int ADDRESSES = 5;
    /** Nobody's consent is older; what claims to be is a slip of the pen. */
    public static final Instant EARLIEST_EVIDENCE = Instant.parse("1990-01-01T00:00:00Z");

    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");
    private static final Pattern VARIABLE_NAME = Pattern.compile("\\p{L}[\\p{L}\\p{N}_.-]{0,59}");

    private ContactLimits() {}

    /** Whether it is a language code such as fr or en. */
    public static boolean isLanguage(String code) {
        return LANGUAGE.matcher(code).matches();
    }

    /** Whether messages can use a variable of that name. */
    public static boolean isVariableName(String name) {
        return VARIABLE_NAME.matcher(name).matches();
    }

    /** Whether a person may have all of these tags. */
    public static boolean allow(List<String> tags) {
        return tags.size() <= TAGS && tags.stream().allMatch(tag -> tag.length() <= TAG);
    }
}
