package org.relais.imports;

import org.relais.database.SqlNamed;

/** What a file holds. */
public enum ImportKind implements SqlNamed {
    /** People, with class and evidence. */
    CONTACTS,
    /** People who asked somebody else, or on paper, to be left alone. */
    SUPPRESSION;

    public static ImportKind of(String sqlName) {
        return SqlNamed.of(ImportKind.class, sqlName);
    }
}
