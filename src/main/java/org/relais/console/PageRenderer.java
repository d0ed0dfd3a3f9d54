package org.relais.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.organisation.ForbiddenException;
import org.relais.organisation.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rendering of answers as HTTP: templates, redirects, error pages. */
final class PageRenderer {
    private static final Logger LOG = LoggerFactory.getLogger(PageRenderer.class);
    private static final String NOTICE = "relais-notice";
    private static final long NOTICE_SECONDS = 60;
    private static final String SESSION = "console.session";
    private static final String WAITING = "console.waiting";
    private static final String SIGN = "console.sign";
    private static final String LEAST = "console.least";
    /** Where one thing of many is shown, by what kind of thing it is. */
    private static final Pattern ONE =
            Pattern.compile(ConsoleRoutes.BASE + "/(inbox/people|contacts|broadcasts|actions|imports)/\\d+(/.*)?");

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(
            null, ContentType.Html, PageRenderer.class.getClassLoader(), "org.relais.pages");
    private final Layout layout;
    private final boolean secure;

    /**
     * What all pages have in common.
     *
     * @param menu the rooms there are
     * @param phones page of the simulated phones; null where there are none
     * @param keys makes a key for the forms of one page
     * @param mails whether links to sign in can be mailed
     * @param passwords whether one may sign in by a password
     * @param passkeys origin where passkeys serve; null where there are none
     * @param openId name of the provider of sign-in; null where there is none
     * @param clock by which days are told as today and tomorrow
     * @param sign whose console it is, for those who have not signed in
     * @param owners names of those who give roles, by the organisation's id
     */
    record Layout(
            Assets assets,
            List<MenuSection> menu,
            @Nullable String phones,
            Supplier<String> keys,
            boolean mails,
            boolean passwords,
            @Nullable String passkeys,
            @Nullable String openId,
            InstantSource clock,
            DoorSign sign,
            LongFunction<Future<List<String>>> owners) {}

    PageRenderer(Layout layout, boolean secure) {
        this.layout = layout;
        this.secure = secure;
    }

    /** @param waiting how much waits for an organiser, as the menu says */
    static void remember(RoutingContext context, Session session, long waiting) {
        context.put(SESSION, session);
        context.put(WAITING, waiting);
    }

    /** Refuses what takes a higher role. */
    static void forbid(RoutingContext context, Role least) {
        context.put(LEAST, least);
        context.fail(new HttpException(403));
    }

    static long waiting(RoutingContext context) {
        return context.get(WAITING, 0L);
    }

    /** Whose console it is, on a page for strangers. */
    static DoorSign.Sign sign(RoutingContext context) {
        return context.get(SIGN);
    }

    /** What handlers and templates see of a request. */
    PageRequest visit(RoutingContext context) {
        Session session = context.get(SESSION);
        Translations wording = session == null
                ? Language.of(context)
                : Translations.in(session.organiser().language());
        return new PageRequest(context, Optional.ofNullable(session), wording, layout, notice(context));
    }

    /** Taken from the cookie once: it is gone with this answer. */
    private FlashNotice notice(RoutingContext context) {
        Cookie cookie = context.request().getCookie(NOTICE);
        return FlashNotice.decode(cookie == null ? null : cookie.getValue());
    }

    void answer(PageRequest visit, PageResult answer) {
        if (answer instanceof PageResult.Page page) {
            render(visit, page.status(), page.template(), page.model());
        } else if (answer instanceof PageResult.Redirect redirect) {
            redirect(visit.context(), redirect);
        } else if (answer instanceof PageResult.Failure failure) {
            visit.context().fail(new HttpException(failure.status()));
        }
    }

    void render(PageRequest visit, int status, String template, Map<String, Object> model) {
        if (visit.signedIn()) {
            write(visit, status, template, model);
            return;
        }
        layout.sign().read().onSuccess(sign -> {
            visit.context().put(SIGN, sign);
            try {
                write(visit, status, template, model);
            } catch (RuntimeException broken) {
                LOG.error("a page for strangers failed: {}", template, broken);
                visit.context().response().setStatusCode(500).end().onFailure(gone -> LOG.debug("the reader left"));
            }
        });
    }

    private void write(PageRequest visit, int status, String template, Map<String, Object> model) {
        String html = html(visit, template, model);
        RoutingContext context = visit.context();
        if (visit.notice() != null) {
            context.response().addCookie(noticeCookie("").setMaxAge(0));
        }
        context.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8");
        context.end(status == 422 ? FaultSummary.in(html) : html)
                .onFailure(gone -> LOG.debug("the reader left before the page"));
    }

    String html(PageRequest visit, String template, Map<String, Object> model) {
        Map<String, Object> full = new HashMap<>(model);
        full.put("visit", visit);
        StringOutput html = new StringOutput();
        templates.render(
                "console/" + template + ".jte",
                full,
                visit.seesAddresses()
                        ? new OwaspHtmlTemplateOutput(html)
                        : new MaskedOutput(html, visit.organiser().email()));
        return html.toString();
    }

    private void redirect(RoutingContext context, PageResult.Redirect redirect) {
        if (redirect.notice().present()) {
            context.response()
                    .addCookie(noticeCookie(redirect.notice().encode()).setMaxAge(NOTICE_SECONDS));
        }
        context.response().setStatusCode(303).putHeader(HttpHeaders.LOCATION, redirect.path());
        context.end().onFailure(gone -> LOG.debug("the reader left before the redirect"));
    }

    private Cookie noticeCookie(String value) {
        return Cookie.cookie(NOTICE, value)
                .setPath(ConsoleRoutes.BASE)
                .setHttpOnly(true)
                .setSecure(secure)
                .setSameSite(CookieSameSite.LAX);
    }

    /** The last handler: every failure becomes a page that says what to do, never a stack trace. */
    void fail(RoutingContext context) {
        if (context.response().ended() || context.response().headWritten()) {
            context.response().reset();
            return;
        }
        int status = status(context);
        if (status == 401) {
            context.response().putHeader("WWW-Authenticate", "Session realm=\"relais\"");
            // A fragment can't show the way to a link: the whole page does.
            context.response().putHeader("HX-Refresh", "true");
        }
        PageRequest visit = visit(context);
        Role least = context.failure() instanceof ForbiddenException forbidden ? forbidden.least() : context.get(LEAST);
        if (status == 401) {
            render(visit, status, "askLink", Map.of("form", new Form()));
        } else if (status == 403 && least != null && visit.signedIn()) {
            layout.owners()
                    .apply(visit.organisationId())
                    .otherwise(List.of())
                    .onSuccess(owners -> render(visit, status, "forbidden", Map.of("least", least, "owners", owners)));
        } else {
            render(visit, status, "failure", Map.of("status", status, "list", status == 404 ? list(context) : ""));
        }
    }

    /** The list in which what was looked for would stand, under the console; empty where it is of none. */
    private static String list(RoutingContext context) {
        Matcher one = ONE.matcher(context.normalizedPath());
        return !one.matches() ? "" : one.group(1).equals("inbox/people") ? "contacts" : one.group(1);
    }

    private static int status(RoutingContext context) {
        @Nullable Throwable failure = context.failure();
        if (failure instanceof ForbiddenException) {
            return 403;
        }
        int status = failure instanceof HttpException http ? http.getStatusCode() : context.statusCode();
        if (failure != null && !(failure instanceof HttpException)) {
            LOG.error("a page failed: {} {}", context.request().method(), context.normalizedPath(), failure);
            return 500;
        }
        return status < 400 ? 500 : status;
    }
}
