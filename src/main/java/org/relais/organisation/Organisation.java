package org.relais.organisation;

import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tenant: who writes to people, and under which rules.
 *
 * @param slug short name in the configuration and on the command line
 * @param nameOf how French says "of" it ("des Amis du quartier"), where the rules for it are wrong
 * @param purpose why the organisation writes, per language; stands in every legal mention
 * @param consentOnly occasional contacts may not be messaged at all (strict countries, such as Belgium)
 * @param rules when people may be contacted and how long their data is kept
 */
public record Organisation(
        long id,
        String slug,
        String name,
        @Nullable String nameOf,
        OrganisationKind kind,
        Map<String, String> purpose,
        String language,
        ZoneId timeZone,
        String country,
        boolean consentOnly,
        ContactRules rules) {
    public Organisation {
        purpose = Map.copyOf(purpose);
    }

    /** The same under other rules. */
    public Organisation with(boolean wantsConsent, ContactRules others) {
        return new Organisation(
                id, slug, name, nameOf, kind, purpose, language, timeZone, country, wantsConsent, others);
    }
}
