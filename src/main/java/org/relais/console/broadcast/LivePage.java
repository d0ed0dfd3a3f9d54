package org.relais.console.broadcast;

import io.vertx.core.Vertx;
import io.vertx.ext.web.handler.HttpException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastResults;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.BroadcastState;
import org.relais.broadcast.Progress;
import org.relais.broadcast.ProgressStream;
import org.relais.broadcast.QuestionAsked;
import org.relais.broadcast.brake.Braking;
import org.relais.console.EventStream;
import org.relais.console.PageRequest;
import org.relais.console.PageRoutes;
import org.relais.delivery.RecipientStore;
import org.relais.organisation.Role;
import org.relais.template.MessageSpec;

/**
 * A broadcast as it comes along, over server-sent events: {@code answers}, {@code outcomes}, {@code everybody}, {@code paused}, {@code progress},
 * {@code state},
 * {@code chip} and {@code sent} carry the parts of the page that change, {@code over} says that nothing more will come; answers may always come.
 * Whoever connects again begins with the present standing, so nothing needs to be repeated.
 */
final class LivePage {
    /** How long receipts are waited for once everything has been sent: what was read and what it cost comes with them. */
    private static final long AFTERWARDS_MILLIS = 10_000;

    private final BroadcastService broadcasts;
    private final BroadcastResults results;
    private final ProgressStream stream;

    LivePage(BroadcastService broadcasts, BroadcastResults results, ProgressStream stream) {
        this.broadcasts = broadcasts;
        this.results = results;
        this.stream = stream;
    }

    void mount(PageRoutes routes) {
        routes.stream("/broadcasts/:id/live", Role.READER, visit -> open(routes, visit));
    }

    private void open(PageRoutes routes, PageRequest visit) {
        long id = visit.id();
        broadcasts
                .draft(visit.organisationId(), id)
                .onSuccess(found -> found.ifPresentOrElse(
                        draft -> broadcasts
                                .undecided(visit.organisationId(), id)
                                .onSuccess(undecided -> new Listener(this, routes, visit, draft.message(), undecided)
                                        .listen(stream, id))
                                .onFailure(visit.context()::fail),
                        () -> visit.context().fail(new HttpException(404))))
                .onFailure(visit.context()::fail);
    }

    /** What the part of the page with the buttons hangs on. */
    private record Standing(BroadcastState state, @Nullable Braking braking) {}

    /** One browser. Everything here runs on its connection's event loop. */
    private static final class Listener {
        private final LivePage page;
        private final PageRoutes routes;
        private final PageRequest visit;
        private final MessageSpec message;
        private final EventStream events;
        private final Vertx vertx;
        /** As it was when the page was opened. */
        private final boolean undecided;

        private @Nullable Long heldFirst;

        private ProgressStream.@Nullable Update newest;
        private @Nullable Standing shown;
        private @Nullable Long ending;

        Listener(LivePage page, PageRoutes routes, PageRequest visit, MessageSpec message, boolean undecided) {
            this.undecided = undecided;
            this.page = page;
            this.message = message;
            this.routes = routes;
            this.visit = visit;
            this.events = EventStream.open(visit);
            this.vertx = visit.context().vertx();
        }

        void listen(ProgressStream stream, long id) {
            ProgressStream.Subscription subscription =
                    stream.subscribe(visit.organisationId(), id, events.newest(this::tell));
            events.onClose(() -> {
                subscription.close();
                if (ending != null) {
                    vertx.cancelTimer(ending);
                }
            });
        }

        private void tell(ProgressStream.Update update) {
            Broadcast broadcast = update.broadcast();
            Map<String, Object> model = new HashMap<>(Map.of("broadcast", broadcast, "progress", update.progress()));
            Standing standing = new Standing(broadcast.state(), broadcast.braking());
            if (!standing.equals(shown) || broadcast.finishedAt() != null) {
                shown = standing;
                events.event("chip", routes.html(visit, "broadcast/chip", model));
                events.event("state", routes.html(visit, "broadcast/state", model));
            }
            Map<String, Object> outcomes = new HashMap<>(model);
            outcomes.put("undecided", undecided(update.progress()));
            events.event("outcomes", routes.html(visit, "broadcast/outcomes", outcomes));
            events.event(
                    "everybody",
                    routes.html(
                            visit,
                            "broadcast/all",
                            Map.of("path", "/console/broadcasts/" + broadcast.id(), "progress", update.progress())));
            events.event(
                    "sent",
                    routes.html(
                            visit,
                            "broadcast/tile",
                            Map.of(
                                    "sent",
                                    update.progress().sent(),
                                    "failed",
                                    Progress.sum(update.progress().failed()))));
            page.broadcasts.opening(visit.organisation()).ifPresent(opening -> model.put("opening", opening));
            events.event("paused", routes.html(visit, "broadcast/paused", Map.of("paused", update.paused())));
            events.event("progress", routes.html(visit, "broadcast/progress", model));
            if (!QuestionAsked.buttons(message).isEmpty()) {
                answers(update);
            } else if (broadcast.finishedAt() != null && ending == null) {
                ending = vertx.setTimer(AFTERWARDS_MILLIS, quiet -> over());
            }
        }

        private void over() {
            events.event("over", "");
            events.finish();
        }

        /** Whoever came to be held since is not decided on by what was seen when the page was opened. */
        private boolean undecided(Progress progress) {
            if (heldFirst == null) {
                heldFirst = progress.held();
            }
            return undecided || progress.held() != heldFirst;
        }

        /** Who stands apart is asked for each time; an answer that an update has overtaken meanwhile is not shown. */
        private void answers(ProgressStream.Update update) {
            newest = update;
            page.results
                    .apart(update.broadcast(), update.progress())
                    .compose(apart -> AnswerBar.unreached(
                                    page.broadcasts,
                                    update.broadcast(),
                                    AnswerBar.withSilent(bars(update), update.progress(), apart))
                            .onSuccess(unreached -> {
                                if (newest == update) {
                                    events.event("answers", answers(update, apart, unreached));
                                }
                            }))
                    .onFailure(visit.context()::fail);
        }

        private List<AnswerBar> bars(ProgressStream.Update update) {
            return AnswerBar.of(message, update.progress(), visit.language());
        }

        private String answers(ProgressStream.Update update, RecipientStore.Apart apart, Set<String> unreached) {
            return routes.html(
                    visit,
                    "broadcast/answers",
                    Map.of(
                            "broadcast",
                            update.broadcast(),
                            "progress",
                            update.progress(),
                            "bars",
                            bars(update),
                            "apart",
                            apart,
                            "unreached",
                            unreached));
        }
    }
}
