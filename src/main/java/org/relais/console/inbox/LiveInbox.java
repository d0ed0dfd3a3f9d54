package org.relais.console.inbox;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.relais.console.ActorNames;
import org.relais.console.EventStream;
import org.relais.console.PageRequest;
import org.relais.console.PageRoutes;
import org.relais.console.inbox.InboxList.View;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Role;
import org.relais.task.ChangeFeed;

/**
 * The inbox's tabs as they change, over server-sent events: {@code parts} carries what waits, {@code counts} how much. Who looks at the
 * same is read for once, and who was shown just that is told nothing.
 */
final class LiveInbox {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Pool pool;
    private final AccessStore access;
    private final InstantSource clock;
    private final ChangeFeed<View, InboxList> feed;

    LiveInbox(Vertx vertx, Pool pool, InboxReader reader, InstantSource clock) {
        this.pool = pool;
        this.access = new AccessStore(clock);
        this.clock = clock;
        this.feed = new ChangeFeed<>(vertx, INTERVAL, reader::read);
    }

    void mount(PageRoutes routes) {
        routes.stream("/inbox/live", Role.READER, visit -> open(routes, visit));
    }

    private void open(PageRoutes routes, PageRequest visit) {
        ActorNames.of(access, pool, visit.organisationId())
                .onSuccess(names -> new Listener(routes, visit, InboxPages.view(visit), names).listen())
                .onFailure(visit.context()::fail);
    }

    /** One browser. Everything here runs on its connection's event loop. */
    private final class Listener {
        private final PageRoutes routes;
        private final PageRequest visit;
        private final View view;
        private final Map<String, String> names;
        private final EventStream events;
        private String shown;

        Listener(PageRoutes routes, PageRequest visit, View view, Map<String, String> names) {
            this.routes = routes;
            this.visit = visit;
            this.view = view;
            this.names = names;
            this.events = EventStream.open(visit);
            this.shown = visit.query("seen").orElse("");
        }

        void listen() {
            events.onClose(feed.subscribe(view, events.newest(this::tell))::close);
        }

        private void tell(InboxList list) {
            if (list.mark().equals(shown)) {
                return;
            }
            shown = list.mark();
            events.event("counts", routes.html(visit, "inbox/counts", Map.of("view", view, "list", list)));
            events.event(
                    "parts",
                    routes.html(
                            visit,
                            "inbox/parts",
                            Map.of("view", view, "list", list, "names", names, "now", clock.instant())));
        }
    }
}
