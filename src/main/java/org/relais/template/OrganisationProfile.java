package org.relais.template;

import java.util.Map;
import java.util.Optional;
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

    /** The same as it would be with another way to say its name, and other purposes. */
    public OrganisationProfile presented(OrganisationName said, Map<String, String> otherPurposes) {
        return new OrganisationProfile(
                organisationId, said, federation, otherPurposes, language, mentionEveryDays, mentionLink, texts);
    }

    public String name() {
        return organisation.name();
    }

    /**
     * Why the organisation writes, for readers of this language and without a full stop: as it is written in it, else in words of
     * ours that they can read; empty when it is written nowhere.
     */
    public Optional<String> purpose(String spoken) {
        String own = phrase(purposes.getOrDefault(spoken, ""));
        boolean stated =
                purposes.values().stream().anyMatch(purpose -> !phrase(purpose).isEmpty());
        return own.isEmpty() && stated
                ? Optional.of(unstated(spoken))
                : Optional.of(own).filter(said -> !said.isEmpty());
    }

    /** Whether readers of this language are told in words of ours what is written in other languages. */
    public boolean lacksPurpose(String spoken) {
        return texts.languages().contains(spoken)
                && phrase(purposes.getOrDefault(spoken, "")).isEmpty()
                && purpose(spoken).isPresent();
    }

    /** The same where it has to be said in any case. */
    public String purposeOrOurs(String spoken) {
        return purpose(spoken).orElseGet(() -> unstated(spoken));
    }

    private String unstated(String spoken) {
        return texts.text("purpose.unstated", spoken);
    }

    /** Our sentences go on after it, or end with a stop of their own. */
    static String phrase(String purpose) {
        String phrase = purpose.strip();
        return phrase.endsWith(".") ? phrase.substring(0, phrase.length() - 1).strip() : phrase;
    }
}
