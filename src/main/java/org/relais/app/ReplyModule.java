package org.relais.app;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.LongSupplier;
import org.relais.consent.stopword.StopDetector;
import org.relais.conversation.ReplyHandler;
import org.relais.inbound.intake.ConsentServices;
import org.relais.inbound.intake.IntakeLoad;
import org.relais.inbound.intake.SenderDirectory;
import org.relais.inbound.reply.InboxWorker;
import org.relais.organisation.SenderStore;

/** Module that works what lies in the inbox once its webhook has been answered. */
final class ReplyModule {
    private final IntakeLoad pressure = new IntakeLoad();
    private final ConsentServices services;
    private final InboxWorker worker;
    private final List<ReplyHandler> handlers;

    /** Another number whenever one of two counts has risen, neither of which falls. */
    private static LongSupplier senders(ServiceContext context) {
        return () ->
                context.channels().version() + context.database().connections().serverChanges();
    }

    /** @param handlers answer replies, asked in this order */
    ReplyModule(
            ServiceContext context,
            StopDetector detector,
            ConsentModule consent,
            DeliveryModule delivery,
            List<ReplyHandler> handlers) {
        this.handlers = List.copyOf(handlers);
        this.services = new ConsentServices(
                detector,
                new SenderDirectory(new SenderStore(context.clock()), context.clock(), senders(context)),
                consent.identities(),
                consent.consent(),
                consent.drain());
        this.worker = new InboxWorker(
                context.vertx(),
                context.database().steps(),
                new InboxWorker.Parts(services, delivery.outbox(), delivery.receipts(), handlers, delivery.wake()),
                pressure,
                context.clock(),
                InboxWorker.Settings.DEFAULT);
    }

    /** What waits in the intake: while it is much, replies are worked one at a time. */
    IntakeLoad pressure() {
        return pressure;
    }

    ConsentServices services() {
        return services;
    }

    InboxWorker worker() {
        return worker;
    }

    List<ReplyHandler> handlers() {
        return handlers;
    }

    void start() {
        worker.start();
    }

    Future<Void> stop() {
        return worker.stop();
    }
}
