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

/** A list as a CSV file, page by page; cells are safe to open in a spreadsheet. */
public final class CsvDownload<T> {
    private final List<String> header;
    private final PagedDownload<T> download;
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
        this.download = new PagedDownload<>(pages, cursor);
        this.cells = cells;
    }

    public static int pageSize() {
        return PagedDownload.PAGE;
    }

    /** @param name of the file, without its ending */
    public Future<Void> send(RoutingContext context, String name) {
        return download.send(new PagedDownload.Format<>() {
            @Override
            public HttpServerResponse begun() {
                return Csv.begun(context, name);
            }

            @Override
            public Buffer text(List<T> entries, boolean first) {
                Stream<List<String>> rows = entries.stream().map(cells);
                return SafeCsvWriter.buffer(
                        (first ? Stream.concat(Stream.of(header), rows) : rows).toList(), ';', first);
            }
        });
    }

    /** A cell of something that may not be known. */
    public static String cell(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
