package org.relais.console.broadcast;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.handler.HttpException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.BroadcastState;
import org.relais.broadcast.ProgressStream;
import org.relais.console.PageRequest;
import org.relais.console.PageRoutes;
import org.relais.organisation.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broadcast as it comes along, over server-sent events: {@code progress} and {@code state} carry the parts of the page
 * that change, {@code over} says that nothing more will come. Whoever connects again begins with the present standing, so
 * nothing needs to be repeated.
 */
final class LivePage {
    private static final Logger LOG = LoggerFactory.getLogger(LivePage.class);
    /** More often than proxies lose patience with a silent connection. */
    private static final long HEARTBEAT_MILLIS = 15_000;
    /** Then the browser connects again, and whether it still may is asked anew. */
    private static final long LONGEST_MILLIS = 10 * 60_000L;

    private final BroadcastService broadcasts;
    private final ProgressStream stream;

    LivePage(BroadcastService broadcasts, ProgressStream stream) {
        this.broadcasts = broadcasts;
        this.stream = stream;
    }

    void mount(PageRoutes routes) {
        routes.stream("/broadcasts/:id/live", Role.VIEWER, visit -> open(routes, visit));
    }

    private void open(PageRoutes routes, PageRequest visit) {
        long id = visit.id();
        broadcasts
                .find(visit.organisationId(), id)
                .onSuccess(found ->
                        found.ifPresentOrElse(broadcast -> new Listener(routes, visit).listen(id), () -> visit.context()
                                .fail(new HttpException(404))))
                .onFailure(visit.context()::fail);
    }

    /** One browser. Everything here runs on its connection's event loop. */
    private final class Listener {
        private final PageRoutes routes;
        private final PageRequest visit;
        private final HttpServerResponse response;
        private final Vertx vertx;
        private ProgressStream.@Nullable Subscription subscription;
        private ProgressStream.@Nullable Update waiting;
        private @Nullable BroadcastState shown;
        private long heartbeat = -1;
        private long end = -1;
        private boolean closed;

        Listener(PageRoutes routes, PageRequest visit) {
            this.routes = routes;
            this.visit = visit;
            this.response = visit.context().response();
            this.vertx = visit.context().vertx();
        }

        void listen(long id) {
            response.setChunked(true)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                    // Some proxies would keep everything until the end.
                    .putHeader("X-Accel-Buffering", "no");
            response.exceptionHandler(gone -> close());
            response.closeHandler(gone -> close());
            response.endHandler(done -> close());
            response.drainHandler(room -> catchUp());
            write("retry: 2000\n\n");
            heartbeat = vertx.setPeriodic(HEARTBEAT_MILLIS, beat -> write(": beat\n\n"));
            end = vertx.setTimer(LONGEST_MILLIS, late -> finish());
            subscription = stream.subscribe(visit.organisationId(), id, this::tell);
        }

        private void tell(ProgressStream.Update update) {
            if (response.writeQueueFull()) {
                // Only the newest matters to one who reads slowly.
                waiting = update;
                return;
            }
            Broadcast broadcast = update.broadcast();
            Map<String, Object> model = Map.of("broadcast", broadcast, "progress", update.progress());
            if (broadcast.state() != shown || broadcast.finishedAt() != null) {
                shown = broadcast.state();
                event("state", routes.html(visit, "broadcast/state", model));
            }
            event("progress", routes.html(visit, "broadcast/progress", model));
            if (broadcast.finishedAt() != null) {
                event("over", "");
                finish();
            }
        }

        private void catchUp() {
            ProgressStream.Update newest = waiting;
            waiting = null;
            if (newest != null && !closed) {
                tell(newest);
            }
        }

        private void event(String name, String html) {
            StringBuilder lines = new StringBuilder("event: ").append(name).append('\n');
            html.lines().forEach(line -> lines.append("data: ").append(line).append('\n'));
            if (html.isEmpty()) {
                lines.append("data:\n");
            }
            write(lines.append('\n').toString());
        }

        private void write(String text) {
            if (!closed) {
                response.write(text).onFailure(gone -> LOG.debug("a reader of progress has left"));
            }
        }

        private void finish() {
            if (!closed) {
                close();
                response.end().onFailure(gone -> LOG.debug("a reader of progress has left"));
            }
        }

        private void close() {
            closed = true;
            vertx.cancelTimer(heartbeat);
            vertx.cancelTimer(end);
            if (subscription != null) {
                subscription.close();
            }
        }
    }
}
