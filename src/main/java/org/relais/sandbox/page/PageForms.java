package org.relais.sandbox.page;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.relais.sandbox.control.PhoneActions;
import org.relais.sandbox.control.PhoneRoutes;
import org.relais.sandbox.world.Content;
import org.relais.sandbox.world.InlineList;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.JournalEntry;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.SimulatedPlatform;
import org.relais.sandbox.world.Switches;
import org.relais.sandbox.world.World;

/** What the page's forms do; each does the same as the route of the control API of that name. */
final class PageForms {
    /** Switches of what befalls a person; the others are for developers. */
    private static final List<String> PERSONS = List.of("deactivated", "windowClosed", "marketingStopped");

    private final World world;
    private final PhoneActions actions;
    private final PhoneRoutes phones;
    private final SandboxPage page;
    private final Friends friends;
    private final Visit visit;
    private final PhoneBrowser browser;

    PageForms(
            PhoneActions actions,
            PhoneRoutes phones,
            SandboxPage page,
            World world,
            Visit visit,
            PhoneBrowser browser) {
        this.world = world;
        this.actions = actions;
        this.phones = phones;
        this.page = page;
        this.friends = new Friends(world, phones);
        this.visit = visit;
        this.browser = browser;
    }

    void mount(Router router) {
        action(router, "send", this::send, (phone, fields) -> visit.wrote(phone, fields.getString("text", "")));
        action(router, "press", actions::press, (phone, fields) -> visit.wrote(phone, ""));
        action(router, "fill", actions::fill, (phone, fields) -> visit.wrote(phone, ""));
        action(router, "inline", this::inline, (phone, fields) -> {});
        action(
                router,
                "contact",
                (phone, fields) -> actions.contact(phone, dialled(fields)),
                (phone, fields) -> visit.wrote(phone, ""));
        action(router, "attach", actions::event, (phone, fields) -> visit.wrote(phone, ""));
        action(router, "open", actions::open, this::opened);
        action(router, "block", actions::block, (phone, fields) -> visit.left(phone));
        action(router, "unblock", actions::unblock, (phone, fields) -> {});
        form(router, "/ui/phones/:id/choose", this::choose);
        form(router, "/ui/phones/:id/follow", this::follow);
        form(router, "/ui/phones/:id/forward", this::forward);
        form(router, "/ui/phones/:id/back", (context, fields) -> {
            Phone phone = phone(context);
            browser.close(phone);
            page.show(context, phone, "sandbox/chat.jte");
        });
        form(router, "/ui/visit/again", (context, fields) -> {
            visit.again();
            page.visit(context);
        });
        form(router, "/ui/phones/:id/switches", (context, fields) -> {
            Phone phone = phone(context);
            world.switches().own(phone, ownSwitches(phone, fields));
            page.show(context, phone, "sandbox/chat.jte");
        });
        form(router, "/ui/switches", this::allSwitches);
        form(router, "/ui/phones", (context, fields) -> page.show(context, make(fields), "sandbox/phone.jte"));
        form(router, "/ui/join", this::join);
        router.get("/t.me/:name").handler(this::askWhichPhone);
        router.get("/wa.me/:name").handler(this::askWhichPhone);
        router.get("/t.me/share/url").handler(this::draft);
        router.get("/wa.me/").handler(this::draft);
    }

    private void action(
            Router router,
            String name,
            BiFunction<Phone, JsonObject, List<JournalEntry>> act,
            BiConsumer<Phone, JsonObject> then) {
        form(router, "/ui/phones/:id/" + name, (context, fields) -> {
            Phone phone = phone(context);
            List<JournalEntry> caused = act.apply(phone, fields);
            assert caused != null;
            then.accept(phone, fields);
            page.show(context, phone, "sandbox/chat.jte");
        });
    }

    private void opened(Phone phone, JsonObject fields) {
        visit.opened(phone, fields.getString("payload", ""));
    }

    // From one person to another

    private List<JournalEntry> inline(Phone phone, JsonObject fields) {
        return actions.inline(
                phone,
                fields.put(
                        "to", friends.chosen(phone, fields.getString("to", "")).id()));
    }

    private void choose(RoutingContext context, JsonObject fields) {
        Phone phone = phone(context);
        String to = world.usualSender(phone)
                .map(sender -> phone.with(sender).inline())
                .map(InlineList::to)
                .orElse("");
        List<JournalEntry> caused = actions.choose(phone, fields);
        assert caused != null;
        showBoth(context, phone, to);
    }

