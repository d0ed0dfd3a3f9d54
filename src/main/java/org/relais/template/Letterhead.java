package org.relais.template;

import java.util.Map;
import java.util.Optional;

/**
 * What of the organisation stands in its messages.
 *
 * @param purposes why it writes, by language
 * @param language the organisation's own
 * @param mentionEveryDays least days between two legal mentions to one person; 0 for every message
 * @param texts every text volunteers read, with this organisation's own wordings
 */
public record Letterhead(
        long organisationId,
        String name,
        Map<String, String> purposes,
        String language,
        int mentionEveryDays,
        Texts texts) {
    public Letterhead {
        purposes = Map.copyOf(purposes);
    }

    /** Why the organisation writes, in the first of these languages that it is written in. */
    public Optional<String> purpose(Iterable<String> languages) {
        for (String candidate : languages) {
            String purpose = purposes.get(candidate);
            if (purpose != null && !purpose.isBlank()) {
                return Optional.of(purpose.strip());
            }
        }
        return purposes.values().stream()
                .filter(text -> !text.isBlank())
                .sorted()
                .findFirst();
    }
}
