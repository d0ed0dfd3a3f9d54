package org.relais.notice;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.relais.input.RateLimiter;
import org.relais.organisation.OrganisationLimits;
import org.relais.share.PersonalShareLinks;
import org.relais.share.PublicLinks;
import org.relais.share.PublicPageRenderer;
import org.relais.share.PublicPageStore;
import org.relais.share.PublicPageTexts;
import org.relais.share.ShareCodes;
import org.relais.share.ShareLink;
import org.relais.template.OrganisationProfiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /a/<code>}: the notice of political advertising, for everybody; the same for programs behind {@code ?format=json},
 * every version behind {@code ?version=}, and a form to report what is wrong.
 */
public final class NoticeRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(NoticeRoutes.class);
    private static final String PATH = "/a/:code";
    /** A report costs more than a page: somebody has to read it. */
    private static final int COST_OF_REPORT = 20;

    private final Pool pool;
    private final ShareCodes codes;
    private final PersonalShareLinks links;
    private final OrganisationProfiles profiles;
    private final RateLimiter door;
    private final InstantSource clock;
    private final NoticeStore store = new NoticeStore();
    private final PublicPageStore publicPages = new PublicPageStore();
    private final PublicPageRenderer pages;

    public NoticeRoutes(
            Pool pool,
            ShareCodes codes,
            PersonalShareLinks links,
            OrganisationProfiles profiles,
            RateLimiter door,
            InstantSource clock) {
        this.pool = pool;
        this.codes = codes;
        this.links = links;
        this.profiles = profiles;
        this.door = door;
        this.pages = new PublicPageRenderer(door);
        this.clock = clock;
    }

    public void mount(Router router) {
        router.route(PATH).failureHandler(pages::refuse);
        router.route(PATH)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> settle(context, open(context, 1, this::show)));
        router.post(PATH)
                .handler(BodyHandler.create(false).setBodyLimit(PublicPageRenderer.LARGEST_FORM))
                .handler(context -> settle(context, open(context, COST_OF_REPORT, this::report)));
        router.get("/a/*").handler(context -> settle(context, missing(context)));
    }

    /** A request whose code is that of a notice. */
    private record Visitor(RoutingContext context, Notice notice, PublicPageTexts words, PublicLinks links) {
        Notice.Version shown() {
            return context.queryParam("version").stream()
                    .filter(number -> number.matches("\\d{1,6}"))
                    .findFirst()
                    .map(number -> notice.version(Integer.parseInt(number)))
                    .orElseGet(notice::current);
        }

        boolean isProgram() {
            String accepted = context.request().getHeader(HttpHeaders.ACCEPT);
            return context.queryParam("format").contains("json")
                    || (accepted != null && accepted.startsWith("application/json"));
        }

        /** The language that was asked for, as the beginning of a query. */
        String language() {
            return context.queryParam("lang").stream()
                    .filter(code -> code.matches("[a-z]{2,3}"))
                    .findFirst()
                    .map(code -> "lang=" + code + "&")
                    .orElse("");
        }

        String field(String name) {
            String value = context.request().getFormAttribute(name);
            return value == null ? "" : value.replace("\0", "").strip();
        }
    }

    private interface Step {
        Future<Void> take(Visitor visitor);
    }

    private void settle(RoutingContext context, Future<Void> answered) {
        answered.recover(fault -> pages.fault(context, fault))
                .onFailure(fault -> LOG.error("a public page could not even say that it failed", fault));
    }

    private Future<Void> open(RoutingContext context, int cost, Step step) {
        if (!door.admits(context.request(), cost)) {
            context.response().putHeader("Retry-After", "60");
            return pages.notice(context, 429, "busy");
        }
        return codes.read(context.pathParam("code"))
                .filter(link -> link.volunteerId() == 0)
                .map(ShareLink::messageId)
                .map(message -> store.byMessage(pool, message))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()))
                .compose(found -> found.isEmpty() ? missing(context) : enter(context, found.get(), step));
    }

    private Future<Void> enter(RoutingContext context, Notice notice, Step step) {
        return profiles.of(notice.organisationId()).compose(profile -> publicPages
                .links(pool, notice.organisationId())
                .compose(linked -> step.take(new Visitor(
                        context, notice, PublicPageTexts.of(profile, PublicPageRenderer.languages(context)), linked))));
    }

    private Future<Void> show(Visitor visitor) {
        if (visitor.isProgram()) {
            visitor.context().response().putHeader(HttpHeaders.VARY, "Accept");
            return pages.answer(
                    visitor.context(),
                    "application/json; charset=utf-8",
                    Buffer.buffer(visitor.notice()
                            .json(visitor.shown(), links.notice(visitor.notice().messageId()))
                            .encodePrettily()));
        }
        return page(visitor, 200, visitor.context().queryParam("reported").contains("done") ? "done" : "ask");
    }

    private Future<Void> report(Visitor visitor) {
        String text = visitor.field("text");
        String email = visitor.field("email");
        if (text.isEmpty()
                || text.length() > NoticeReport.LONGEST
                || (!email.isEmpty() && !OrganisationLimits.isEmail(email))) {
            return page(visitor, 422, "faulty");
        }
        return store.report(pool, visitor.notice(), text, email.isEmpty() ? null : email, clock.instant())
                .compose(kept -> pages.redirect(visitor.context(), "?" + visitor.language() + "reported=done#report"));
    }

    /** @param reported {@code ask}, {@code faulty} or {@code done} */
    private Future<Void> page(Visitor visitor, int status, String reported) {
        Map<String, Object> model = new HashMap<>(Map.of(
                "words", visitor.words(),
                "links", visitor.links(),
                "notice", visitor.notice(),
                "shown", visitor.shown(),
                "reported", reported));
        if (reported.equals("faulty")) {
            model.put("text", visitor.field("text"));
            model.put("email", visitor.field("email"));
        }
        visitor.context().response().putHeader(HttpHeaders.VARY, "Accept");
        return pages.page(visitor.context(), status, "share/political.jte", model);
    }

    private Future<Void> missing(RoutingContext context) {
        door.wrongCode(context.request());
        return pages.notice(context, 404, "missing");
    }
}
