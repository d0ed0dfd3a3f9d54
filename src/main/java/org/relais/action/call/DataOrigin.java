package org.relais.action.call;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.template.PersonalText;

/**
 * Where a contact's data come from.
 *
 * @param own by the contact's own record; null when only the list says it
 * @param listed of the whole list, by language
 * @param wrote whether the person wrote to us to join, by START or a link
 */
record DataOrigin(@Nullable String own, JsonObject listed, boolean wrote) {
    /** Nothing is recorded. */
    static final DataOrigin NONE = new DataOrigin(null, new JsonObject(), false);

    /** The origin as it is told in a language, else in the organisation's, else in any; empty when none is recorded. */
    Optional<String> told(String language, String organisationLanguage) {
        String recorded = own;
        return Optional.ofNullable(recorded)
                .filter(text -> !text.isBlank())
                .map(PersonalText::clean)
                .or(() -> Optional.ofNullable(listed.getString(language)))
                .or(() -> Optional.ofNullable(listed.getString(organisationLanguage)))
                .or(() -> listed.stream()
                        .map(entry -> String.valueOf(entry.getValue()))
                        .findFirst())
                .filter(text -> !text.isBlank());
    }
}
