package org.relais.console;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.input.RateLimiter;
import org.relais.organisation.PasskeyHandle;
import org.relais.organisation.PasskeyService;
import org.relais.organisation.PasskeyService.Assertion;
import org.relais.organisation.Tokens;

/**
 * Door for those who have a passkey. The script of the page asks for a challenge, which is good for the browser that asked,
 * and sends what the device has signed as a form, whose address says whose passkey it is. Why somebody is refused is told to
 * nobody, but that they were too late.
 */
public final class PasskeySignIn {
    static final String PAGE = "/passkey";

    /** What a handle follows. */
    static final String SHOWN = PAGE + "/";

    private static final String COOKIE = "relais-passkey";
    private static final long LARGEST_FORM = 16 * 1024;
    private static final long COOKIE_SECONDS = 300;

    private final PasskeyService passkeys;
    private final Tokens tokens;
    private final RateLimiter limiter;

    public PasskeySignIn(PasskeyService passkeys, Tokens tokens, RateLimiter limiter) {
        this.passkeys = passkeys;
        this.tokens = tokens;
        this.limiter = limiter;
    }

    /** The origin where passkeys serve; null where there are none. */
    @Nullable
    String origin() {
        return passkeys.origin().orElse(null);
    }

    void mount(Router router, PageRenderer pages, SameOriginHandler origin, Sessions sessions) {
        if (passkeys.origin().isEmpty()) {
            return;
        }
        router.route(PAGE + "*").handler(ConsoleRoutes::headers).handler(origin).failureHandler(pages::fail);
        router.get(PAGE).handler(this::request);
        router.post(SHOWN + ":handle")
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST_FORM))
                .handler(context -> show(context, pages, sessions));
    }

    private void request(RoutingContext context) {
        if (!limiter.admits(context.request())) {
            context.fail(new HttpException(429));
            return;
        }
        String browser = tokens.create("");
        context.response().addCookie(cookie(browser).setMaxAge(COOKIE_SECONDS));
        context.json(passkeys.request(browser)).onFailure(context::fail);
    }

    private void show(RoutingContext context, PageRenderer pages, Sessions sessions) {
        PageRequest visit = pages.visit(context);
        if (!limiter.admits(context.request(), SignIn.COST)) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "60");
            refuse(pages, visit, 429, "often");
            return;
        }
        Cookie cookie = context.request().getCookie(COOKIE);
        String browser = cookie == null ? "" : cookie.getValue();
        context.response().addCookie(cookie("").setMaxAge(0));
        Optional<Assertion> answer = PasskeyHandle.read(context.pathParam("handle"))
                .map(handle -> new Assertion(
                        handle,
                        visit.bytes("credential"),
                        visit.bytes("clientData"),
                        visit.bytes("authenticatorData"),
                        visit.bytes("signature")));
        if (answer.isEmpty()) {
            refuse(pages, visit, 403, "unknown");
        } else if (!passkeys.inTime(answer.get(), browser)) {
            refuse(pages, visit, 403, "late");
        } else {
            JsonObject way = new JsonObject().put("by", "passkey");
            sessions.begin(context, way, transaction -> passkeys.signIn(transaction, answer.get(), browser))
                    .onComplete(
                            begun -> {
                                if (begun) {
                                    pages.answer(visit, PageResult.to(""));
                                } else {
                                    refuse(pages, visit, 403, "unknown");
                                }
                            },
                            context::fail);
        }
    }

    private static void refuse(PageRenderer pages, PageRequest visit, int status, String reason) {
        pages.render(visit, status, "passkeyRefused", Map.of("reason", reason));
    }

    private Cookie cookie(String value) {
        return Cookie.cookie(COOKIE, value)
                .setPath(PAGE)
                .setHttpOnly(true)
                .setSecure(String.valueOf(origin()).startsWith("https:"))
                .setSameSite(CookieSameSite.STRICT);
    }
}
