package org.relais.conversation;

import java.util.Map;
import org.relais.template.OrganisationProfile;

/** What most texts to volunteers name: the organisation and why it writes. */
public final class StandardArguments {
    private StandardArguments() {}

    /** The organisation as texts say it, and {@code purpose}: as written in this language, else in words of ours that its readers know. */
    public static Map<String, String> of(OrganisationProfile profile, String language) {
        return profile.organisation().arguments(Map.of("purpose", profile.purposeOrOurs(language)));
    }
}
