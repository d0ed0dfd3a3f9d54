package org.relais.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.Map;
import java.util.Optional;
import org.relais.share.ShareStore.Kind;
import org.relais.template.ShareLinks;
import org.relais.template.SharedText;

/** {@code /s/<code>}: the volunteer's own page, and the one-tap links under it. */
final class VolunteerPages {
    private final Pool pool;
    private final PersonalShareLinks links;
    private final ShareCount count;
    private final PublicPageRenderer pages;
    private final PassedOn passedOn;
    private final PublicPageStore publicPages = new PublicPageStore();

    VolunteerPages(Pool pool, PersonalShareLinks links, ShareCount count, PublicPageRenderer pages) {
        this.pool = pool;
        this.links = links;
        this.passedOn = new PassedOn(links);
        this.count = count;
        this.pages = pages;
    }

    Future<Void> share(OpenedLink opened) {
        return count.count(opened, Kind.OPENED, null).compose(counted -> page(opened, false));
    }

    /** Opens an app with everything ready to be sent; empty when there is no such app. */
    Optional<Future<Void>> pass(OpenedLink opened, String app) {
        return ShareApp.of(app)
                .map(chosen -> count.count(opened, Kind.SHARED, chosen).compose(counted -> pass(opened, chosen)));
    }

    private Future<Void> pass(OpenedLink opened, ShareApp app) {
        SharedText message = passedOn(opened);
        String page = links.page(opened.code());
        String text = message.signed();
        if (app.link().isPresent()) {
            return pages.redirect(opened.context(), app.link().get().toAnybody(text, page));
        }
        if (app.equals(ShareApp.EMAIL)) {
            String subject = opened.words(message.language()).text("share.subject");
            return pages.redirect(opened.context(), ShareLinks.email(subject, text, page));
        }
        return page(opened, true);
    }

    private Future<Void> page(OpenedLink opened, boolean copying) {
        ShareView view = new ShareView(opened.code(), links.page(opened.code()), passedOn(opened), copying);
        PublicPageTexts words = opened.words(opened.message().volunteerLanguage());
        return publicPages
                .links(pool, opened.message().organisationId())
                .compose(linked -> pages.page(
                        opened.context(),
                        200,
                        "share/share.jte",
                        Map.of("words", words, "view", view, "links", linked)));
    }

    private SharedText passedOn(OpenedLink opened) {
        return passedOn.text(opened.message(), opened.code(), opened.profile());
    }
}
