package org.relais.organisation;

import java.util.regex.Pattern;

/** Limits of what an organisation, who signs in for it and its tokens are called, in characters: for every door. */
public final class OrganisationLimits {
    public static final int NAME = 200;
    /** Why it writes, in each language. */
    public static final int PURPOSE = 200;
    /** Of an organiser or a token. */
    public static final int ACCESS_NAME = 100;

    private static final int EMAIL = 254;
    private static final Pattern EMAIL_FORM = Pattern.compile("[^@\\s]+@[^@\\s]+");

    private OrganisationLimits() {}

    /** Whether it may be an address such as ana@example.org. */
    public static boolean isEmail(String text) {
        return text.length() <= EMAIL && EMAIL_FORM.matcher(text).matches();
    }
}
