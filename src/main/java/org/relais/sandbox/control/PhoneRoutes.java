package org.relais.sandbox.control;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Locale;
import org.relais.sandbox.telegram.TelegramBot;
import org.relais.sandbox.whatsapp.UserIds;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.SimulatedPlatform;
import org.relais.sandbox.world.World;

/** Phones and groups: made, listed, changed, removed; their switches and automatic replies. */
public final class PhoneRoutes {
    private final World world;

    public PhoneRoutes(World world) {
        this.world = world;
    }

    public void mount(Router router) {
        ControlApi.answerNow(
                router,
                HttpMethod.GET,
                "/phones",
                (context, body) -> list(
                        String.valueOf(context.request().getParam("q", "")),
                        String.valueOf(context.request().getParam("channel", "")),
                        number(context.request().getParam("offset"), 0),
                        number(context.request().getParam("limit"), 1000)));
        ControlApi.answerNow(router, HttpMethod.POST, "/phones", (context, body) -> make(body));
        ControlApi.answerNow(router, HttpMethod.GET, "/phones/:id", (context, body) -> {
            Phone phone = ControlApi.phone(world, context);
            return phone.json()
                    .put("history", ControlApi.array(phone.history(), org.relais.sandbox.world.ChatMessage::json));
        });
        ControlApi.answerNow(
                router,
                HttpMethod.PATCH,
                "/phones/:id",
                (context, body) -> change(ControlApi.phone(world, context), body));
        ControlApi.answerNow(router, HttpMethod.DELETE, "/phones/:id", (context, body) -> {
            world.remove(ControlApi.phone(world, context));
            return new JsonObject();
        });
        ControlApi.answerNow(
                router,
                HttpMethod.GET,
                "/phones/:id/switches",
                (context, body) -> switches(ControlApi.phone(world, context)));
        ControlApi.answerNow(router, HttpMethod.PUT, "/phones/:id/switches", (context, body) -> {
            Phone phone = ControlApi.phone(world, context);
            world.switches().own(phone, body);
            return switches(phone);
        });
        ControlApi.answerNow(router, HttpMethod.PATCH, "/phones/:id/switches", (context, body) -> {
            Phone phone = ControlApi.phone(world, context);
            JsonObject own = world.switches().own(phone);
            world.switches().own(phone, own == null ? body : own.copy().mergeIn(body));
            return switches(phone);
        });
    }

    private JsonObject list(String query, String channel, int offset, int limit) {
        List<Phone> found = world.phones().stream()
                .filter(phone -> channel.isEmpty() || phone.platform().key().equals(channel))
                .filter(phone -> matches(phone, query))
                .toList();
        int from = Math.min(offset, found.size());
        return new JsonObject()
                .put("total", found.size())
                .put(
                        "phones",
                        ControlApi.array(found.subList(from, Math.min(found.size(), from + limit)), Phone::json));
    }

    /** Whether name, number or id contain what was typed. */
    public static boolean matches(Phone phone, String query) {
        String wanted = query.strip().toLowerCase(Locale.ROOT);
        String digits = wanted.replaceAll("[\\s+]", "");
        return wanted.isEmpty()
                || phone.name().toLowerCase(Locale.ROOT).contains(wanted)
                || phone.id().toLowerCase(Locale.ROOT).contains(digits)
                || (phone.number() != null && phone.number().contains(digits));
    }

    private JsonObject make(JsonObject body) {
        if (!body.containsKey("items")) {
            return one(body).json();
        }
        JsonArray made = new JsonArray();
        for (Object each : Fields.list(body, "items")) {
            if (!(each instanceof JsonObject described)) {
                throw new InvalidField("phones", "must be objects");
            }
            made.add(one(described).id());
        }
        return new JsonObject().put("phones", made);
    }

    /** Makes a phone, or changes the one with that address. */
    public Phone one(JsonObject body) {
        SimulatedPlatform platform = SimulatedPlatform.of(Fields.text(body, "channel"))
                .orElseThrow(() -> new InvalidField("channel", "must be whatsapp or telegram"));
        if (Fields.flag(body, "group")) {
            return group(platform, body);
        }
        String digits = Fields.text(body, "number").replaceAll("[\\s+().-]", "");
        if (!digits.matches("([1-9]\\d{6,14})?")) {
            throw new InvalidField("number", "must be a number in international form");
        }
        String userId = Fields.text(body, "userId");
        String name = Fields.text(body, "name");
        Phone phone = platform == SimulatedPlatform.WHATSAPP
                ? whatsapp(digits, userId, name)
                : telegram(digits, userId, name);
        return change(phone, body, true);
    }

