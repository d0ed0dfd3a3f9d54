package org.relais.contact;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an organiser may write about a person; the meaning of the parts is that of {@link Contact}. */
public record ContactDetails(
        String name,
        @Nullable String language,
        @Nullable String timeZone,
        @Nullable String area,
        List<String> tags,
        JsonObject variables) {

    public ContactDetails {
        name = NameText.plain(name);
        tags = List.copyOf(tags);
    }

    /** What is written of somebody now. */
    public static ContactDetails of(Contact contact) {
        return new ContactDetails(
                contact.name(),
                contact.language(),
                contact.timeZone(),
                contact.area(),
                contact.tags(),
                contact.variables());
    }

    /** A person of whom no more than a name and a language is known. */
    public static ContactDetails of(String name, @Nullable String language) {
        return new ContactDetails(name, language, null, null, List.of(), new JsonObject());
    }
}
