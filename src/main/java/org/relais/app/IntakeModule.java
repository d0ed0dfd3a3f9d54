package org.relais.app;

import io.vertx.ext.web.Router;
import java.util.Optional;
import org.relais.health.SenderActivity;
import org.relais.inbound.intake.Intake;
import org.relais.inbound.intake.Receiver;
import org.relais.inbound.intake.Receivers;
import org.relais.inbound.intake.StorageHealth;
import org.relais.inbound.intake.WebhookRoutes;

/** Module that takes webhooks in: verified, stored, and answered once a stop among them holds. */
final class IntakeModule {
    private final Receiver receiver;
    private final WebhookRoutes routes;
    private final StorageHealth storage;

    /**
     * @param replies told what there is to do in the inbox
     * @param activity told what came
     * @param share answers what people pass on inside their app
     * @param groups notes what becomes of groups
     */
    IntakeModule(
            ServiceContext context,
            ReplyModule replies,
            SenderActivity activity,
            ShareModule share,
            GroupModule groups) {
        Intake intake = new Intake(
                context.database().steps(),
                replies.services(),
                context.clock(),
                Intake.Settings.DEFAULT.requiringStandby(
                        context.config().security().requireSynchronousStandby()),
                replies.pressure(),
                replies.worker());
        this.storage = intake.storage();
        this.receiver = new Receiver(context.channels(), intake, activity, share.inApp(), Optional.of(groups.intake()));
        this.routes = new WebhookRoutes(Receivers.only(receiver), context.clock(), WebhookRoutes.Settings.DEFAULT);
    }

    /** What takes in the webhooks of this database's senders. */
    Receiver receiver() {
        return receiver;
    }

    /** Whether a stop that came now could be stored. */
    StorageHealth storage() {
        return storage;
    }

    void mount(Router router) {
        routes.mount(router);
    }
}