    private void forward(RoutingContext context, JsonObject fields) {
        Phone phone = phone(context);
        PhoneBrowser.Sheet sheet = browser.over(phone);
        if (sheet == null || sheet.address() != null) {
            throw new InvalidField("text", "?");
        }
        Phone friend = friends.chosen(phone, fields.getString("to", ""));
        friends.passOn(phone, friend, sheet.quote());
        browser.close(phone);
        showBoth(context, phone, friend.id());
    }

    /**
     * The page opens the other phone beside the one that is shown. The event is the page's and not the form's: the chat
     * may be fetched again before this answer comes, and what happens to an element that is gone nobody hears.
     */
    private void showBoth(RoutingContext context, Phone phone, String other) {
        context.response()
                .putHeader(
                        "HX-Trigger",
                        new JsonObject()
                                .put(
                                        "sandbox:show",
                                        new JsonObject().put("phone", other).put("target", "body"))
                                .encode());
        page.show(context, phone, "sandbox/chat.jte");
    }

    private void follow(RoutingContext context, JsonObject fields) {
        Phone phone = phone(context);
        browser.follow(phone, fields.getString("link", ""))
                .compose(payload -> {
                    payload.ifPresent(text -> open(phone, text));
                    return Future.succeededFuture();
                })
                .onComplete(
                        done -> page.show(context, phone, "sandbox/chat.jte"),
                        fault -> SandboxPage.refuse(
                                context,
                                422,
                                fault instanceof InvalidField invalid
                                                && invalid.field().equals("phone")
                                        ? invalid.field()
                                        : "link"));
    }

    private void open(Phone phone, String payload) {
        JsonObject fields = new JsonObject().put("payload", payload);
        List<JournalEntry> caused = actions.open(phone, fields);
        assert caused != null;
        opened(phone, fields);
    }

    /** In a group, one of its members writes. */
    private List<JournalEntry> send(Phone chat, JsonObject fields) {
        if (!chat.group()) {
            return actions.text(chat, fields);
        }
        Phone member = world.phone(fields.getString("member", "")).orElseThrow(() -> new InvalidField("member", "?"));
        return actions.text(member, fields.put("group", chat.id()));
    }

    static void form(Router router, String path, BiConsumer<RoutingContext, JsonObject> act) {
        router.post(path).handler(context -> {
            context.request().setExpectMultipart(true);
            context.request().endHandler(ended -> {
                try {
                    act.accept(context, fields(context.request().formAttributes()));
                } catch (InvalidField invalid) {
                    SandboxPage.refuse(context, 422, invalid.field());
                }
            });
        });
    }

    private static JsonObject fields(MultiMap form) {
        JsonObject fields = new JsonObject();
        form.forEach(fields::put);
        return fields;
    }

    private Phone phone(RoutingContext context) {
        return world.phone(context.pathParam("id")).orElseThrow(() -> new InvalidField("id", "?"));
    }

    // Switches

    private void allSwitches(RoutingContext context, JsonObject fields) {
        world.switches().all(Switches.OFF.with(switches(fields)));
        world.settings(
                world.settings().with(new JsonObject().put("enforceLimits", fields.containsKey("enforceLimits"))));
        context.response()
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(PageText.of(context.request()).text("switches.applied"));
    }

    /** What a phone's form asks is the person's; faults of the platform towards this phone stay as the control API set them. */
    private JsonObject ownSwitches(Phone phone, JsonObject fields) {
        JsonObject before = world.switches().own(phone);
        JsonObject kept = before == null ? new JsonObject() : before.copy();
        PERSONS.forEach(kept::remove);
        return kept.mergeIn(on(fields, PERSONS));
    }

    /** Only what is on: the rest stays as it is for all phones. */
    private static JsonObject on(JsonObject fields, List<String> names) {
        JsonObject patch = new JsonObject();
        names.stream().filter(fields::containsKey).forEach(name -> patch.put(name, true));
        return patch;
    }

    private static JsonObject switches(JsonObject fields) {
        JsonObject patch = on(fields, PERSONS).mergeIn(on(fields, List.of("blocked", "webhooksOff")));
        if (fields.containsKey("duplicateWebhooks")) {
            patch.put("duplicateWebhooks", 1);
        }
        for (String name : List.of("latencyMillis", "delayWebhooksMillis")) {
            int millis = millis(name, fields.getString(name, ""));
            if (millis > 0) {
                patch.put(name, millis);
            }
        }
        switch (fields.getString("answer", "normal")) {
            case "429" -> patch.put("tooManyRequests", 5);
            case "500" -> patch.put("serverError", 500);
            case "503" -> patch.put("serverError", 503);
            case "before" -> patch.put("reset", "before");
            case "after" -> patch.put("reset", "after");
            default -> {
                // As usual: nothing to switch.
            }
        }
        return patch;
    }

