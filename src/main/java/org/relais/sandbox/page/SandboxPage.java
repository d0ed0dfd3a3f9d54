package org.relais.sandbox.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.relais.sandbox.control.PhoneActions;
import org.relais.sandbox.control.PhoneRoutes;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.SentFiles;
import org.relais.sandbox.world.World;

/** Server of the page, its fragments and its static files. */
public final class SandboxPage {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self';"
                    + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private static final int LISTED = 200;
    private static final int OPEN_AT_FIRST = 3;

    private final World world;
    private final TemplateEngine templates;
    private final LiveChanges live;
    private final PageForms forms;

    public SandboxPage(World world, PhoneActions actions, PhoneRoutes phones) {
        this.world = world;
        this.templates = TemplateEngine.createPrecompiled(
                null, ContentType.Html, SandboxPage.class.getClassLoader(), "org.relais.pages");
        this.live = new LiveChanges(world);
        this.forms = new PageForms(world, actions, phones, this);
    }

    public void mount(Router router) {
        router.route().handler(SandboxPage::headers);
        router.get("/").handler(this::page);
        router.get("/ui/list").handler(this::list);
        router.get("/ui/live").handler(context -> live.open(context.request()));
        router.get("/ui/language/:code").handler(SandboxPage::language);
        router.get("/ui/phones/:id").handler(context -> phone(context, "sandbox/phone.jte"));
        router.get("/ui/phones/:id/chat").handler(context -> phone(context, "sandbox/chat.jte"));
        router.get("/ui/files/:id").handler(context -> world.files()
                .find(context.pathParam("id"))
                .ifPresentOrElse(file -> SentFiles.send(context.request(), file), () -> context.fail(404)));
        forms.mount(router);
        router.get("/webjars/*")
                .handler(StaticHandler.create("META-INF/resources/webjars").setMaxAgeSeconds(86_400));
        router.get("/static/*").handler(StaticHandler.create("sandbox-page").setMaxAgeSeconds(60));
    }

    private static void headers(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "same-origin");
        context.next();
    }

    private void page(RoutingContext context) {
        PageText texts = PageText.of(context.request());
        String wanted = context.request().getParam("phones");
        List<PhoneView> open = wanted == null
                ? world.phones().stream()
                        .sorted(Comparator.comparingLong(Phone::changed).reversed())
                        .limit(OPEN_AT_FIRST)
                        .map(phone -> PhoneView.of(world, phone, texts))
                        .toList()
                : List.of(wanted.split(",")).stream()
                        .limit(50)
                        .flatMap(id -> world.phone(id).stream())
                        .map(phone -> PhoneView.of(world, phone, texts))
                        .toList();
        Map<String, Object> model = new HashMap<>(listModel("", texts));
        model.put("open", open);
        model.put("switches", world.switches());
        model.put("limits", world.settings().enforceLimits());
        render(context, "sandbox/page.jte", model);
    }

    private void list(RoutingContext context) {
        render(
                context,
                "sandbox/list.jte",
                listModel(String.valueOf(context.request().getParam("q", "")), PageText.of(context.request())));
    }

    private Map<String, Object> listModel(String query, PageText texts) {
        List<Phone> found = world.phones().stream()
                .filter(phone -> PhoneRoutes.matches(phone, query))
                .toList();
        List<PhoneView.Row> rows = found.stream()
                .limit(LISTED)
                .map(phone -> PhoneView.Row.of(world, phone))
                .toList();
        return Map.of(
                "texts",
                texts,
                "rows",
                rows,
                "more",
                found.size() - rows.size(),
                "any",
                !world.phones().isEmpty(),
                "totals",
                PhoneView.Totals.of(world));
    }

    private void phone(RoutingContext context, String template) {
        world.phone(context.pathParam("id"))
                .ifPresentOrElse(phone -> show(context, phone, template), () -> refuse(context, 404, "404"));
    }

    void show(RoutingContext context, Phone phone, String template) {
        PageText texts = PageText.of(context.request());
        render(context, template, Map.of("texts", texts, "phone", PhoneView.of(world, phone, texts)));
    }

    void render(RoutingContext context, String template, Map<String, Object> model) {
        StringOutput html = new StringOutput();
        templates.render(template, model, html);
        context.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .end(html.toString());
    }

    /** A form's fault, in the reader's language, as plain text for the notice line. */
    static void refuse(RoutingContext context, int status, String what) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(PageText.of(context.request()).text("error", what));
    }

    private static void language(RoutingContext context) {
        context.response()
                .addCookie(Cookie.cookie(
                                PageText.cookie(),
                                PageText.in(context.pathParam("code")).code())
                        .setPath("/")
                        .setHttpOnly(true)
                        .setSameSite(CookieSameSite.STRICT)
                        .setMaxAge(31_536_000));
        String back = context.request().getParam("phones");
        context.response()
                .setStatusCode(303)
                .putHeader(
                        "Location",
                        back == null
                                ? "/"
                                : "/?phones="
                                        + java.net.URLEncoder.encode(back, java.nio.charset.StandardCharsets.UTF_8))
                .end();
    }
}
