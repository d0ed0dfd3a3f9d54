package org.relais.console;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.input.RateLimiter;
import org.relais.organisation.OrganisationLimits;
import org.relais.organisation.PasskeyHandle;
import org.relais.organisation.Tokens;
import org.relais.organisation.password.PasswordService;
import org.relais.organisation.password.PasswordService.Account;
import org.relais.organisation.password.PasswordService.Accounts;
import org.relais.organisation.password.PasswordService.Found;
import org.relais.organisation.password.PasswordService.Unknown;

/**
 * Door for those who have a password: a form with it and their address, and where that opens several organisations a page to
 * choose on, and where there is a second factor one for its code. An address that nobody has, one without password and a wrong password are answered alike.
 */
public final class PasswordSignIn {
    static final String PAGE = "/password";

    /** Where the forms of the page after it lead. */
    private static final String NEXT = PAGE + "/next";

    private static final String COOKIE = "relais-password";
    private static final long COOKIE_SECONDS = 300;

    private final PasswordService passwords;
    private final Tokens tokens;
    private final RateLimiter limiter;

    public PasswordSignIn(PasswordService passwords, Tokens tokens, RateLimiter limiter) {
        this.passwords = passwords;
        this.tokens = tokens;
        this.limiter = limiter;
    }

    boolean possible() {
        return passwords.possible();
    }

    /** An account that a browser may go on with, by the form of the page that follows. */
    public record Offer(String organisation, String account, String proof) {}

    /** The ways of one browser through this door. */
    private record Visit(RoutingContext context, PageRenderer pages, Sessions sessions, boolean secure) {
        PageRequest page() {
            return pages.visit(context);
        }

        /** The first page again, with what is wrong; it never says the password. */
        void refuse(int status, String reason) {
            PageRequest page = page();
            Form form = Form.of(page, "email").faulty("password", page.text("password.refused." + reason));
            pages.render(page, status, "askLink", Map.of("form", form));
        }

        void often() {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "60");
            refuse(429, "often");
        }

        Cookie cookie(String value) {
            return Cookie.cookie(COOKIE, value)
                    .setPath(PAGE)
                    .setHttpOnly(true)
                    .setSecure(secure)
                    .setSameSite(CookieSameSite.STRICT);
        }
    }

    /** @param secure whether the console is reached by https: the cookie then never travels without */
    void mount(Router router, PageRenderer pages, SameOriginHandler origin, Sessions sessions, boolean secure) {
        if (!possible()) {
            return;
        }
        router.route(PAGE + "*").handler(ConsoleRoutes::headers).handler(origin).failureHandler(pages::fail);
        // Where forms lead that are answered by a page: whoever loads it again begins anew.
        router.get(PAGE + "*")
                .handler(context -> context.redirect(MailedSignIn.PAGE).onFailure(context::fail));
        router.post(PAGE)
                .handler(BodyHandler.create(false).setBodyLimit(SignIn.LARGEST_FORM))
                .handler(context -> show(new Visit(context, pages, sessions, secure)));
        router.post(NEXT)
                .handler(BodyHandler.create(false).setBodyLimit(SignIn.LARGEST_FORM))
                .handler(context -> next(new Visit(context, pages, sessions, secure)));
    }

    private void show(Visit visit) {
        PageRequest page = visit.page();
        Form form = Form.of(page, "email");
        form.check("email", OrganisationLimits::isEmail, page.text("settings.email.fault"));
        if (form.faulty()) {
            visit.pages().render(page, 422, "askLink", Map.of("form", form));
        } else if (!limiter.admits(visit.context().request(), SignIn.COST)) {
            visit.often();
        } else {
            passwords
                    .check(form.value("email"), page.secret("password"))
                    .onComplete(found -> answer(visit, found), visit.context()::fail);
        }
    }

    private void answer(Visit visit, Found found) {
        if (found instanceof Accounts accounts) {
            goOn(visit, accounts.all());
        } else if (found == Unknown.OFTEN) {
            visit.often();
        } else {
            visit.refuse(403, "wrong");
        }
    }

    private void goOn(Visit visit, List<Account> accounts) {
        String browser = tokens.create("");
        Account first = accounts.get(0);
        if (accounts.size() == 1 && !first.second()) {
            begin(visit, first, passwords.proof(first, browser), "");
            return;
        }
        visit.context().response().addCookie(visit.cookie(browser).setMaxAge(COOKIE_SECONDS));
        if (accounts.size() == 1) {
            ask(visit, 200, offer(first, passwords.proof(first, browser)), new Form());
        } else {
            List<Offer> offers = accounts.stream()
                    .map(account -> offer(account, passwords.proof(account, browser)))
                    .toList();
            visit.pages().render(visit.page(), 200, "passwordChoice", Map.of("offers", offers));
        }
    }

    private static Offer offer(Account account, byte[] proof) {
        return new Offer(
                account.organisation(),
                PasskeyHandle.of(account.organiser()).text(),
                Base64.getUrlEncoder().withoutPadding().encodeToString(proof));
    }

    private static void ask(Visit visit, int status, Offer offer, Form form) {
        visit.pages().render(visit.page(), status, "passwordCode", Map.of("offer", offer, "form", form));
    }

    private void begin(Visit visit, Account account, byte[] proof, String code) {
        JsonObject way = new JsonObject().put("by", account.second() ? "password-code" : "password");
        visit.sessions()
                .begin(visit.context(), way, transaction -> passwords.admit(transaction, account, proof, code))
                .onComplete(
                        begun -> {
                            if (begun) {
                                visit.context()
                                        .response()
                                        .addCookie(visit.cookie("").setMaxAge(0));
                                visit.pages().answer(visit.page(), PageResult.to(""));
                            } else if (account.second()) {
                                String fault = visit.page().text("password.code.fault");
                                ask(visit, 403, offer(account, proof), new Form().faulty("code", fault));
                            } else {
                                visit.refuse(403, "late");
                            }
                        },
                        visit.context()::fail);
    }

    private void next(Visit visit) {
        PageRequest page = visit.page();
        Optional<PasskeyHandle> whose = PasskeyHandle.read(page.secret("account"));
        if (!limiter.admits(visit.context().request(), SignIn.COST)) {
            visit.often();
        } else if (whose.isEmpty()) {
            visit.refuse(403, "late");
        } else {
            Cookie cookie = visit.context().request().getCookie(COOKIE);
            byte[] proof = page.bytes("proof");
            passwords
                    .proven(whose.get(), proof, cookie == null ? "" : cookie.getValue())
                    .onComplete(
                            account -> account.ifPresentOrElse(
                                    known -> next(visit, known, proof), () -> visit.refuse(403, "late")),
                            visit.context()::fail);
        }
    }

    private void next(Visit visit, Account account, byte[] proof) {
        String code = visit.page().secret("code");
        if (account.second() && code.isBlank()) {
            ask(visit, 200, offer(account, proof), new Form());
        } else {
            begin(visit, account, proof, code);
        }
    }
}