    private static int millis(String name, String given) {
        if (given.isBlank()) {
            return 0;
        }
        if (!given.strip().matches("\\d{1,6}")) {
            throw new InvalidField(name, "0–600000");
        }
        return Integer.parseInt(given.strip());
    }

    // Phones

    private Phone make(JsonObject fields) {
        boolean telegram = "telegram".equals(fields.getString("channel"));
        String userId = fields.getString("userId", "").strip();
        if (telegram && userId.isEmpty()) {
            userId = Friends.newTelegramId(world);
        }
        JsonObject described = new JsonObject()
                .put("channel", telegram ? "telegram" : "whatsapp")
                .put("name", fields.getString("name", "").strip())
                .put("number", dialled(fields).getString("number"))
                .put("userId", telegram ? userId : "")
                .put("group", telegram && userId.startsWith("-"));
        return phones.one(described);
    }

    /** A number as it is written in France, or abroad with 00, gets its country code. */
    private static JsonObject dialled(JsonObject fields) {
        String digits = fields.getString("number", "").replaceAll("[\\s\\h().-]", "");
        return fields.put(
                "number",
                digits.replaceFirst("^00", "+")
                        .replaceFirst("^0(?=[1-9]\\d{8}$)", "+33")
                        .replaceFirst("^(\\+33)0(?=[1-9]\\d{8}$)", "$1"));
    }

    // Links into the sandbox

    private void askWhichPhone(RoutingContext context) {
        askWhichPhone(
                context,
                new JsonObject().put("link", "https:/" + context.request().uri()),
                "");
    }

    /** @param fault field of the form that was filled in wrongly; empty when none was */
    private void askWhichPhone(RoutingContext context, JsonObject fields, String fault) {
        String link = fields.getString("link", "");
        Optional<DeepLinks.Target> target = DeepLinks.target(world, link);
        SimulatedPlatform platform = target.map(found -> found.sender().platform())
                .orElse(link.contains("/t.me/") ? SimulatedPlatform.TELEGRAM : SimulatedPlatform.WHATSAPP);
        List<PhoneView.Row> rows = world.phones().stream()
                .filter(phone -> phone.platform() == platform && !phone.group())
                .limit(500)
                .map(phone -> PhoneView.Row.of(world, phone))
                .toList();
        Map<String, Object> model = new HashMap<>();
        model.put("texts", PageText.of(context.request()));
        model.put("known", target.isPresent());
        model.put("sender", target.map(found -> found.sender().name()).orElse(""));
        model.put("payload", target.map(DeepLinks.Target::payload).orElse(""));
        model.put("fields", fields);
        model.put("fault", fault);
        model.put("telegram", platform == SimulatedPlatform.TELEGRAM);
        model.put("rows", rows);
        page.render(context, "sandbox/join.jte", model);
    }

    private void join(RoutingContext context, JsonObject fields) {
        try {
            Phone phone = joined(fields);
            context.response()
                    .setStatusCode(303)
                    .putHeader("Location", "/?phones=" + URLEncoder.encode(phone.id(), StandardCharsets.UTF_8))
                    .end();
        } catch (InvalidField invalid) {
            context.response().setStatusCode(422);
            askWhichPhone(context, fields, invalid.field());
        }
    }

    private Phone joined(JsonObject fields) {
        DeepLinks.Target target =
                DeepLinks.target(world, fields.getString("link", "")).orElseThrow(() -> new InvalidField("link", "?"));
        Phone phone = fields.containsKey("phone")
                ? world.phone(fields.getString("phone")).orElseThrow(() -> new InvalidField("choice", "?"))
                : make(fields.copy().put("channel", target.sender().platform().key()));
        List<JournalEntry> caused = actions.open(
                phone, new JsonObject().put("sender", target.sender().key()).put("payload", target.payload()));
        assert caused != null;
        visit.opened(phone, target.payload());
        return phone;
    }

    private void draft(RoutingContext context) {
        String text = String.valueOf(context.request().getParam("text", ""));
        String url = String.valueOf(context.request().getParam("url", ""));
        String draft = url.isEmpty() ? text : url + "\n" + text;
        Phone anyone = world.phones().stream().findFirst().orElse(null);
        List<PhoneView.Segment> segments = anyone == null
                ? List.of(PhoneView.Segment.plain(draft, ""))
                : new DeepLinks(world, anyone).segments(Content.text("text", draft));
        page.render(
                context, "sandbox/draft.jte", Map.of("texts", PageText.of(context.request()), "segments", segments));
    }
}
