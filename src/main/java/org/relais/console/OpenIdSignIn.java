package org.relais.console;

import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.relais.input.RateLimiter;
import org.relais.organisation.Tokens;
import org.relais.organisation.openid.OpenIdService;
import org.relais.organisation.openid.OpenIdService.Answer;
import org.relais.organisation.openid.OpenIdService.Found;
import org.relais.organisation.openid.OpenIdService.Identity;
import org.relais.organisation.openid.OpenIdService.Unknown;
import org.relais.organisation.openid.ProviderException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Door for those whose address a provider vouches for. It sends the browser to the provider with a cookie of its own, and takes
 * what comes back only from that browser. A link, not a form: forms may lead nowhere else. An invitation is accepted by a form of the
 * choice that follows, and never by coming back.
 */
public final class OpenIdSignIn {
    static final String PAGE = "/open-id";

    /** Where the provider sends browsers back to. */
    private static final String BACK = PAGE + "/back";

    /** Where a choice's forms lead. */
    private static final String INVITATION = PAGE + "/invitation";

    private static final long LARGEST_FORM = 4 * 1024;
    private static final String COOKIE = "relais-open-id";
    private static final Logger LOG = LoggerFactory.getLogger(OpenIdSignIn.class);

    private final OpenIdService openId;
    private final Tokens tokens;
    private final RateLimiter limiter;

    public OpenIdSignIn(OpenIdService openId, Tokens tokens, RateLimiter limiter) {
        this.openId = openId;
        this.tokens = tokens;
        this.limiter = limiter;
    }

    /** Where a provider sends browsers back to; it has to know that address beforehand. */
    public static String redirect(String publicUrl) {
        return publicUrl + BACK;
    }

    /** The provider's name; null where there is none. */
    @Nullable
    String name() {
        return openId.name().orElse(null);
    }

    /** The ways of one browser through this door. */
    private record Visit(RoutingContext context, PageRenderer pages, Sessions sessions, boolean secure) {
        void refuse(int status, String reason) {
            pages.render(pages.visit(context), status, "openIdRefused", Map.of("reason", reason));
        }

        void fail(Throwable fault) {
            if (fault instanceof ProviderException) {
                LOG.warn("the provider of sign-in does not serve: {}", fault.getMessage());
                refuse(503, "away");
            } else {
                context.fail(fault);
            }
        }

        /** The secret of a browser that began, or that chooses; empty for none. */
        String browser() {
            Cookie cookie = context.request().getCookie(COOKIE);
            return cookie == null ? "" : cookie.getValue();
        }

        String field(String name) {
            String value = context.request().getFormAttribute(name);
            return value == null ? "" : value;
        }

        Optional<String> parameter(String name) {
            return Optional.ofNullable(context.queryParams().get(name));
        }
    }

    /** @param secure whether the console is reached by https: the cookie then never travels without */
    void mount(Router router, PageRenderer pages, Sessions sessions, SameOriginHandler origin, boolean secure) {
        if (openId.name().isEmpty()) {
            return;
        }
        router.route(PAGE + "*").handler(ConsoleRoutes::headers).handler(origin).failureHandler(pages::fail);
        router.get(PAGE).handler(context -> limited(new Visit(context, pages, sessions, secure), this::begin));
        router.get(BACK).handler(context -> limited(new Visit(context, pages, sessions, secure), this::back));
        router.post(INVITATION)
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST_FORM))
                .handler(context -> limited(new Visit(context, pages, sessions, secure), this::accept));
    }

    private void limited(Visit visit, Consumer<Visit> handler) {
        if (limiter.admits(visit.context().request(), SignIn.COST / 2)) {
            handler.accept(visit);
        } else {
            visit.context().response().putHeader(HttpHeaders.RETRY_AFTER, "60");
            visit.refuse(429, "often");
        }
    }

    private void begin(Visit visit) {
        String browser = tokens.create("");
        openId.begin(browser, visit.parameter("again").isPresent())
                .onComplete(
                        address -> {
                            RoutingContext context = visit.context();
                            context.response()
                                    .addCookie(cookie(visit, browser).setMaxAge(OpenIdService.VALIDITY.toSeconds()));
                            context.response().setStatusCode(303).putHeader(HttpHeaders.LOCATION, address);
                            context.end().onFailure(gone -> LOG.debug("the reader left before the redirect"));
                        },
                        visit::fail);
    }

    private void back(Visit visit) {
        String browser = visit.browser();
        visit.context().response().addCookie(cookie(visit, "").setMaxAge(0));
        String state = visit.parameter("state").orElse("");
        Optional<String> code = visit.parameter("code");
        if (!openId.inTime(state, browser)) {
            visit.refuse(403, "late");
        } else if (code.isEmpty()) {
            visit.refuse(403, "declined");
        } else {
            openId.identify(new Answer(state, code.get(), visit.parameter("iss").orElse(null)), browser)
                    .compose(found -> enter(visit, found))
                    .onFailure(visit::fail);
        }
    }

    private Future<Void> enter(Visit visit, Found found) {
        if (found instanceof Identity identity) {
            String chooser = tokens.create("");
            return openId.choice(identity, chooser)
                    .compose(choice -> choice.isNone() ? begin(visit, identity) : choose(visit, chooser, choice));
        }
        visit.refuse(
                403,
                switch ((Unknown) found) {
                    case REFUSED -> "refused";
                    case UNVERIFIED -> "unverified";
                    case FOREIGN -> "unknown";
                });
        return Future.succeededFuture();
    }

    private Future<Void> begin(Visit visit, Identity identity) {
        return visit.sessions()
                .begin(
                        visit.context(),
                        new JsonObject().put("by", "open-id"),
                        transaction -> openId.admit(transaction, identity))
                .map(begun -> {
                    if (begun) {
                        visit.pages().answer(visit.pages().visit(visit.context()), PageResult.to(""));
                    } else {
                        visit.refuse(403, "unknown");
                    }
                    return null;
                });
    }

    private static Future<Void> choose(Visit visit, String chooser, OpenIdService.Choice choice) {
        if (!choice.invited().isEmpty()) {
            visit.context().response().addCookie(cookie(visit, chooser).setMaxAge(OpenIdService.VALIDITY.toSeconds()));
        }
        visit.pages().render(visit.pages().visit(visit.context()), 200, "openIdChoice", Map.of("choice", choice));
        return Future.succeededFuture();
    }

    private void accept(Visit visit) {
        String invitation = visit.field("invitation");
        if (!openId.offered(invitation, visit.field("proof"), visit.browser())) {
            visit.refuse(403, "late");
            return;
        }
        visit.sessions()
                .begin(
                        visit.context(),
                        new JsonObject().put("by", "open-id"),
                        transaction -> openId.accept(
                                transaction,
                                invitation,
                                visit.pages().visit(visit.context()).language()))
                .onComplete(
                        begun -> {
                            if (begun) {
                                visit.context()
                                        .response()
                                        .addCookie(cookie(visit, "").setMaxAge(0));
                                visit.pages()
                                        .answer(
                                                visit.pages().visit(visit.context()),
                                                PageResult.to("/account").saying("invitation.accepted"));
                            } else {
                                visit.refuse(403, "unknown");
                            }
                        },
                        visit::fail);
    }

    private static Cookie cookie(Visit visit, String value) {
        return Cookie.cookie(COOKIE, value)
                .setPath(PAGE)
                .setHttpOnly(true)
                .setSecure(visit.secure())
                // Lax, not strict: the provider's page leads back here.
                .setSameSite(CookieSameSite.LAX);
    }
}
