package org.relais.console;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Map;
import org.relais.input.RateLimiter;
import org.relais.organisation.OrganisationLimits;
import org.relais.organisation.SignInMail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Door for those who have neither session nor link: they say their address and get a link by mail when they may enter. The
 * answer is the same for every address and is given before anything was looked up, so that it tells nothing, not even by
 * its time.
 */
public final class MailedSignIn {
    static final String PAGE = "/sign-in";

    private static final Logger LOG = LoggerFactory.getLogger(MailedSignIn.class);

    private final SignInMail mail;
    private final RateLimiter limiter;

    public MailedSignIn(SignInMail mail, RateLimiter limiter) {
        this.mail = mail;
        this.limiter = limiter;
    }

    /** Whether there is a mail server. */
    boolean possible() {
        return mail.possible();
    }

    void mount(Router router, PageRenderer pages, SameOriginHandler origin) {
        router.route(PAGE).handler(ConsoleRoutes::headers).handler(origin).failureHandler(pages::fail);
        router.get(PAGE).handler(context -> page(pages, context, 200, new Form()));
        router.post(PAGE)
                .handler(BodyHandler.create(false).setBodyLimit(SignIn.LARGEST_FORM))
                .handler(context -> ask(pages, context));
    }

    private static void page(PageRenderer pages, RoutingContext context, int status, Form form) {
        pages.render(pages.visit(context), status, "askLink", Map.of("form", form));
    }

    private void ask(PageRenderer pages, RoutingContext context) {
        PageRequest visit = pages.visit(context);
        Form form = Form.of(visit, "email");
        form.check("email", OrganisationLimits::isEmail, visit.text("settings.email.fault"));
        if (form.faulty() || !possible()) {
            page(pages, context, 422, form);
        } else if (!limiter.admits(context.request(), SignIn.COST)) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "60");
            pages.render(visit, 429, "linkMailed", Map.of("late", true));
        } else {
            pages.render(visit, 200, "linkMailed", Map.of("late", false));
            mail.request(form.value("email")).onComplete(done -> LOG.debug("a link to sign in was asked for"));
        }
    }
}
