package org.relais.app;

import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relais.action.event.GivenUpPlaces;
import org.relais.api.ApiRoutes;
import org.relais.api.action.SharesApi;
import org.relais.api.broadcast.NoticesApi;
import org.relais.console.ConsoleFeature;
import org.relais.console.broadcast.NoticePages;
import org.relais.conversation.ReplyHandler;
import org.relais.delivery.Outbox;
import org.relais.inbox.DataLinks;
import org.relais.input.RateLimiter;
import org.relais.notice.NoticeRoutes;
import org.relais.notice.NoticeService;
import org.relais.share.InAppSharing;
import org.relais.share.JoinLinks;
import org.relais.share.PersonalShareLinks;
import org.relais.share.ShareCodes;
import org.relais.share.ShareFigures;
import org.relais.share.ShareReplies;
import org.relais.share.ShareRoutes;
import org.relais.share.ShareService;
import org.relais.share.UnsubscribeLinks;
import org.relais.share.UnsubscribeRoutes;
import org.relais.template.OrganisationProfiles;
import org.relais.template.PersonalVariables;

/**
 * Share links, join links, and each person's own page to stop. Without {@code security.linkKey} there are no personal
 * links and no public pages.
 */
final class ShareModule implements FeatureModule {
    private final ServiceContext context;
    private final @Nullable Pages pages;
    private final @Nullable DataLinks data;

    private record Pages(
            PersonalVariables personal,
            ReplyHandler replies,
            ShareRoutes shares,
            UnsubscribeRoutes stops,
            NoticeRoutes notices,
            InAppSharing inApp,
            PersonalShareLinks links) {}

    ShareModule(ServiceContext context, OrganisationProfiles profiles, ConsentModule consent) {
        this.context = context;
        byte[] linkKey = context.config().security().linkKey();
        this.pages = linkKey == null ? null : pages(linkKey, profiles, consent);
        this.data = linkKey == null ? null : new DataLinks(linkKey, context.publicUrl());
    }

    private Pages pages(byte[] linkKey, OrganisationProfiles profiles, ConsentModule consent) {
        ShareCodes codes = new ShareCodes(linkKey);
        PersonalShareLinks links = new PersonalShareLinks(codes, context.publicUrl());
        UnsubscribeLinks stopLinks = new UnsubscribeLinks(linkKey, context.publicUrl());
        RateLimiter limiter = new RateLimiter(context.salt(), context.nanoTime());
        return new Pages(
                PersonalVariables.of(List.of(links, stopLinks)),
                new ShareReplies(
                        links,
                        new JoinLinks(context.channels()),
                        new ShareFigures(),
                        new Outbox(context.clock()),
                        context.clock()),
                new ShareRoutes(context.pool(), links, profiles, context.channels(), limiter, context.clock()),
                new UnsubscribeRoutes(
                        context.pool(),
                        stopLinks,
                        new UnsubscribeRoutes.Stops(consent.consent(), new GivenUpPlaces()::titles),
                        profiles,
                        limiter,
                        context.clock()),
                new NoticeRoutes(context.pool(), codes, links, profiles, limiter, context.clock()),
                new InAppSharing(context.pool(), links, profiles, context.clock()),
                links);
    }

    /** Variables of each person's own: their links, also the one to stop. */
    PersonalVariables personal() {
        return pages == null ? PersonalVariables.NONE : pages.personal();
    }

    /** The same, and the link at which somebody fetches their data: of what Relais writes alone. */
    PersonalVariables delivered() {
        return data == null ? personal() : PersonalVariables.of(List.of(personal(), data));
    }

    /** Links at which people fetch their data; null where there are no personal links. */
    @Nullable
    DataLinks data() {
        return data;
    }

    /** Answers join links and MY STATS. */
    ReplyHandler replies() {
        return pages == null ? ReplyHandler.NOBODY : pages.replies();
    }

    /** What is said to whoever came by a link, besides what was passed on. */
    ReplyHandler friends(Function<PersonalShareLinks, ReplyHandler> replies) {
        return links().map(replies).orElse(ReplyHandler.NOBODY);
    }

    /** The end of public pages, and the posts for groups. */
    ShareService service() {
        return new ShareService(context.pool(), links(), context.clock());
    }

    /** Sharing inside the app; empty where there are no personal links. */
    Optional<InAppSharing> inApp() {
        return Optional.ofNullable(pages).map(Pages::inApp);
    }

    @Override
    public void mount(Router router) {
        if (pages != null) {
            pages.shares().mount(router);
            pages.stops().mount(router);
            pages.notices().mount(router);
        }
    }

    @Override
    public List<ApiRoutes.Resource> apiResources() {
        return List.of(
                new SharesApi(context.pool(), new ShareFigures(), service()),
                new NoticesApi(new NoticeService(context.pool(), context.clock()), links()));
    }

    @Override
    public List<ConsoleFeature> consolePages() {
        return List.of(new NoticePages(new NoticeService(context.pool(), context.clock()), links()));
    }

    private Optional<PersonalShareLinks> links() {
        return Optional.ofNullable(pages).map(Pages::links);
    }
}
