package org.relais.database;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Readers of a statement's rows, for {@code execute(…).map(Rows.all(Store::item))}. No value read may be null. */
public final class Rows {
    private Rows() {}

    /** Every row, in order; the list can't be changed. */
    public static <T> Function<RowSet<Row>, List<T>> all(Function<? super Row, ? extends T> read) {
        return rows -> all(rows, read);
    }

    /** As {@link #all(Function)}, of rows that are here already. */
    public static <T> List<T> all(RowSet<Row> rows, Function<? super Row, ? extends T> read) {
        List<T> items = new ArrayList<>(rows.size());
        for (Row row : rows) {
            items.add(read.apply(row));
        }
        return Collections.unmodifiableList(items);
    }

    /** What each row says under its key, in the order of the rows; of two with one key the later stands. */
    public static <K, V> Function<RowSet<Row>, Map<K, V>> byKey(
            Function<? super Row, ? extends K> key, Function<? super Row, ? extends V> value) {
        return rows -> {
            Map<K, V> found = new LinkedHashMap<>();
            rows.forEach(row -> found.put(key.apply(row), value.apply(row)));
            return found;
        };
    }

    /** The first row; empty when there is none. */
    public static <T> Function<RowSet<Row>, Optional<T>> first(Function<? super Row, ? extends T> read) {
        return rows -> first(rows, read);
    }

    /** As {@link #first(Function)}, of rows that are here already. */
    public static <T> Optional<T> first(RowSet<Row> rows, Function<? super Row, ? extends T> read) {
        Iterator<Row> each = rows.iterator();
        return each.hasNext() ? Optional.of(read.apply(each.next())) : Optional.empty();
    }

    /** The row of a statement that always has one; {@link java.util.NoSuchElementException} otherwise. */
    public static <T> Function<RowSet<Row>, T> only(Function<? super Row, ? extends T> read) {
        return rows -> read.apply(rows.iterator().next());
    }
}
