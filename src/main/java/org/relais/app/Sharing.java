package org.relais.app;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.relais.channel.ChannelRegistry;
import org.relais.config.RelaisConfig;
import org.relais.consent.ConsentService;
import org.relais.conversation.ReplyHandler;
import org.relais.share.PersonalShareLinks;
import org.relais.share.RateLimiter;
import org.relais.share.ShareCodes;
import org.relais.share.ShareFigures;
import org.relais.share.ShareReplies;
import org.relais.share.ShareRoutes;
import org.relais.share.UnsubscribeLinks;
import org.relais.share.UnsubscribeRoutes;
import org.relais.template.OrganisationProfiles;
import org.relais.template.PersonalVariables;

/**
 * What sharing hands to the other parts.
 *
 * @param personal each person's own links, also the one to stop
 * @param replies what answers join links and MY STATS
 * @param mount the public pages
 */
record Sharing(PersonalVariables personal, List<ReplyHandler> replies, Consumer<Router> mount) {
    private static final int SALT_BYTES = 32;

    /** Without {@code security.linkKey} there are no personal links and no public pages. */
    static Sharing create(
            Vertx vertx,
            Pool pool,
            RelaisConfig config,
            OrganisationProfiles letterheads,
            ChannelRegistry channels,
            ConsentService consent,
            SecureRandom random,
            InstantSource clock) {
        byte[] linkKey = config.security().linkKey();
        if (linkKey == null) {
            return new Sharing(PersonalVariables.NONE, List.of(), router -> {});
        }
        ShareCodes codes = new ShareCodes(linkKey);
        PersonalShareLinks links = new PersonalShareLinks(codes, config.http().publicUrl());
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        RateLimiter door = new RateLimiter(salt, System::nanoTime);
        ShareRoutes routes = new ShareRoutes(vertx, pool, codes, links, letterheads, channels, door, clock);
        UnsubscribeLinks stopLinks = new UnsubscribeLinks(linkKey, config.http().publicUrl());
        UnsubscribeRoutes stopRoutes = new UnsubscribeRoutes(pool, stopLinks, consent, letterheads, door, clock);
        return new Sharing(
                PersonalVariables.of(List.of(links, stopLinks)),
                List.of(new ShareReplies(codes, new ShareFigures(), clock)),
                router -> {
                    routes.mount(router);
                    stopRoutes.mount(router);
                });
    }
}
