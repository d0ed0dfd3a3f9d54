package org.relais.console;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events to one browser: parts of a page as they change. It ends after ten minutes; whoever connects again
 * begins with the present standing, and whether they still may is asked anew. Everything runs on the connection's event
 * loop.
 */
public final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    /** More often than proxies lose patience with a silent connection. */
    private static final long HEARTBEAT_MILLIS = 15_000;

    private static final long LONGEST_MILLIS = 10 * 60_000L;

    private final HttpServerResponse response;
    private final Vertx vertx;
    private final long heartbeat;
    private final long end;
    private Runnable onClose = () -> {};
    private Runnable onRoom = () -> {};
    private boolean closed;

    private EventStream(PageRequest visit) {
        this.response = visit.context().response();
        this.vertx = visit.context().vertx();
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                // Some proxies would keep everything until the end.
                .putHeader("X-Accel-Buffering", "no");
        response.exceptionHandler(gone -> close());
        response.closeHandler(gone -> close());
        response.endHandler(done -> close());
        response.drainHandler(room -> onRoom.run());
        heartbeat = vertx.setPeriodic(HEARTBEAT_MILLIS, beat -> write(": beat\n\n"));
        end = vertx.setTimer(LONGEST_MILLIS, late -> finish());
        write("retry: 2000\n\n");
    }

    /** Answers a request with events. */
    public static EventStream open(PageRequest visit) {
        return new EventStream(visit);
    }

    /** What to do once it has ended, by whomever. */
    public void onClose(Runnable work) {
        onClose = work;
        if (closed) {
            work.run();
        }
    }

    /** Hands on what it is given, one after the other; only the newest to one who reads slowly, once they take more. */
    public <T> Handler<T> newest(Handler<T> tell) {
        Deque<T> waiting = new ArrayDeque<>(1);
        Handler<T> handOn = told -> {
            waiting.clear();
            if (response.writeQueueFull()) {
                waiting.add(told);
            } else {
                tell.handle(told);
            }
        };
        onRoom = () -> Optional.ofNullable(waiting.poll()).ifPresent(handOn::handle);
        return handOn;
    }

    /** Sends a part of the page under the name by which its place waits for it. */
    public void event(String name, String html) {
        StringBuilder lines = new StringBuilder("event: ").append(name).append('\n');
        html.lines().forEach(line -> lines.append("data: ").append(line).append('\n'));
        if (html.isEmpty()) {
            lines.append("data:\n");
        }
        write(lines.append('\n').toString());
    }

    /** Ends it: nothing more will come. */
    public void finish() {
        if (!closed) {
            close();
            response.end().onFailure(gone -> LOG.debug("a reader of events has left"));
        }
    }

    private void write(String text) {
        if (!closed) {
            response.write(text).onFailure(gone -> LOG.debug("a reader of events has left"));
        }
    }

    private void close() {
        if (!closed) {
            closed = true;
            vertx.cancelTimer(heartbeat);
            vertx.cancelTimer(end);
            onClose.run();
        }
    }
}
