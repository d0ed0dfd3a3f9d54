package org.relais.console.home;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.broadcast.BroadcastService;
import org.relais.console.ConsoleFeature;
import org.relais.console.EventStream;
import org.relais.console.LoneOwner;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.database.Database;
import org.relais.inbox.HoldService;
import org.relais.inbox.InboxService;
import org.relais.inbox.RightsRequestService;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Role;
import org.relais.task.ChangeFeed;

/**
 * The first page, the campaign's board: what waits, what runs, who came and went, what the last broadcasts came to; at the
 * very beginning, what to do first. It renews itself.
 */
public final class HomePage implements ConsoleFeature {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final HomeBoardReader reader;
    private final ChangeFeed<Long, HomeBoard> feed;
    private final InstantSource clock;
    private final LoneOwner loneOwner;

    public HomePage(
            Vertx vertx,
            Database database,
            BroadcastService broadcasts,
            InboxService inbox,
            Decisions decisions,
            InstantSource clock) {
        this.reader = new HomeBoardReader(
                database, new HomeBoardReader.Sources(broadcasts, inbox, decisions.holds(), decisions.rights()), clock);
        this.feed = new ChangeFeed<>(vertx, INTERVAL, reader::read);
        this.clock = clock;
        this.loneOwner = new LoneOwner(database.pool(), new AccessStore(clock));
    }

    /** The services that know what an organiser has to decide. */
    public record Decisions(HoldService holds, RightsRequestService rights) {}

    @Override
    public MenuSection section() {
        return MenuSection.HOME;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get(
                "",
                Role.COORDINATOR,
                visit -> visit.may(Role.READER) ? show(visit) : Future.succeededFuture(PageResult.to("/actions")));
        routes.stream("/live", Role.READER, visit -> new Listener(routes, visit).listen());
    }

    private Future<PageResult> show(PageRequest visit) {
        return reader.read(visit.organisationId())
                .compose(board -> isAlone(visit).map(alone -> {
                    Map<String, Object> model = model(board);
                    model.put("alone", alone);
                    return PageResult.page("home", model);
                }));
    }

    /** Whether nobody and nothing would let the only owner in again, who can change that. */
    private Future<Boolean> isAlone(PageRequest visit) {
        return LoneOwner.mayChoose(visit) ? loneOwner.is(visit) : Future.succeededFuture(false);
    }

    private Map<String, Object> model(HomeBoard board) {
        return new HashMap<>(Map.of("board", board, "now", clock.instant()));
    }

    /** One browser. Everything here runs on its connection's event loop. */
    private final class Listener {
        private final PageRoutes routes;
        private final PageRequest visit;
        private final EventStream events;
        private @Nullable HomeBoard shown;

        Listener(PageRoutes routes, PageRequest visit) {
            this.routes = routes;
            this.visit = visit;
            this.events = EventStream.open(visit);
        }

        void listen() {
            events.onClose(feed.subscribe(visit.organisationId(), events.newest(this::tell))::close);
        }

        private void tell(HomeBoard board) {
            Map<String, Object> model = model(board);
            events.event("board", routes.html(visit, "home/board", model));
            events.event("rest", routes.html(visit, "home/rest", model));
            if (shown == null || !shown.lately().days().equals(board.lately().days())) {
                events.event("days", routes.html(visit, "home/days", model));
            }
            shown = board;
        }
    }
}
