package org.relais.share;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.relais.channel.ChannelRegistry;
import org.relais.input.RateLimiter;
import org.relais.organisation.SenderStore;
import org.relais.template.OrganisationProfiles;

/**
 * The public side of share links: {@code /m/<code>} for friends, {@code /s/<code>} for the volunteer, and what stands
 * under them. Whatever is no code of ours is answered with one plain page, whether it was guessed, altered or has ended.
 */
public final class ShareRoutes {
    private final Pool pool;
    private final PersonalShareLinks links;
    private final OrganisationProfiles profiles;
    private final RateLimiter door;
    private final InstantSource clock;
    private final FriendPages friends;
    private final VolunteerPages volunteers;
    private final ShareStore store = new ShareStore();
    private final PublicPageRenderer pages;

    public ShareRoutes(
            Pool pool,
            PersonalShareLinks links,
            OrganisationProfiles profiles,
            ChannelRegistry channels,
            RateLimiter door,
            InstantSource clock) {
        this.pool = pool;
        this.links = links;
        this.profiles = profiles;
        this.door = door;
        this.pages = new PublicPageRenderer(door);
        this.clock = clock;
        ShareCount count = new ShareCount(pool, store, door, clock);
        this.friends = new FriendPages(pool, links, new JoinLinks(channels), new SenderStore(clock), count, pages);
        this.volunteers = new VolunteerPages(pool, links, count, pages);
    }

    public void mount(Router router) {
        PublicAssets.mount(router);
        route(router, "/m/:code", friends::message);
        route(router, "/m/:code/data", friends::data);
        route(router, "/m/:code/qr.svg", friends::svg);
        route(router, "/m/:code/qr.png", friends::png);
        route(router, "/s/:code", volunteers::share);
        route(router, "/s/:code/:app", opened -> volunteers
                .pass(opened, opened.context().pathParam("app"))
                .orElseGet(() -> pages.missing(opened.context())));
        for (String path : List.of("/m", "/m/*", "/s", "/s/*")) {
            router.get(path).handler(context -> pages.settle(context, pages.missing(context)));
        }
        router.route().last().handler(pages::lost);
    }

    private void route(Router router, String path, Function<OpenedLink, Future<Void>> page) {
        router.route(path)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> pages.settle(context, open(context, page)));
    }

    private Future<Void> open(RoutingContext context, Function<OpenedLink, Future<Void>> page) {
        if (!door.admits(context.request())) {
            return pages.busy(context);
        }
        return find(context.pathParam("code"))
                .compose(found -> found.isEmpty()
                        ? pages.missing(context)
                        : profiles.of(found.get().organisationId())
                                .map(profile ->
                                        new OpenedLink(context, context.pathParam("code"), found.get(), profile))
                                .compose(page));
    }

    private Future<Optional<SharedMessage>> find(String code) {
        return links.read(code)
                .map(link -> store.find(pool, link))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()))
                .map(found -> found.filter(message -> !message.ended(clock.instant())));
    }
}
