package org.relais.app;

import io.vertx.ext.web.Router;
import org.relais.inbound.intake.Intake;
import org.relais.inbound.intake.WebhookRoutes;

/** Takes webhooks in: verified, stored, and answered once a stop among them holds. */
final class IntakeModule {
    private final WebhookRoutes routes;

    /** @param replies told what there is to do in the inbox */
    IntakeModule(ServiceContext context, ReplyModule replies) {
        Intake intake = new Intake(
                context.database().steps(),
                replies.services(),
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
