package org.relais.organisation;

import java.util.Locale;

/** What an organisation is; the WhatsApp Business policy bars the first three. */
public enum OrganisationKind {
    PARTY,
    CANDIDATE,
    CAMPAIGN,
    UNION,
    ASSOCIATION,
    NGO,
    OTHER;

    public String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static OrganisationKind of(String sqlName) {
        return valueOf(sqlName.toUpperCase(Locale.ROOT));
    }
}
