package org.relais.organisation;

import org.relais.database.SqlNamed;

/** What an organisation is; the WhatsApp Business policy bars the first three. */
public enum OrganisationKind implements SqlNamed {
    PARTY,
    CANDIDATE,
    CAMPAIGN,
    UNION,
    ASSOCIATION,
    NGO,
    OTHER;

    public static OrganisationKind of(String sqlName) {
        return SqlNamed.of(OrganisationKind.class, sqlName);
    }
}
