package org.relais.sandbox.page;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.relais.sandbox.world.World;

/** Feed that tells open pages which phones changed, a few times a second at most, however many messages flow. */
final class LiveChanges {
    private static final int EVERY_MILLIS = 200;
    private static final int MOST_NAMED = 400;
    private static final int MOST_PAGES = 50;

    private final World world;
    private final List<HttpServerResponse> pages = new ArrayList<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private boolean waiting;

    LiveChanges(World world) {
        this.world = world;
        world.onChange(phone -> note(phone.id()));
    }

    void open(HttpServerRequest request) {
        if (pages.size() >= MOST_PAGES) {
            request.response().setStatusCode(503).end();
            return;
        }
        HttpServerResponse response = request.response();
        response.setChunked(true).putHeader("Content-Type", "text/event-stream").putHeader("Cache-Control", "no-store");
        response.write(": open\n\n");
        pages.add(response);
        response.closeHandler(closed -> pages.remove(response));
        response.exceptionHandler(broken -> pages.remove(response));
    }

    /** Tells open pages that the tour has come on. */
    void visited() {
        write("event: visit\ndata: -\n\n");
    }

    private void note(String phone) {
        if (pages.isEmpty()) {
            return;
        }
        if (changed.size() <= MOST_NAMED) {
            changed.add(phone);
        }
        if (!waiting) {
            waiting = true;
            world.after(EVERY_MILLIS, this::tell);
        }
    }

    private void tell() {
        waiting = false;
        String ids = changed.size() > MOST_NAMED ? "*" : String.join(" ", changed);
        changed.clear();
        write("event: changed\ndata: " + ids + "\n\n");
    }

    private void write(String event) {
        for (HttpServerResponse page : List.copyOf(pages)) {
            // A page that does not read is skipped: what it missed is in the next event's refresh.
            if (!page.writeQueueFull()) {
                page.write(event);
            }
        }
    }
}
