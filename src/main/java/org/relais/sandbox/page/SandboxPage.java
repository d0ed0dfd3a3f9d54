package org.relais.sandbox.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpClient;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.relais.sandbox.control.PhoneActions;
import org.relais.sandbox.control.PhoneRoutes;
import org.relais.sandbox.whatsapp.WhatsAppPlatform;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.SentFiles;
import org.relais.sandbox.world.SimulatedPlatform;
import org.relais.sandbox.world.World;

/** Server of the page, its fragments and its static files. */
public final class SandboxPage {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self';"
                    + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private static final int LISTED = 200;

    private final World world;
    private final TemplateEngine templates;
    private final LiveChanges live;
    private final PageForms forms;
    private final Visit visit;
    private final PhoneBrowser browser;
    private final Offers offers;

    /** @param client asks the service for the pages that phones open */
    public SandboxPage(
            World world, PhoneActions actions, PhoneRoutes phones, HttpClient client, WhatsAppPlatform whatsapp) {
        this.world = world;
        this.templates = TemplateEngine.createPrecompiled(
                null, ContentType.Html, SandboxPage.class.getClassLoader(), "org.relais.pages");
        this.live = new LiveChanges(world);
        this.offers = new Offers(world, whatsapp);
        this.visit = new Visit(world, live::visited);
        this.browser = new PhoneBrowser(world, client);
        this.forms = new PageForms(actions, phones, this, world, visit, browser);
    }

    public void mount(Router router) {
        router.route().handler(SandboxPage::headers);
        router.get("/").handler(this::page);
        router.get("/ui/list").handler(this::list);
        router.get("/ui/visit").handler(this::visit);
        router.get("/ui/console").handler(this::console);
        router.get("/ui/live").handler(context -> live.open(context.request()));
        router.get("/ui/language/:code").handler(SandboxPage::language);
        router.get("/ui/phones/:id").handler(context -> phone(context, "sandbox/phone.jte"));
        router.get("/ui/phones/:id/chat").handler(context -> phone(context, "sandbox/chat.jte"));
        router.get("/ui/files/:id").handler(context -> world.files()
                .find(context.pathParam("id"))
                .ifPresentOrElse(file -> SentFiles.send(context.request(), file), () -> context.fail(404)));
        router.get("/ui/pictures").handler(this::picture);
        forms.mount(router);
        offers.mount(router);
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
        List<PhoneView> open = (wanted == null
                        ? openAtFirst(texts.code())
                        : List.of(wanted.split(",")).stream().limit(50).flatMap(id -> world.phone(id).stream()))
                .map(phone -> view(phone, texts))
                .toList();
        Map<String, Object> model = new HashMap<>(listModel("", texts));
        model.put("open", open);
        model.put("steps", visit.steps());
        model.put("playing", world.playing());
        model.put("console", world.console() != null);
        model.put("zone", world.zone() == null ? null : String.valueOf(world.zone()));
        model.put("offers", offers.all());
        model.put("switches", world.switches().all());
        model.put("limits", world.settings().enforceLimits());
        render(context, "sandbox/page.jte", model);
    }

    /** One phone of each app, of somebody who reads the page's language where there is one: the newest. */
    private Stream<Phone> openAtFirst(String language) {
        return Stream.of(SimulatedPlatform.values())
                .flatMap(platform -> world.phones().stream()
                        .filter(phone -> phone.platform() == platform && !phone.group())
                        .max(Comparator.comparing(
                                        (Phone phone) -> phone.language().startsWith(language))
                                .thenComparingLong(Phone::newest))
                        .stream());
    }

    private PhoneView view(Phone phone, PageText texts) {
        phone.seen();
        return PhoneView.of(world, phone, texts, browser.over(phone));
    }

    void visit(RoutingContext context) {
        render(
                context,
                "sandbox/visit.jte",
                Map.of(
                        "texts", PageText.of(context.request()),
                        "steps", visit.steps(),
                        "playing", world.playing()));
    }

    /** What the platform fetched and shows: the page itself loads nothing from elsewhere. */
    private void picture(RoutingContext context) {
        String address = Objects.requireNonNullElse(context.request().getParam("of"), "");
        browser.picture(address)
                .onSuccess(bytes -> context.response()
                        .putHeader("Content-Type", address.endsWith(".png") ? "image/png" : "image/jpeg")
                        .putHeader("Content-Security-Policy", "default-src 'none'; sandbox")
                        .putHeader("Cache-Control", "private, max-age=300")
                        .end(bytes))
                .onFailure(fault -> context.fail(404));
    }

    private void console(RoutingContext context) {
        World.ConsoleAddress console = world.console();
        if (console == null) {
            context.fail(404);
            return;
        }
        browser.door(console).onSuccess(address -> context.response()
                .setStatusCode(303)
                .putHeader("Location", address)
                .end());
    }

    private void list(RoutingContext context) {
        render(
                context,
                "sandbox/list.jte",
                listModel(String.valueOf(context.request().getParam("q", "")), PageText.of(context.request())));
    }

    private Map<String, Object> listModel(String query, PageText texts) {
        Collection<Phone> found = query.isBlank()
                ? world.phones()
                : world.phones().stream()
                        .filter(phone -> PhoneRoutes.matches(phone, query))
                        .toList();
        List<PhoneView.Row> rows = newest(found).stream()
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

    /** The phones with the newest messages, as many as the list shows, newest first. */
    private static List<Phone> newest(Collection<Phone> phones) {
        PriorityQueue<Phone> kept = new PriorityQueue<>(Comparator.comparingLong(Phone::newest));
        for (Phone phone : phones) {
            if (kept.size() < LISTED) {
                kept.add(phone);
            } else if (kept.element().newest() < phone.newest()) {
                kept.remove();
                kept.add(phone);
            }
        }
        return kept.stream()
                .sorted(Comparator.comparingLong(Phone::newest).reversed())
                .toList();
    }

    private void phone(RoutingContext context, String template) {
        world.phone(context.pathParam("id"))
                .ifPresentOrElse(phone -> show(context, phone, template), () -> refuse(context, 404, "id"));
    }

    void show(RoutingContext context, Phone phone, String template) {
        PageText texts = PageText.of(context.request());
        render(context, template, Map.of("texts", texts, "phone", view(phone, texts)));
    }

    void render(RoutingContext context, String template, Map<String, Object> model) {
        StringOutput html = new StringOutput();
        templates.render(template, model, html);
        context.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .end(html.toString());
    }

    /** A form's fault in the reader's language, for the page to show at that field; a field without words has a general one. */
    static void refuse(RoutingContext context, int status, String field) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .putHeader("Sandbox-Field", field.replaceAll("[^A-Za-z0-9_]", ""))
                .end(PageText.of(context.request()).fault(field));
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
