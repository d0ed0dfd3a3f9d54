package org.relais.console;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.sqlclient.Pool;
import java.util.Map;
import java.util.regex.Pattern;
import org.relais.organisation.AccessStore;

/** The doors: one-time links in, sign-out, and the switch of language, which works on both sides. */
final class SignIn {
    /** Where one-time links point. */
    static final String LINK = "/sign-in/";

    private static final Pattern OWN_PAGE = Pattern.compile("/(console|sign-in|invitation)(/[A-Za-z0-9_/?&=%.+-]*)?");
    /** So that an address may try ten times at once, at whichever door, and then every six seconds. */
    static final int COST = 12;

    static final long LARGEST_FORM = 8 * 1024;

    private final Pool pool;
    private final AccessStore access;
    private final Sessions sessions;
    private final PageRenderer pages;
    private final SameOriginHandler origin;
    private final boolean secure;

    SignIn(
            Pool pool,
            AccessStore access,
            Sessions sessions,
            PageRenderer pages,
            SameOriginHandler origin,
            boolean secure) {
        this.pool = pool;
        this.access = access;
        this.sessions = sessions;
        this.pages = pages;
        this.origin = origin;
        this.secure = secure;
    }

    void mount(Router router) {
        router.route(LINK + ":link")
                .handler(ConsoleRoutes::headers)
                .handler(origin)
                .failureHandler(pages::fail);
        router.get(LINK + ":link").handler(this::show);
        router.post(LINK + ":link").handler(this::spend);
        router.post(ConsoleRoutes.BASE + "/language")
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST_FORM))
                .handler(this::language);
    }

    /** Shows a button: previews and prefetchers follow links, and must not spend them. */
    private void show(RoutingContext context) {
        sessions.owner(context.pathParam("link"))
                .onComplete(
                        found -> found.ifPresentOrElse(
                                owner -> pages.render(pages.visit(context), 200, "signIn", Map.of("owner", owner)),
                                () -> pages.render(pages.visit(context), 410, "linkSpent", Map.of())),
                        context::fail);
    }

    private void spend(RoutingContext context) {
        sessions.begin(context, context.pathParam("link"))
                .onComplete(
                        begun -> {
                            if (begun) {
                                pages.answer(pages.visit(context), PageResult.to(""));
                            } else {
                                pages.render(pages.visit(context), 410, "linkSpent", Map.of());
                            }
                        },
                        context::fail);
    }

    private void language(RoutingContext context) {
        String asked = String.valueOf(context.request().getFormAttribute("language"));
        String language = Translations.LANGUAGES.contains(asked) ? asked : Translations.LANGUAGES.get(0);
        String back = String.valueOf(context.request().getFormAttribute("back"));
        Language.remember(context.response(), language, secure);
        sessions.find(context)
                .compose(session -> session.isEmpty()
                        ? Future.<Void>succeededFuture()
                        : access.changeLanguage(pool, session.get().organiser().id(), language))
                .onComplete(
                        changed -> {
                            context.response()
                                    .setStatusCode(303)
                                    .putHeader(
                                            HttpHeaders.LOCATION,
                                            OWN_PAGE.matcher(back).matches() ? back : ConsoleRoutes.BASE);
                            context.end().onFailure(context::fail);
                        },
                        context::fail);
    }

    /** Signs out; behind the session and its checks. Whoever could not come back is told so first. */
    Future<PageResult> signOut(PageRequest visit) {
        return visit.field("sure").isPresent()
                ? end(visit)
                : new LoneOwner(pool, access)
                        .is(visit)
                        .compose(alone -> alone ? Future.succeededFuture(PageResult.to("/sign-out")) : end(visit));
    }

    Future<PageResult> askFirst(PageRequest visit) {
        return Future.succeededFuture(PageResult.page("signOut", Map.of()));
    }

    private Future<PageResult> end(PageRequest visit) {
        return sessions.end(visit.context()).map(ended -> PageResult.to("/signed-out"));
    }
}
