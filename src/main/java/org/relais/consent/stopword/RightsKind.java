package org.relais.consent.stopword;

import org.relais.database.SqlNamed;

/** A right under the GDPR that a reply exercises; each opens a request with its own legal deadline. */
public enum RightsKind implements SqlNamed {
    /** Erasure of the person's data (article 17). */
    ERASURE,
    /** Objection to the processing (article 21); a bare STOP is one too, but needs no further answer. */
    OBJECTION,
    /** Where the data come from (articles 14 and 15(1)(g)). */
    ORIGIN,
    /** A copy of what is held (article 15). */
    ACCESS
}
