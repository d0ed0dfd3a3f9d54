package org.relais.template;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What every message to a subscribed person says besides its own matter: who is writing, why, and how to stop (CNIL,
 * "La communication politique par téléphone"; GDPR articles 13 and 21). It stands in the person's language and is part
 * of the text that is previewed and counted.
 */
public final class LegalMention {
    /** Personal variable: the address of the page where this person stops everything with one tap. */
    public static final String LINK = "unsubscribe_link";

    private LegalMention() {}

    /**
     * Whether the next message must carry the mention.
     *
     * @param lastMentionAt when the person last got it; null for never
     * @param everyDays least days between two mentions; 0 for every message
     */
    public static boolean due(@Nullable Instant lastMentionAt, int everyDays, Instant now) {
        return lastMentionAt == null || everyDays == 0 || !now.isBefore(lastMentionAt.plus(Duration.ofDays(everyDays)));
    }

    /** Whether a message says why the organisation writes, in the mention below it or in its own words. */
    public static boolean isIn(MessageSpec message) {
        return message.mention()
                || message.bodies().values().stream().anyMatch(body -> body.uses("mention") || body.uses("purpose"));
    }

    /**
     * The mention, or empty when the organisation has not said why it writes.
     *
     * @param link the person's own page to stop, written out behind it; null when the organisation wants none there
     */
    public static Optional<String> text(
            OrganisationProfile profile, @Nullable String language, String bodyLanguage, @Nullable String link) {
        String known = known(profile, language, bodyLanguage);
        return purpose(profile, language, bodyLanguage)
                .map(purpose -> profile.texts().constant("mention", known, arguments(profile, purpose)))
                .map(mention -> link == null
                        ? mention
                        // Not as an argument: isolating an address would make its end part of it in some apps.
                        : mention + " " + profile.texts().text("mention.link", known) + " " + link);
    }

    /**
     * How a first contact begins: purpose, origin of the data, and the right to be removed for good.
     *
     * @param origin where the data come from, cleaned
     */
    public static Optional<String> opening(
            OrganisationProfile profile, @Nullable String language, String bodyLanguage, String origin) {
        return purpose(profile, language, bodyLanguage).map(purpose -> profile.texts()
                .text(
                        "first_contact.opening",
                        known(profile, language, bodyLanguage),
                        profile.organisation().arguments(Map.of("purpose", purpose, "origin", origin))));
    }

    /**
     * Whether a wording we can't change (a platform's approved template) says all that the mention says: the
     * organisation's name, one of its purposes, and the word STOP.
     */
    public static boolean saidIn(String text, OrganisationProfile profile) {
        return text.contains(profile.name())
                && text.contains("STOP")
                && profile.purposes().values().stream()
                        .map(OrganisationProfile::phrase)
                        .anyMatch(purpose -> !purpose.isEmpty() && text.contains(purpose));
    }

    private static Optional<String> purpose(
            OrganisationProfile profile, @Nullable String language, String bodyLanguage) {
        return profile.purpose(known(profile, language, bodyLanguage));
    }

    /**
     * The person's language where the mention exists in it, else that of the body they read: whoever can't read the body
     * has to understand all the more how to stop.
     */
    static String known(OrganisationProfile profile, @Nullable String language, String bodyLanguage) {
        if (language == null) {
            return bodyLanguage;
        }
        String found = profile.texts().language("mention", language);
        return LanguageChain.of(language).get(0).equals(found) ? found : bodyLanguage;
    }

    private static Map<String, String> arguments(OrganisationProfile profile, String purpose) {
        return profile.organisation().arguments(Map.of("purpose", purpose));
    }
}
