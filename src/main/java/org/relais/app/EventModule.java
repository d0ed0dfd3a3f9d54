package org.relais.app;

import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.action.ActionKind;
import org.relais.action.ActionService;
import org.relais.action.event.EventCodes;
import org.relais.action.event.EventRoutes;
import org.relais.action.event.Events;
import org.relais.action.reply.ActionReplies;
import org.relais.api.ApiRoutes;
import org.relais.api.action.EventsApi;
import org.relais.consent.ReleaseListener;
import org.relais.console.action.EventPages;
import org.relais.console.action.KindPages;
import org.relais.conversation.ReplyHandler;
import org.relais.input.RateLimiter;
import org.relais.template.OrganisationProfiles;

/** Events: places, changes that are told, and their public pages, of which there are none without a link key. */
final class EventModule implements ActionKindModule {
    private static final Duration CHANGES = Duration.ofSeconds(5);
    private static final Duration FREE_PLACES = Duration.ofMinutes(1);

    private final ServiceContext context;
    private final Events events;
    private final @Nullable EventRoutes routes;

    /** @param limiter lets visitors of public pages in; shared by everything that volunteers open */
    EventModule(
            ServiceContext context,
            OrganisationProfiles profiles,
            DeliveryModule delivery,
            BroadcastModule broadcasts,
            RateLimiter limiter) {
        this.context = context;
        byte[] linkKey = context.config().security().linkKey();
        EventCodes codes = linkKey == null ? null : new EventCodes(linkKey, context.publicUrl());
        this.events = new Events(
                context.pool(), delivery.outbox(), broadcasts.service(), codes, delivery.wake(), context.clock());
        this.routes = codes == null
                ? null
                : new EventRoutes(context.pool(), codes, profiles, context.channels(), limiter, context.clock());
    }

    @Override
    public ActionKind kind() {
        return events.kind();
    }

    /** @param offers answers the buttons of offers */
    ReplyHandler replies(ActionReplies offers) {
        return events.replies(offers);
    }

    /** Tells whoever is held no more what was kept back of the events that they count on. */
    ReleaseListener releases() {
        return events.releases();
    }

    @Override
    public KindPages pages(ActionService actions) {
        return new EventPages(actions, events, context.clock());
    }

    @Override
    public void mount(Router router) {
        if (routes != null) {
            routes.mount(router);
        }
    }

    @Override
    public List<ApiRoutes.Resource> apiResources() {
        return List.of(new EventsApi(context.pool(), events, context.clock()));
    }

    @Override
    public void schedule(ScheduledTasks tasks) {
        tasks.every(CHANGES, "telling changes of events", events.upkeep()::tellAll)
                .every(CHANGES, "places of people who have stopped", events.upkeep()::releaseStopped)
                .every(FREE_PLACES, "giving free places of events", events.upkeep()::fillAll);
    }
}
