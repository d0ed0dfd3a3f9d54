package org.relais.share;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.group.InviteLinkStore;
import org.relais.group.InviteLinkStore.GroupLink;
import org.relais.organisation.SenderStore;
import org.relais.organisation.SenderStore.SenderState;
import org.relais.share.PublicPageStore.PublicPage;
import org.relais.share.ShareStore.Kind;
import org.relais.template.MessageSpec;
import org.relais.template.PoliticalLabel;
import org.relais.template.Recipient;
import org.relais.template.Renderer;
import org.relais.template.ShareText;
import org.relais.template.SharedText;
import org.relais.text.LanguageMark;

/** {@code /m/<code>}: what the friends of a volunteer see. */
final class FriendPages {
    /** For a poster: 300 dots per inch over some 8 cm. */
    private static final int POSTER_PIXELS = 1_000;

    private final Pool pool;
    private final PersonalShareLinks links;
    private final JoinLinks joinLinks;
    private final SenderStore senders;
    private final ShareCount count;
    private final PublicPageRenderer pages;
    private final PublicPageStore publicPages = new PublicPageStore();
    private final InviteLinkStore groupLinks = new InviteLinkStore();
    private final Renderer renderer = new Renderer();

    FriendPages(
            Pool pool,
            PersonalShareLinks links,
            JoinLinks joinLinks,
            SenderStore senders,
            ShareCount count,
            PublicPageRenderer pages) {
        this.pool = pool;
        this.links = links;
        this.joinLinks = joinLinks;
        this.senders = senders;
        this.count = count;
        this.pages = pages;
    }

    Future<Void> message(OpenedLink opened) {
        long organisationId = opened.message().organisationId();
        Future<PublicPage> publicPage = publicPages.find(pool, organisationId);
        Future<List<SenderState>> states = senders.states(pool, organisationId);
        Future<Optional<GroupLink>> group = group(opened);
        return Future.all(publicPage, states, group, count.count(opened, Kind.VISIT, null))
                .map(all -> view(opened, publicPage.result(), states.result(), group.result()))
                .compose(view -> pages.page(
                        opened.context(), 200, "share/landing.jte", Map.of("words", opened.words(null), "view", view)));
    }

    /** The volunteer's own link into the group that the action helps to grow. */
    private Future<Optional<GroupLink>> group(OpenedLink opened) {
        SharedMessage message = opened.message();
        return groupLinks.ofMessage(pool, message.organisationId(), message.messageId(), message.volunteerId());
    }

    private LandingView view(
            OpenedLink opened, PublicPage publicPage, List<SenderState> states, Optional<GroupLink> group) {
        MessageSpec spec = opened.message().spec();
        ShareText share = spec.share().orElseThrow();
        SharedText passedOn = passedOn(opened, spec, share);
        return new LandingView(
                opened.code(),
                links.page(opened.code()),
                passedOn,
                share.texts().keySet().stream()
                        .filter(code -> !code.equals(passedOn.language()))
                        .sorted()
                        .toList(),
                // A link of the volunteer's own would lead back here.
                share.link()
                        .filter(url -> url.variables().isEmpty())
                        .map(url -> url.fill(variable -> null, value -> value)),
                Optional.ofNullable(spec.imageUrl()),
                joins(opened, publicPage, states),
                opened.personal(),
                opened.named(),
                group,
                publicPage.links());
    }

    private List<LandingView.Join> joins(OpenedLink opened, PublicPage publicPage, List<SenderState> states) {
        String code = LanguageMark.on(opened.code(), opened.words(null).language());
        return joinLinks.of(states, publicPage.barredChannels(), opened.named() ? ShareCodes.named(code) : code);
    }

    /** In the reader's language, without anything of the volunteer's. */
    private SharedText passedOn(OpenedLink opened, MessageSpec spec, ShareText share) {
        String language = PublicPageRenderer.languages(opened.context()).stream()
                .filter(share.texts().keySet()::contains)
                .findFirst()
                .orElse(spec.language());
        Map<String, String> variables =
                Map.of(PoliticalLabel.LINK, links.notice(opened.message().messageId()));
        Recipient reader = new Recipient("", language, variables, false, false, null);
        return renderer.passedOn(spec, reader, opened.profile()).orElseThrow();
    }

    /** What is kept about readers, and about those who join. */
    Future<Void> data(OpenedLink opened) {
        Future<PublicLinks> linked = publicPages.links(pool, opened.message().organisationId());
        return Future.all(linked, group(opened))
                .compose(all -> pages.page(
                        opened.context(),
                        200,
                        "share/data.jte",
                        Map.of(
                                "words",
                                opened.words(null),
                                "code",
                                opened.code(),
                                "group",
                                all.<Optional<GroupLink>>resultAt(1).isPresent(),
                                "links",
                                linked.result())));
    }

    Future<Void> svg(OpenedLink opened) {
        QrCode code = QrCode.of(links.page(opened.code()));
        return pages.answer(opened.context(), "image/svg+xml", Buffer.buffer(code.svg()));
    }

    Future<Void> png(OpenedLink opened) {
        return opened.context()
                .vertx()
                .executeBlocking(() -> QrCode.of(links.page(opened.code())).png(POSTER_PIXELS), false)
                .compose(image -> pages.answer(opened.context(), "image/png", image));
    }
}
