package org.relais.app;

import io.vertx.ext.web.Router;
import java.util.List;
import java.util.stream.Stream;
import org.relais.console.ConsoleFeature;
import org.relais.console.ConsoleRoutes;
import org.relais.console.home.HomePage;
import org.relais.organisation.Tokens;

/** The console with the pages of all features. */
final class ConsoleModule {
    private final ConsoleRoutes routes;

    ConsoleModule(ServiceContext context, BroadcastModule broadcasts, InboxModule inbox, List<FeatureModule> features) {
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
                context.publicUrl(),
                context.clock(),
                Stream.concat(Stream.of(home), features.stream().flatMap(feature -> feature.consolePages().stream()))
                        .toList());
    }

    void mount(Router router) {
        routes.mount(router);
    }
}
