package org.relais.database;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code timestamptz} as {@link Instant}, both ways; PostgreSQL keeps microseconds. */
public final class Timestamps {
    private Timestamps() {}

    public static OffsetDateTime sql(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    public static @Nullable OffsetDateTime sqlOrNull(@Nullable Instant instant) {
        return instant == null ? null : sql(instant);
    }

    /** The value of a column that is never null. */
    public static Instant instant(Row row, String column) {
        return Objects.requireNonNull(instantOrNull(row, column), column);
    }

    public static @Nullable Instant instantOrNull(Row row, String column) {
        OffsetDateTime value = row.getOffsetDateTime(column);
        return value == null ? null : value.toInstant();
    }

    /** As {@link #instant(Row, String)}, by position. */
    public static Instant instant(Row row, int column) {
        return Objects.requireNonNull(instantOrNull(row, column), "column " + column);
    }

    public static @Nullable Instant instantOrNull(Row row, int column) {
        OffsetDateTime value = row.getOffsetDateTime(column);
        return value == null ? null : value.toInstant();
    }
}
