package org.relais.api;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.contact.csv.SafeCsvWriter;

/** A list as a CSV file, page by page, no faster than the caller reads; cells are safe to open in a spreadsheet. */
public final class CsvDownload<T> {
    private static final int PAGE = 1_000;

    private final List<String> header;
    private final LongFunction<Future<List<T>>> pages;
    private final ToLongFunction<T> cursor;
    private final Function<T, List<String>> cells;

    /**
     * @param pages the entries from this id on, at most {@link #pageSize}
     * @param cursor the id of an entry
     */
    public CsvDownload(
            List<String> header,
            LongFunction<Future<List<T>>> pages,
            ToLongFunction<T> cursor,
            Function<T, List<String>> cells) {
        this.header = header;
        this.pages = pages;
        this.cursor = cursor;
        this.cells = cells;
    }

    public static int pageSize() {
        return PAGE;
    }

    /** @param name of the file, without its ending */
    public Future<Void> send(RoutingContext context, String name) {
        // The first page is read before anything is answered: a fault of it is still a problem document.
        return pages.apply(0).compose(first -> {
            HttpServerResponse response = Csv.begun(context, name).setChunked(true);
            return response.write(text(first, true))
                    .compose(written -> rest(response, first))
                    .compose(all -> response.end());
        });
    }

    private Future<Void> rest(HttpServerResponse response, List<T> before) {
        if (before.size() < PAGE) {
            return Future.succeededFuture();
        }
        long next = cursor.applyAsLong(before.get(before.size() - 1)) + 1;
        return pages.apply(next)
                .compose(page -> (page.isEmpty() ? Future.<Void>succeededFuture() : response.write(text(page, false)))
                        .compose(written -> rest(response, page)));
    }

    private Buffer text(List<T> entries, boolean first) {
        Stream<List<String>> rows = entries.stream().map(cells);
        return SafeCsvWriter.buffer((first ? Stream.concat(Stream.of(header), rows) : rows).toList(), ';', first);
    }

    /** A cell of something that may not be known. */
    public static String cell(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
