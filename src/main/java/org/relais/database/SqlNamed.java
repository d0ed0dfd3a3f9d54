package org.relais.database;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An enum that stands in columns, JSON and pages as its constants' names in lower case. */
public interface SqlNamed {
    String name();

    default String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The SQL name of a value that may be none. */
    static @Nullable String orNull(@Nullable SqlNamed value) {
        return value == null ? null : value.sqlName();
    }

    /** The constant with this SQL name; throws {@link IllegalArgumentException} for any other text. */
    static <E extends Enum<E> & SqlNamed> E of(Class<E> type, String sqlName) {
        return Enum.valueOf(type, sqlName.toUpperCase(Locale.ROOT));
    }
}
