package org.relais.api;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * A list as a file, page by page, no faster than the caller reads.
 *
 * @param pages the entries from this id on, at most {@link #PAGE}
 * @param cursor the id of an entry
 */
record PagedDownload<T>(LongFunction<Future<List<T>>> pages, ToLongFunction<T> cursor) {
    static final int PAGE = 1_000;

    /** How the file is written. */
    interface Format<T> {
        /** The response with the headers of such a file. */
        HttpServerResponse begun();

        /** @param first whether the file begins with these */
        Buffer text(List<T> entries, boolean first);
    }

    Future<Void> send(Format<T> format) {
        // The first page is read before anything is answered: a fault of it is still a problem document.
        return pages.apply(0).compose(first -> {
            HttpServerResponse response = format.begun().setChunked(true);
            return response.write(format.text(first, true))
                    .compose(written -> rest(response, format, first))
                    .compose(all -> response.end());
        });
    }

    private Future<Void> rest(HttpServerResponse response, Format<T> format, List<T> before) {
        if (before.size() < PAGE) {
            return Future.succeededFuture();
        }
        return pages.apply(cursor.applyAsLong(before.get(before.size() - 1)) + 1)
                .compose(page -> (page.isEmpty()
                                ? Future.<Void>succeededFuture()
                                : response.write(format.text(page, false)))
                        .compose(written -> rest(response, format, page)));
    }
}
