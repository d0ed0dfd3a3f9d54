package org.relais.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** The person whose own a code in a link is; empty for what is nobody's, or no code of ours. */
    default Optional<Long> owner(String code) {
        return Optional.empty();
    }

    /** The variables of all these parts; their names differ. */
    static PersonalVariables of(List<PersonalVariables> parts) {
        return new PersonalVariables() {
            @Override
            public Set<String> names() {
                return parts.stream().flatMap(part -> part.names().stream()).collect(Collectors.toUnmodifiableSet());
            }

            @Override
            public Map<String, String> values(long organisationId, long messageId, long contactId) {
                Map<String, String> values = new HashMap<>();
                parts.forEach(part -> values.putAll(part.values(organisationId, messageId, contactId)));
                return values;
            }

            @Override
            public Optional<Long> owner(String code) {
                return parts.stream().flatMap(part -> part.owner(code).stream()).findFirst();
            }
        };
    }
}