    private Phone whatsapp(String digits, String userId, String name) {
        if (digits.isEmpty() && userId.isEmpty()) {
            throw new InvalidField("number", "a WhatsApp phone needs a number or a userId");
        }
        if (!userId.isEmpty() && !userId.matches("[A-Z]{2}\\.[A-Za-z0-9.]{1,128}")) {
            throw new InvalidField("userId", "must be a business-scoped user id such as FR.123");
        }
        Phone known = world.byAddress(SimulatedPlatform.WHATSAPP, digits.isEmpty() ? userId : digits);
        return known != null
                ? known
                : world.addWhatsApp(
                        digits.isEmpty() ? null : digits,
                        userId.isEmpty() ? UserIds.of(digits) : userId,
                        name.isEmpty() ? "+" + digits : name,
                        "fr");
    }

    private Phone telegram(String digits, String userId, String name) {
        if (!userId.matches("[1-9]\\d{0,15}")) {
            throw new InvalidField("userId", "must be a Telegram user id");
        }
        Phone known = world.byAddress(SimulatedPlatform.TELEGRAM, userId);
        return known != null
                ? known
                : world.addTelegram(
                        Long.parseLong(userId), digits.isEmpty() ? null : digits, name.isEmpty() ? userId : name, "fr");
    }

    private Phone group(SimulatedPlatform platform, JsonObject body) {
        String address = Fields.text(body, "userId");
        if (!address.matches(platform == SimulatedPlatform.TELEGRAM ? "-[1-9]\\d{0,15}" : "[A-Za-z0-9@.]{1,64}")) {
            throw new InvalidField("userId", "must be a negative chat id (Telegram) or a group id (WhatsApp)");
        }
        Phone known = world.byAddress(platform, address);
        Phone group = known != null ? known : world.addGroup(platform, address, Fields.text(body, "name"));
        if (body.containsKey("members")) {
            group.members().clear();
            Fields.list(body, "members").forEach(member -> group.members().add(String.valueOf(member)));
        }
        return group;
    }

    private JsonObject change(Phone phone, JsonObject body) {
        return change(phone, body, false).json();
    }

    private Phone change(Phone phone, JsonObject body, boolean quiet) {
        if (!Fields.text(body, "name").isEmpty()) {
            phone.name(Fields.text(body, "name"));
        }
        if (!Fields.text(body, "language").isEmpty()) {
            phone.language(Fields.text(body, "language"));
        }
        if (!Fields.text(body, "username").isEmpty()) {
            phone.username(Fields.text(body, "username"));
        }
        String identity = Fields.text(body, "identity");
        if (!identity.isEmpty()) {
            try {
                phone.identity(Phone.Identity.valueOf(identity.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException unknown) {
                throw new InvalidField("identity", "must be number, number_only, user_id, user_id_in_from or missing");
            }
        }
        if (Fields.flag(body, "started")) {
            world.senders().stream().filter(TelegramBot.class::isInstance).forEach(bot -> phone.with(bot)
                    .start());
        }
        if (Fields.flag(body, "windowOpen")) {
            world.senders().stream()
                    .filter(sender -> sender.platform() == phone.platform())
                    .forEach(sender -> phone.with(sender).wrote(world.now()));
        }
        if (body.getValue("switches") instanceof JsonObject patch) {
            world.switches().own(phone, patch);
        }
        if (!quiet) {
            world.changed(phone);
        }
        return phone;
    }

    private JsonObject switches(Phone phone) {
        JsonObject own = world.switches().own(phone);
        return new JsonObject()
                .put("own", own == null ? new JsonObject() : own)
                .put(
                        "effective",
                        org.relais.sandbox.world.Json.write(world.switches().of(phone)));
    }

    private static int number(@org.jspecify.annotations.Nullable String given, int otherwise) {
        return given != null && given.matches("\\d{1,8}") ? Integer.parseInt(given) : otherwise;
    }
}
