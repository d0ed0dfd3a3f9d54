package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.handler.HttpException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionService;
import org.relais.action.ActionType;
import org.relais.api.Csv;
import org.relais.api.CsvDownload;
import org.relais.channel.ChannelDescriptor;
import org.relais.console.PageRequest;
import org.relais.share.ShareApp;

/** Figures of actions as files, with the words of the reader. */
final class CsvPages {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private CsvPages() {}

    /** Sends a file about the action in the path, or says that there is none. */
    static void send(PageRequest visit, ActionService actions, Function<Action, Future<Void>> file) {
        send(visit, actions, Set.of(ActionType.values()), file);
    }

    /** @param types kinds of actions of which there is such a file */
    static void send(
            PageRequest visit, ActionService actions, Set<ActionType> types, Function<Action, Future<Void>> file) {
        actions.find(visit.organisationId(), visit.id())
                .map(found -> found.filter(action -> types.contains(action.type())))
                .compose(found ->
                        found.isEmpty() ? Future.<Void>failedFuture(new HttpException(404)) : file.apply(found.get()))
                .onFailure(visit.context()::fail);
    }

    /** A file whose rows are all there already. */
    static Future<Void> once(PageRequest visit, String name, List<String> header, List<List<String>> rows) {
        return new CsvDownload<List<String>>(
                        header,
                        from -> Future.succeededFuture(from == 0 ? rows : List.of()),
                        row -> Long.MAX_VALUE - 1,
                        row -> row)
                .send(visit.context(), name);
    }

    /** A file that another part has made. */
    static Future<Void> file(PageRequest visit, String name, Future<Buffer> made) {
        return made.compose(rows -> Csv.send(visit.context(), name, rows));
    }

    /** Headings by their keys under {@code action.column}. */
    static List<String> header(PageRequest visit, String... columns) {
        return Arrays.stream(columns)
                .map(column -> visit.text("action.column." + column))
                .toList();
    }

    /** Heading of an app by which something was passed on. */
    static String heading(PageRequest visit, ShareApp app) {
        return app.channel().map(ChannelDescriptor::name).orElseGet(() -> visit.text("action.column." + app.word()));
    }

    static List<String> row(@Nullable Object... cells) {
        return Arrays.stream(cells).map(CsvDownload::cell).toList();
    }

    /** In the organisation's time zone, as spreadsheets read it; empty for null. */
    static String time(PageRequest visit, @Nullable Instant at) {
        ZoneId zone = visit.zone();
        return at == null ? "" : TIME.withZone(zone).format(at);
    }
}
