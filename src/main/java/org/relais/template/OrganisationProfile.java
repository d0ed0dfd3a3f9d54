package org.relais.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of the organisation stands in its messages.
 *
 * @param organisation its name, and how texts say it
 * @param federation the one that it is a section of, likewise; null for none
 * @param purposes why it writes, by language
 * @param language the organisation's own
 * @param mentionEveryDays least days between two legal mentions to one person; 0 for every message
 * @param mentionLink whether the mention also links to the person's own page to stop ({@link LegalMention#LINK})
 * @param texts every text volunteers read, in the organisation's language where theirs has none
 */
public record OrganisationProfile(
        long organisationId,
        OrganisationName organisation,
        @Nullable OrganisationName federation,
        Map<String, String> purposes,
        String language,
        int mentionEveryDays,
        boolean mentionLink,
        Texts texts) {
    public OrganisationProfile {
        purposes = Map.copyOf(purposes);
    }

    /** One wording of a template in the account of the sender with that external id. */
    public record SenderTemplate(String sender, String name, String language) {}

    public String name() {
        return organisation.name();
    }

    /** Why the organisation writes, in the first of these languages that it is written in, without a full stop. */
    public Optional<String> purpose(List<String> languages) {
        for (String candidate : languages) {
            String purpose = phrase(purposes.getOrDefault(candidate, ""));
            if (!purpose.isEmpty()) {
                return Optional.of(purpose);
            }
        }
        return new TreeMap<>(purposes)
                .values().stream()
                        .map(OrganisationProfile::phrase)
                        .filter(purpose -> !purpose.isEmpty())
                        .findFirst();
    }

    /** The same in this language alone. */
    public Optional<String> purposeIn(String language) {
        return Optional.of(phrase(purposes.getOrDefault(language, ""))).filter(purpose -> !purpose.isEmpty());
    }

    /** Our sentences go on after it, or end with a stop of their own. */
    static String phrase(String purpose) {
        String phrase = purpose.strip();
        return phrase.endsWith(".") ? phrase.substring(0, phrase.length() - 1).strip() : phrase;
    }
}
