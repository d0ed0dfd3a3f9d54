package org.relais.template;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The person a message is rendered for.
 *
 * @param name as the contact is known to us; empty when unknown
 * @param language ISO 639 code; null when unknown
 * @param variables free columns of the contact's import and what other parts add, by name
 * @param firstContact whether this is the only message an occasional contact ever gets
 * @param mentionDue whether this message must carry the legal mention ({@link LegalMention#due})
 * @param origin where the contact's data come from, for a first contact
 */
public record Recipient(
        String name,
        @Nullable String language,
        Map<String, String> variables,
        boolean firstContact,
        boolean mentionDue,
        @Nullable String origin) {
    public Recipient {
        variables = variables instanceof LateVariables ? variables : Map.copyOf(variables);
    }
}
