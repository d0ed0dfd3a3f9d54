package org.relais.app;

import io.vertx.ext.web.Router;
import org.relais.consent.stopword.StopDetector;
import org.relais.inbound.intake.Intake;
import org.relais.inbound.intake.WebhookRoutes;

/** Takes webhooks in: verified, stored, and answered once a stop among them holds. */
final class IntakeModule {
    private final WebhookRoutes routes;

    IntakeModule(ServiceContext context, StopDetector detector, ConsentModule consent, ReplyModule replies) {
        Intake intake = new Intake(
                context.database().steps(),
                detector,
                replies.senders(),
                consent.identities(),
                consent.consent(),
                consent.drain(),
                context.clock(),
                Intake.Settings.DEFAULT,
                replies.pressure(),
                replies.worker());
        this.routes = new WebhookRoutes(context.channels(), intake, context.clock(), WebhookRoutes.Settings.DEFAULT);
    }

    void mount(Router router) {
        routes.mount(router);
    }
}
