package org.relais.app;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;
import org.relais.api.ApiRoutes;
import org.relais.api.broadcast.DeliveriesApi;
import org.relais.config.RelaisConfig;
import org.relais.consent.ConsentGate;
import org.relais.delivery.DeliveryEngine;
import org.relais.delivery.DeliveryStore;
import org.relais.delivery.EngineParts;
import org.relais.delivery.EngineSettings;
import org.relais.delivery.Outbox;
import org.relais.delivery.PlatformStop;
import org.relais.delivery.PlatformStopHandler;
import org.relais.delivery.Receipts;
import org.relais.delivery.RefusalListener;
import org.relais.delivery.SenderRemoval;
import org.relais.delivery.SendingListener;
import org.relais.delivery.TemplateRenderer;
import org.relais.template.OrganisationProfiles;

/** The outbox, what sends from it, and what platforms say of it. */
final class DeliveryModule implements FeatureModule {
    private static final Duration REMOVALS = Duration.ofSeconds(1);

    private final ServiceContext context;
    private final Outbox outbox;
    private final DeliveryEngine engine;
    private final Receipts receipts;

    /**
     * @param sending told how platforms take messages
     * @param refusals told of what a platform refuses for what is in it
     */
    DeliveryModule(
            ServiceContext context,
            OrganisationProfiles profiles,
            ConsentModule consent,
            ShareModule share,
            SendingListener sending,
            RefusalListener refusals) {
        this.context = context;
        this.outbox = new Outbox(context.clock());
        PlatformStop platformStop =
                new PlatformStopHandler(consent.consent(), consent.identities(), context.pool(), refusals);
        this.engine = new DeliveryEngine(
                context.vertx(),
                new EngineParts(
                        context.database().connections(),
                        context.channels(),
                        new EngineParts.Consent(new ConsentGate(consent.fingerprints()), platformStop, consent.drain()),
                        new TemplateRenderer(profiles, share.delivered(), context.clock()),
                        settings(),
                        new EngineParts.Environment(context.clock(), context.nanoTime(), context.random(), sending)));
        this.receipts = new Receipts(context.pool(), context.clock(), context.random(), platformStop);
    }

    private EngineSettings settings() {
        RelaisConfig.Delivery delivery = context.config().delivery();
        return new EngineSettings(
                NodeName.create(context.random()),
                delivery.httpTimeout(),
                delivery.lease(),
                delivery.drainBound(),
                delivery.connections());
    }

    Outbox outbox() {
        return outbox;
    }

    Receipts receipts() {
        return receipts;
    }

    DeliveryEngine engine() {
        return engine;
    }

    /** To be told, with an organisation's id, that something was queued and committed. */
    LongConsumer wake() {
        return engine::wake;
    }

    Future<Void> start() {
        return engine.start();
    }

    Future<Void> stop() {
        return engine.stop();
    }

    @Override
    public void schedule(ScheduledTasks tasks) {
        tasks.every(REMOVALS, "removals of senders", new SenderRemoval(context.pool(), context.clock())::look);
    }

    @Override
    public List<ApiRoutes.Resource> apiResources() {
        return List.of(new DeliveriesApi(context.pool(), new DeliveryStore()));
    }
}
