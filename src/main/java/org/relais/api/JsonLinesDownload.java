package org.relais.api;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.LongFunction;

/** A list as lines of JSON, page by page. */
public final class JsonLinesDownload {
    private final PagedDownload<JsonObject> download;

    /** @param pages the entries from this {@code id} on, at most {@link CsvDownload#pageSize} */
    public JsonLinesDownload(LongFunction<Future<List<JsonObject>>> pages) {
        this.download = new PagedDownload<>(pages, entry -> entry.getLong("id"));
    }

    /** @param name of the file, without its ending */
    public Future<Void> send(RoutingContext context, String name) {
        return download.send(new PagedDownload.Format<>() {
            @Override
            public HttpServerResponse begun() {
                return Csv.begun(context, name, "application/jsonl", "jsonl");
            }

            @Override
            public Buffer text(List<JsonObject> entries, boolean first) {
                Buffer lines = Buffer.buffer();
                entries.forEach(entry -> lines.appendBuffer(entry.toBuffer()).appendString("\n"));
                return lines;
            }
        });
    }
}
