package org.relais.template;

import java.util.Map;
import java.util.Set;

/**
 * Variables that a package further down computes for each person and message, such as a volunteer's own share link.
 * Pure and quick: it is called on the way to the platform.
 */
public interface PersonalVariables {

    PersonalVariables NONE = new PersonalVariables() {
        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public Map<String, String> values(long organisationId, long messageId, long contactId) {
            return Map.of();
        }
    };

    /** Names that a text may use; each always has a value, so they need no fallback. */
    Set<String> names();

    Map<String, String> values(long organisationId, long messageId, long contactId);
}
