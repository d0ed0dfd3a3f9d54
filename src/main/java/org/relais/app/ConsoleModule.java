package org.relais.app;

import io.vertx.ext.web.Router;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.config.RelaisConfig;
import org.relais.console.ConsoleFeature;
import org.relais.console.ConsoleRoutes;
import org.relais.console.home.HomePage;
import org.relais.organisation.Tokens;

/** The console with the pages of all features. */
final class ConsoleModule {
    private final ConsoleRoutes routes;

    ConsoleModule(
            ServiceContext context,
            ConsoleRoutes.Doors doors,
            BroadcastModule broadcasts,
            InboxModule inbox,
            List<FeatureModule> features) {
        ConsoleFeature home = new HomePage(
                context.vertx(),
                context.database(),
                broadcasts.service(),
                inbox.inbox(),
                new HomePage.Decisions(inbox.holds(), inbox.rights()),
                context.clock());
        this.routes = new ConsoleRoutes(
                context.database(),
                new Tokens(context.random()),
                new ConsoleRoutes.Addresses(
                        context.publicUrl(), phones(context.config().sandbox())),
                context.clock(),
                doors,
                Stream.concat(Stream.of(home), features.stream().flatMap(feature -> feature.consolePages().stream()))
                        .toList());
    }

    private static @Nullable String phones(RelaisConfig.Sandbox sandbox) {
        return sandbox.enabled() ? "http://localhost:" + sandbox.port() + "/" : null;
    }

    void mount(Router router) {
        routes.mount(router);
    }
}
