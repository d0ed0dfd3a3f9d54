package org.relais.sandbox.control;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.JournalEntry;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.RequestBody;
import org.relais.sandbox.world.SimulatedSender;
import org.relais.sandbox.world.World;

/** The routes of the control API; each group of routes has its own class. */
public final class ControlApi {
    /** The prefix of every route. */
    public static final String PATH = "/sandbox/api";

    private static final int LARGEST_BODY = 64 * 1024 * 1024;
    private static final int DEFAULT_WAIT_MILLIS = 10_000;

    private final World world;
    private final PhoneActions actions;

    public ControlApi(World world, PhoneActions actions) {
        this.world = world;
        this.actions = actions;
    }

    /** Adds the routes of actions; the other groups mount themselves. */
    public void mount(Router router) {
        action(router, "messages", actions::text);
        action(router, "press", actions::press);
        action(router, "fill", actions::fill);
        action(router, "inline", actions::inline);
        action(router, "choose", actions::choose);
        action(router, "contact", actions::contact);
        action(router, "open", actions::open);
        action(router, "block", actions::block);
        action(router, "unblock", actions::unblock);
        action(router, "edit", actions::edit);
        action(router, "events", actions::event);
        answer(router, HttpMethod.POST, "/events", (context, body) -> caused(actions.event(null, body), body));
        answer(router, HttpMethod.POST, "/batch", (context, body) -> caused(actions.batch(body), body));
    }

    private void action(Router router, String name, BiFunction<Phone, JsonObject, List<JournalEntry>> act) {
        answer(router, HttpMethod.POST, "/phones/:id/" + name, (context, body) -> {
            Phone phone = phone(world, context);
            List<JournalEntry> entries = act.apply(phone, body);
            watchStop(phone, body, entries);
            return caused(entries, body);
        });
    }

    /**
     * {@code "stop": true} marks an action as an opt-out: what begins after its answer is counted as
     * received after the stop, until an action with {@code "start": true}.
     */
    private void watchStop(Phone phone, JsonObject body, List<JournalEntry> entries) {
        if (Fields.flag(body, "start")) {
            phone.conversations().values().forEach(org.relais.sandbox.world.PhoneConversation::stopLifted);
        }
        if (Fields.flag(body, "stop")) {
            for (JournalEntry entry : entries) {
                SimulatedSender sender = entry.sender();
                entry.settled().onSuccess(settled -> {
                    if (settled.state() == JournalEntry.State.ANSWERED) {
                        phone.with(sender).stopAnswered(settled.answeredSequence());
                    }
                });
            }
        }
    }

    /** The webhooks that an action caused, at once or, with {@code "wait": true}, when they are answered. */
    private static Future<JsonObject> caused(List<JournalEntry> entries, JsonObject body) {
        if (!Fields.flag(body, "wait")) {
            return Future.succeededFuture(told(entries));
        }
        long timeout = Fields.number(body, "timeoutMillis", DEFAULT_WAIT_MILLIS, 1, 600_000);
        List<Future<JournalEntry>> settled = new ArrayList<>();
        entries.forEach(entry -> settled.add(entry.settled()));
        return Future.join(settled)
                .mapEmpty()
                .timeout(timeout, TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .map(over -> told(entries));
    }

    private static JsonObject told(List<JournalEntry> entries) {
        JsonArray webhooks = new JsonArray();
        entries.forEach(entry -> webhooks.add(entry.json()));
        boolean answered = entries.stream().allMatch(entry -> entry.state() == JournalEntry.State.ANSWERED);
        return new JsonObject().put("webhooks", webhooks).put("answered", answered);
    }

    // What the groups of routes share

    static Phone phone(World world, RoutingContext context) {
        return world.phone(context.pathParam("id")).orElseThrow(NotFound::new);
    }

    /** A route that answers JSON; an {@link InvalidField} becomes a 400 that names the field. */
    static void answer(
            Router router, HttpMethod method, String path, BiFunction<RoutingContext, JsonObject, Future<?>> act) {
        router.route(method, PATH + path).handler(context -> {
            if (method.equals(HttpMethod.GET)) {
                run(context, new JsonObject(), act);
                return;
            }
            RequestBody.read(context.request(), LARGEST_BODY)
                    .onSuccess(body -> {
                        JsonObject json;
                        try {
                            json = object(body);
                        } catch (DecodeException | ClassCastException malformed) {
                            send(context, 400, error("body", "is not a JSON object or list"));
                            return;
                        }
                        run(context, json, act);
                    })
                    .onFailure(tooLarge -> send(context, 413, error("body", "is too large")));
        });
    }

    /** No body at all stands for no field. */
    private static JsonObject object(Buffer body) {
        Object value = body.length() == 0 ? new JsonObject() : Json.decodeValue(body);
        if (value instanceof JsonArray list) {
            return new JsonObject().put("items", list);
        }
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new ClassCastException("neither an object nor a list");
    }

    /** A route that answers at once. */
    static void answerNow(
            Router router, HttpMethod method, String path, BiFunction<RoutingContext, JsonObject, ?> act) {
        answer(router, method, path, (context, body) -> Future.succeededFuture(act.apply(context, body)));
    }

    private static void run(
            RoutingContext context, JsonObject body, BiFunction<RoutingContext, JsonObject, Future<?>> act) {
        try {
            act.apply(context, body)
                    .onSuccess(result -> send(context, 200, result))
                    .onFailure(context::fail);
        } catch (InvalidField invalid) {
            send(context, 400, error(invalid.field(), String.valueOf(invalid.getMessage())));
        } catch (NotFound unknown) {
            send(context, 404, new JsonObject().put("error", "there is no such phone"));
        } catch (ClassCastException wrongType) {
            send(context, 400, error("body", "a field has the wrong type"));
        }
    }

    private static JsonObject error(String field, String message) {
        return new JsonObject().put("field", field).put("error", message);
    }

    private static void send(RoutingContext context, int status, Object body) {
        if (!context.response().closed() && !context.response().ended()) {
            context.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .end(Json.encode(body));
        }
    }

    /** The phone in the path does not exist. */
    static final class NotFound extends RuntimeException {
        NotFound() {
            super("there is no such phone", null, false, false);
        }
    }

    static <T> JsonArray array(Iterable<T> values, Function<T, Object> json) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(json.apply(value)));
        return array;
    }
}
