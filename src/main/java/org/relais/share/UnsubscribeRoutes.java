package org.relais.share;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.UnknownContactException;
import org.relais.contact.ConsentState;
import org.relais.input.RateLimiter;
import org.relais.ledger.EventSource;
import org.relais.share.UnsubscribeStore.MovedTo;
import org.relais.share.UnsubscribeStore.Reader;
import org.relais.task.Sequence;
import org.relais.template.OrganisationProfiles;

/**
 * {@code /u/<code>}: one tap stops everything. To look at the page (GET, HEAD) changes nothing, because messengers and
 * their robots open every link; to post to it stops the person, whatever the body says: the button of the page, or a
 * program's one-click request (RFC 8058). It is answered when nothing to the person is under way any more.
 */
public final class UnsubscribeRoutes {
    private final Pool pool;
    private final UnsubscribeLinks links;
    private final ConsentService consent;
    private final LostPlaces places;
    private final OrganisationProfiles profiles;
    private final RateLimiter door;
    private final InstantSource clock;
    private final JoinedStops<String> stops = new JoinedStops<>();
    private final UnsubscribeStore store = new UnsubscribeStore();
    private final PublicPageRenderer pages;

    /** Titles of the events to come that somebody's last stop takes them out of. */
    public interface LostPlaces {
        Future<List<String>> titles(SqlClient client, long organisationId, long contactId, Instant now);
    }

    /** What a stop is written down by, and what it takes away. */
    public record Stops(ConsentService consent, LostPlaces places) {}

    public UnsubscribeRoutes(
            Pool pool,
            UnsubscribeLinks links,
            Stops effect,
            OrganisationProfiles profiles,
            RateLimiter door,
            InstantSource clock) {
        this.pool = pool;
        this.links = links;
        this.consent = effect.consent();
        this.places = effect.places();
        this.profiles = profiles;
        this.door = door;
        this.pages = new PublicPageRenderer(door);
        this.clock = clock;
    }

    public void mount(Router router) {
        router.route(UnsubscribeLinks.PATH + ":code")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> settle(context, open(context).compose(this::show), "fault"));
        router.post(UnsubscribeLinks.PATH + ":code")
                .handler(new DiscardedBody())
                .failureHandler(pages::refuse)
                .handler(context -> settle(context, open(context).compose(this::stop), "unsubscribe.fault"));
        router.route("/u/*").handler(context -> settle(context, pages.missing(context), "fault"));
    }

    private void settle(RoutingContext context, Future<Void> answered, String fault) {
        answered.recover(cause -> cause instanceof Turned turned ? turned.answer : pages.fault(context, fault, cause))
                .onFailure(PublicPageRenderer::unanswered);
    }

    /**
     * Who stands in front of the page; fails with {@link Turned} when it is nobody. Only what is no code of ours is
     * limited: a program that stops for many people does so from one address, and a code can't be found by trying.
     */
    private Future<Visitor> open(RoutingContext context) {
        Optional<SignedCodes.Ids> ids = links.read(context.pathParam("code"));
        if (ids.isEmpty() && !door.admits(context.request())) {
            return Future.failedFuture(new Turned(pages.busy(context)));
        }
        if (ids.isEmpty()) {
            return Future.failedFuture(new Turned(pages.missing(context)));
        }
        return store.find(pool, ids.get().contactId())
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(new Turned(pages.missing(context)))
                        : profiles.of(found.get().organisationId())
                                .map(profile -> new Visitor(
                                        context,
                                        found.get(),
                                        ids.get().messageId(),
                                        PublicPageTexts.of(
                                                profile,
                                                Stream.concat(
                                                                Stream.ofNullable(PublicPageRenderer.chosen(context)
                                                                        .orElse(found.get()
                                                                                .language())),
                                                                PublicPageRenderer.languages(context).stream())
                                                        .toList()))));
    }

    private Future<Void> show(Visitor visitor) {
        ConsentState state = visitor.reader().state();
        String what = state == null ? "erased" : state == ConsentState.UNSUBSCRIBED ? "stopped" : "ask";
        return moved(visitor).compose(moved -> page(visitor, moved.stream().allMatch(MovedTo::stopped) ? what : "ask"));
    }

    private Future<Void> stop(Visitor visitor) {
        Reader reader = visitor.reader();
        return moved(visitor)
                .compose(moved -> Sequence.each(moved, one -> stopAgain(visitor, one.contactId()))
                        .compose(done -> reader.state() == null
                                ? Future.succeededFuture(moved.isEmpty() ? "erased" : "done")
                                : stops.join(reader.contactId(), () -> stopped(visitor))))
                .compose(what -> page(visitor, what));
    }

    /** Whoever reads the page may be somebody else to us by now: an organiser has given their chat to another contact. */
    private Future<List<MovedTo>> moved(Visitor visitor) {
        return store.movedTo(pool, visitor.reader().contactId(), visitor.messageId());
    }

    private Future<String> stopped(Visitor visitor) {
        Reader reader = visitor.reader();
        return reader.state() == ConsentState.UNSUBSCRIBED
                ? stopAgain(visitor, reader.contactId())
                : stopAnew(visitor, reader.contactId());
    }

    /** Who has one link and posts to it without end must not fill the ledger with it. */
    private Future<String> stopAgain(Visitor visitor, long contactId) {
        return consent.stopAgain(visitor.reader().organisationId(), contactId)
                .compose(stood -> stood ? Future.succeededFuture("done") : stopAnew(visitor, contactId));
    }

    private Future<String> stopAnew(Visitor visitor, long contactId) {
        return consent.stop(event(visitor, contactId))
                .map("done")
                // Erased in this moment.
                .recover(fault -> fault instanceof UnknownContactException
                        ? Future.succeededFuture("erased")
                        : Future.failedFuture(fault));
    }

    private ConsentEvent event(Visitor visitor, long contactId) {
        String reference = visitor.messageId() == 0 ? "" : ", message " + visitor.messageId();
        return ConsentEvent.stop(visitor.reader().organisationId(), contactId, clock.instant(), EventSource.PAGE)
                .from(null, "unsubscribe page " + UnsubscribeLinks.PATH + reference)
                .wording(
                        visitor.words().text("page.unsubscribe.text"),
                        visitor.words().language())
                .detail(new JsonObject().put("rule", "unsubscribe_page"));
    }

    private Future<Void> page(Visitor visitor, String what) {
        return lost(visitor, what)
                .compose(lost -> pages.page(
                        visitor.context(),
                        200,
                        "share/unsubscribe.jte",
                        Map.of(
                                "words",
                                visitor.words(),
                                "what",
                                what,
                                "lost",
                                lost,
                                "links",
                                visitor.reader().links())));
    }

    /** As the confirmation in the chat tells it. The stop stands by then, so nothing that fails here may deny it. */
    private Future<List<String>> lost(Visitor visitor, String what) {
        return what.equals("done") || what.equals("stopped")
                ? places.titles(
                                pool,
                                visitor.reader().organisationId(),
                                visitor.reader().contactId(),
                                clock.instant())
                        .otherwise(List.of())
                : Future.succeededFuture(List.of());
    }

    /** @param messageId in which the link stood; 0 for none */
    private record Visitor(RoutingContext context, Reader reader, long messageId, PublicPageTexts words) {}

    /** Nobody is let in; the answer says why. */
    private static final class Turned extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Future<Void> answer;

        private Turned(Future<Void> answer) {
            super("turned away", null, false, false);
            this.answer = answer;
        }
    }
}
