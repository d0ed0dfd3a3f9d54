package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.relais.channel.ChannelRegistry;
import org.relais.input.RateLimiter;
import org.relais.organisation.SenderStore;
import org.relais.share.JoinLinks;
import org.relais.share.LandingView.Join;
import org.relais.share.PublicPageRenderer;
import org.relais.share.PublicPageStore;
import org.relais.share.PublicPageStore.PublicPage;
import org.relais.share.PublicPageTexts;
import org.relais.template.MessageSpec;
import org.relais.template.OrganisationProfile;
import org.relais.template.OrganisationProfiles;
import org.relais.template.Renderer;

/**
 * {@code /e/<code>}: the public page of an event, and its calendar file under the same with {@code .ics}. Whatever is no
 * code of ours is answered as every wrong link is.
 */
public final class EventRoutes {
    private static final String CALENDAR = ".ics";

    private final Pool pool;
    private final EventCodes codes;
    private final OrganisationProfiles profiles;
    private final JoinLinks joinLinks;
    private final SenderStore senders;
    private final RateLimiter door;
    private final InstantSource clock;
    private final PublicPageStore publicPages = new PublicPageStore();
    private final EventStore events = new EventStore();
    private final EventAnswerStore answers = new EventAnswerStore();
    private final Renderer renderer = new Renderer();
    private final PublicPageRenderer pages;

    public EventRoutes(
            Pool pool,
            EventCodes codes,
            OrganisationProfiles profiles,
            ChannelRegistry channels,
            RateLimiter door,
            InstantSource clock) {
        this.pool = pool;
        this.codes = codes;
        this.profiles = profiles;
        this.joinLinks = new JoinLinks(channels);
        this.senders = new SenderStore(clock);
        this.door = door;
        this.pages = new PublicPageRenderer(door);
        this.clock = clock;
    }

    public void mount(Router router) {
        router.route("/e/:code")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> pages.settle(context, open(context)));
        router.get("/e/:code/data").handler(context -> pages.settle(context, data(context)));
        for (String path : List.of("/e", "/e/*")) {
            router.get(path).handler(context -> pages.settle(context, pages.missing(context)));
        }
    }

    private Future<Void> open(RoutingContext context) {
        if (!door.admits(context.request())) {
            return pages.busy(context);
        }
        String asked = context.pathParam("code");
        boolean calendar = asked.endsWith(CALENDAR);
        String code = calendar ? asked.substring(0, asked.length() - CALENDAR.length()) : asked;
        return event(code)
                .compose(found -> found.isEmpty()
                        ? pages.missing(context)
                        : profiles.of(found.get().organisationId())
                                .compose(profile -> calendar
                                        ? file(context, profile, found.get())
                                        : page(context, profile, found.get(), code)));
    }

    /** What is kept about readers, and about those who join, as a page that is passed on tells it. */
    private Future<Void> data(RoutingContext context) {
        if (!door.admits(context.request())) {
            return pages.busy(context);
        }
        String code = context.pathParam("code");
        return event(code)
                .compose(found -> found.isEmpty()
                        ? pages.missing(context)
                        : profiles.of(found.get().organisationId())
                                .compose(profile -> data(context, profile, found.get(), code)));
    }

    private Future<Void> data(RoutingContext context, OrganisationProfile profile, Event event, String code) {
        PublicPageTexts words = PublicPageTexts.of(profile, PublicPageRenderer.languages(context));
        return publicPages
                .links(pool, event.organisationId())
                .compose(links -> pages.page(
                        context, 200, "share/data.jte", Map.of("words", words, "code", code, "links", links)));
    }

    private Future<Optional<Event>> event(String code) {
        return codes.read(code)
                .map(actionId -> events.find(pool, actionId))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    /** Calendars ask again and again: each answer says what it is of, and no cache keeps an older one. */
    private Future<Void> file(RoutingContext context, OrganisationProfile profile, Event event) {
        context.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader("Content-Disposition", "inline; filename=\"event.ics\"");
        String file = CalendarFile.of(event, profile.name(), codes.page(event.actionId()));
        return pages.answer(context, CalendarFile.TYPE, Buffer.buffer(file));
    }

    private Future<Void> page(RoutingContext context, OrganisationProfile profile, Event event, String code) {
        PublicPageTexts words = PublicPageTexts.of(profile, PublicPageRenderer.languages(context));
        return publicPages
                .find(pool, event.organisationId())
                .compose(page -> view(words, profile, event, code, page))
                .compose(view -> pages.page(context, 200, "share/event.jte", Map.of("words", words, "view", view)));
    }

    private Future<List<Join>> joins(Event event, String code, String language, PublicPage page) {
        if (!event.open(clock.instant())) {
            return Future.succeededFuture(List.of());
        }
        return senders.states(pool, event.organisationId())
                .map(states -> joinLinks.of(states, page.barredChannels(), code, language));
    }

    /** Name of the text that whoever wants to answer has to read first. */
    private Optional<String> notice(Event event, Optional<Long> left) {
        if (event.cancelled()) {
            return Optional.of("page.event.cancelled");
        }
        return event.over(clock.instant())
                ? Optional.of("page.event.over")
                : left.filter(places -> places == 0).map(none -> "event.full");
    }

    /** How many places are left; empty where they are not counted, or nobody can come any more. */
    private Future<Optional<Long>> left(Event event) {
        Integer places = event.details().capacity();
        return places == null || !event.open(clock.instant())
                ? Future.succeededFuture(Optional.empty())
                : answers.taken(pool, event.actionId()).map(taken -> Optional.of(Math.max(0L, places - taken)));
    }

    private Future<EventView> view(
            PublicPageTexts words, OrganisationProfile profile, Event event, String code, PublicPage page) {
        EventDetails details = event.details();
        Future<List<Join>> joins = joins(event, code, words.language(), page);
        Future<Optional<Long>> left = left(event);
        Future<Optional<MessageSpec>> invitation = events.invitation(pool, event.actionId());
        return Future.all(joins, left, invitation)
                .map(all -> new EventView(
                        code,
                        details.title(),
                        details.day(),
                        EventTime.words(details, words.language(), details.zone()),
                        details.place(),
                        Optional.ofNullable(details.mapUrl()),
                        invitation.result().flatMap(spec -> renderer.read(spec, words.language(), profile)),
                        event.cancelled(),
                        notice(event, left.result()),
                        Optional.ofNullable(event.cancelNote()),
                        left.result().filter(places -> places > 0),
                        invitation.result().map(MessageSpec::bodies).map(Map::keySet).orElse(Set.of()).stream()
                                .filter(language -> !language.equals(words.language()))
                                .sorted()
                                .toList(),
                        joins.result(),
                        page.links()));
    }
}
