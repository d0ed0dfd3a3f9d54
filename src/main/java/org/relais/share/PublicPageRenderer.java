package org.relais.share;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.LanguageHeader;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.relais.database.SqlFaults;
import org.relais.input.RateLimiter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renderer of answers: every public page leaves here, and so does what is said to whoever asks for none of ours. */
public final class PublicPageRenderer {
    private static final Logger LOG = LoggerFactory.getLogger(PublicPageRenderer.class);
    private static final String HTML = "text/html; charset=utf-8";
    /** Bytes of the largest form that a public page takes. */
    public static final int LARGEST_FORM = 16_384;

    private static final int SEE_OTHER = 303;

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(
            null, ContentType.Html, PublicPageRenderer.class.getClassLoader(), "org.relais.pages");
    private final RateLimiter door;

    public PublicPageRenderer(RateLimiter door) {
        this.door = door;
    }

    /** The languages that whoever asks can read, best first; one chosen on the page goes before those of the browser. */
    public static List<String> languages(RoutingContext context) {
        Stream<String> chosen = chosen(context).stream();
        Stream<String> browser = context.acceptableLanguages().stream()
                .map(LanguageHeader::tag)
                .filter(code -> code != null && code.matches("[a-z]{2,3}"));
        return Stream.concat(chosen, browser).distinct().limit(10).toList();
    }

    /** The language that was chosen on the page. */
    static Optional<String> chosen(RoutingContext context) {
        return context.queryParam("lang").stream()
                .limit(1)
                .filter(code -> code.matches("[a-z]{2,3}"))
                .findFirst();
    }

    /** Answers with a page; no cache may keep it. */
    public Future<Void> page(RoutingContext context, int status, String template, Map<String, Object> model) {
        StringOutput html = new StringOutput();
        templates.render(template, model, html);
        // Personal links: no shared cache may keep them, and every visit counts.
        context.response().setStatusCode(status).putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        return answer(context, HTML, Buffer.buffer(html.toString()));
    }

    /** A page with one thing to say. */
    public Future<Void> notice(RoutingContext context, int status, String what) {
        String path = context.normalizedPath();
        int depth = (int) path.chars().filter(each -> each == '/').count() - 1;
        return page(
                context,
                status,
                "share/notice.jte",
                Map.of("words", PublicPageTexts.plain(languages(context)), "root", "../".repeat(depth), "what", what));
    }

    /** For the failures of a route of public pages: a body that is too large or can't be read is the sender's matter. */
    public void refuse(RoutingContext context) {
        Throwable failure = context.failure();
        int status = failure instanceof HttpException http ? http.getStatusCode() : context.statusCode();
        Future<Void> answered;
        if (failure == null || status >= 400 && status < 500) {
            // Without a failure whoever refused has said why.
            answered = notice(context, status, status < 500 ? "refused" : "fault");
        } else {
            answered = fault(context, failure);
        }
        answered.onFailure(PublicPageRenderer::unanswered);
    }

    /** Ends a request: a page that fails says so. */
    public void settle(RoutingContext context, Future<Void> answered) {
        answered.recover(fault -> fault(context, fault)).onFailure(PublicPageRenderer::unanswered);
    }

    static void unanswered(Throwable fault) {
        LOG.error("a public page could not even say that it failed", fault);
    }

    /** The answer to a code that is none of ours. */
    public Future<Void> missing(RoutingContext context) {
        door.wrongCode(context.request());
        return notice(context, 404, "missing");
    }

    /** A page for a browser at an address where nothing is; whoever asks for anything else is answered in short. */
    public void lost(RoutingContext context) {
        HttpMethod method = context.request().method();
        String wanted = context.request().getHeader(HttpHeaders.ACCEPT);
        if ((method == HttpMethod.GET || method == HttpMethod.HEAD) && wanted != null && wanted.contains("text/html")) {
            settle(context, notice(context, 404, "lost"));
        } else {
            context.next();
        }
    }

    /** The answer to whoever asks too often. */
    public Future<Void> busy(RoutingContext context) {
        context.response().putHeader("Retry-After", "60");
        return notice(context, 429, "busy");
    }

    /** Something is wrong with us. */
    public Future<Void> fault(RoutingContext context, Throwable fault) {
        return fault(context, "fault", fault);
    }

    /** Something is wrong with us. @param what to say about it, as in {@link #notice} */
    Future<Void> fault(RoutingContext context, String what, Throwable fault) {
        LOG.error("a public page failed", fault);
        if (context.response().ended() || context.response().headWritten()) {
            return context.response().reset();
        }
        return notice(context, SqlFaults.isUnavailable(fault) ? 503 : 500, what);
    }

    /** Leads the browser to another page. */
    public Future<Void> redirect(RoutingContext context, String location) {
        context.response()
                .setStatusCode(SEE_OTHER)
                .putHeader(HttpHeaders.LOCATION, location)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        return left(context.response().end());
    }

    /** Answers with something that is no page. */
    public Future<Void> answer(RoutingContext context, String type, Buffer body) {
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, type);
        boolean head = context.request().method() == HttpMethod.HEAD;
        return left(head ? context.response().end() : context.response().end(body));
    }

    /** Whoever has gone away misses nothing. */
    private static Future<Void> left(Future<Void> sent) {
        return sent.recover(gone -> {
            LOG.debug("the reader left before the answer");
            return Future.succeededFuture();
        });
    }
}
