package org.relais.app;

import io.vertx.ext.web.Router;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.config.MailSettings;
import org.relais.config.RelaisConfig;
import org.relais.console.ConsoleFeature;
import org.relais.console.ConsoleRoutes;
import org.relais.console.MailedSignIn;
import org.relais.console.home.HomePage;
import org.relais.organisation.AccessMail;
import org.relais.organisation.SignInMail;
import org.relais.organisation.Tokens;
import org.relais.share.RateLimiter;

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
        Tokens tokens = new Tokens(context.random());
        MailedSignIn mailed = new MailedSignIn(
                new SignInMail(
                        context.pool(),
                        context.clock(),
                        tokens,
                        new AccessMail(context.vertx(), mail(context.config())),
                        ConsoleRoutes.signInLink(context.publicUrl(), "")),
                new RateLimiter(context.salt(), context.nanoTime()));
        this.routes = new ConsoleRoutes(
                context.database(),
                tokens,
                new ConsoleRoutes.Addresses(
                        context.publicUrl(), phones(context.config().sandbox())),
                context.clock(),
                mailed,
                Stream.concat(Stream.of(home), features.stream().flatMap(feature -> feature.consolePages().stream()))
                        .toList());
    }

    private static @Nullable String phones(RelaisConfig.Sandbox sandbox) {
        return sandbox.enabled() ? "http://localhost:" + sandbox.port() + "/" : null;
    }

    /** Where there are several databases nobody can say in which of them an address is known, without asking all. */
    private static @Nullable MailSettings mail(RelaisConfig config) {
        return config.database().numbers().size() > 1 ? null : config.mail();
    }

    void mount(Router router) {
        routes.mount(router);
    }
}
