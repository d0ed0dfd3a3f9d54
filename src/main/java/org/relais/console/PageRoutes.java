package org.relais.console;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;

/**
 * Where parts register their pages. Every handler behind it has a session; forms have passed the checks of origin and
 * token, and the role that they ask for.
 */
public final class PageRoutes {
    private static final long LARGEST_FORM = 1024 * 1024;

    private final Router router;
    private final PageRenderer pages;
    private final SentForms sent;
    private final OpenStreams streams;
    private final boolean ofAction;

    PageRoutes(Router router, PageRenderer pages, SentForms sent, OpenStreams streams) {
        this(router, pages, sent, streams, false);
    }

    private PageRoutes(Router router, PageRenderer pages, SentForms sent, OpenStreams streams, boolean ofAction) {
        this.router = router;
        this.pages = pages;
        this.sent = sent;
        this.streams = streams;
        this.ofAction = ofAction;
    }

    /** For pages and forms of one action, whose id is in the path as {@code :id}: its coordinators are let in as well. */
    public PageRoutes ofAction() {
        return new PageRoutes(router, pages, sent, streams, true);
    }

    private boolean admits(PageRequest visit, Role least) {
        return visit.may(least) || ofAction && visit.coordinates();
    }

    /** A page that everybody may see who reads; {@code path} under the console, such as {@code /contacts/:id}. */
    public void get(String path, Function<PageRequest, Future<PageResult>> work) {
        get(path, Role.READER, work);
    }

    /** A page for that role and those above it. */
    public void get(String path, Role least, Function<PageRequest, Future<PageResult>> work) {
        router.get(ConsoleRoutes.BASE + path).handler(context -> work(context, least, work));
    }

    /**
     * A page that writes its answer itself, piece by piece: a download, server-sent events. It is cut when its session
     * ends.
     */
    public void stream(String path, Role least, Consumer<PageRequest> work) {
        router.get(ConsoleRoutes.BASE + path).handler(context -> {
            PageRequest visit = pages.visit(context);
            if (admits(visit, least)) {
                streams.watch(visit);
                work.accept(visit);
            } else {
                PageRenderer.forbid(context, least);
            }
        });
    }

    /** A template as text, for a page that writes its answer itself. */
    public String html(PageRequest visit, String template, Map<String, Object> model) {
        return pages.html(visit, template, model);
    }

    /** A form for that role and those above it. */
    public void post(String path, Role least, Function<PageRequest, Future<PageResult>> work) {
        post(path, least, BodyHandler.create(false).setBodyLimit(LARGEST_FORM), work);
    }

    /**
     * A form with a file, which streams to the folder; the handler says what becomes of it. A refused one is deleted.
     *
     * @param largest bytes of the whole form
     */
    public void upload(
            String path, Role least, Path folder, long largest, Function<PageRequest, Future<PageResult>> work) {
        post(path, least, new FormFiles(folder, largest), work);
    }

    private void post(
            String path, Role least, Handler<RoutingContext> body, Function<PageRequest, Future<PageResult>> work) {
        String address = ConsoleRoutes.BASE + path;
        // Who may not send a form need not upload it: the role is asked for before the body is read.
        router.post(address).handler(allow(least));
        router.post(address).handler(body);
        router.post(address).handler(this::token);
        router.post(address).handler(context -> work(context, least, visit -> once(visit, work)));
    }

    private Future<PageResult> once(PageRequest visit, Function<PageRequest, Future<PageResult>> work) {
        return SentForms.key(visit)
                .map(key -> sent.once(
                        key, () -> work.apply(visit), () -> PageResult.to("").warning("form.sent-before")))
                .orElseGet(() -> work.apply(visit));
    }

    private Handler<RoutingContext> allow(Role least) {
        return context -> {
            if (admits(pages.visit(context), least)) {
                context.next();
            } else {
                PageRenderer.forbid(context, least);
            }
        };
    }

    private void token(RoutingContext context) {
        String expected = pages.visit(context).formToken();
        if (!expected.isEmpty() && Tokens.same(expected, context.request().getFormAttribute("form"))) {
            context.next();
        } else {
            context.cancelAndCleanupFileUploads();
            context.fail(new HttpException(403));
        }
    }

    private void work(RoutingContext context, Role least, Function<PageRequest, Future<PageResult>> work) {
        PageRequest visit = pages.visit(context);
        if (!admits(visit, least)) {
            PageRenderer.forbid(context, least);
            return;
        }
        work.apply(visit).onComplete(answer -> pages.answer(visit, answer), context::fail);
    }
}
