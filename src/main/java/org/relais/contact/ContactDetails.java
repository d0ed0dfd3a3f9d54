package org.relais.contact;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an organiser, a form or a file says of a person.
 *
 * @param name empty when unknown
 * @param language ISO 639 code; null: the organisation's language
 * @param timeZone IANA zone; null: the organisation's zone
 * @param area department, district or town, free text of the organisation
 * @param variables further columns of an import, offered to message bodies
 * @param externalId what another program of the organisation calls the person; nobody else of it has the same
 */
public record ContactDetails(
        String name,
        @Nullable String language,
        @Nullable String timeZone,
        @Nullable String area,
        List<String> tags,
        JsonObject variables,
        @Nullable String externalId) {

    public ContactDetails {
        name = NameText.plain(name);
        tags = List.copyOf(tags);
    }

    /** A person of whom no more than a name and a language is known. */
    public static ContactDetails of(String name, @Nullable String language) {
        return new ContactDetails(name, language, null, null, List.of(), new JsonObject(), null);
    }

    /** The same with these tags alone. */
    public ContactDetails tagged(List<String> tags) {
        return new ContactDetails(name, language, timeZone, area, tags, variables, externalId);
    }

    /** All of it, as the API and a disclosure show it. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("name", name)
                .put("language", language)
                .put("timeZone", timeZone)
                .put("area", area)
                .put("tags", new JsonArray(tags))
                .put("variables", variables)
                .put("externalId", externalId);
    }
}
