package org.relais.imports;

import java.util.Locale;

/** What a file holds. */
public enum ImportKind {
    /** People, with class and evidence. */
    CONTACTS,
    /** People who asked somebody else, or on paper, to be left alone. */
    SUPPRESSION;

    public String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static ImportKind of(String sqlName) {
        return valueOf(sqlName.toUpperCase(Locale.ROOT));
    }
}
