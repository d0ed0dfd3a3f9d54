package org.relais.sandbox.control;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.relais.sandbox.world.ChatMessage;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.JournalEntry;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.PhoneConversation;
import org.relais.sandbox.world.PlatformGate;
import org.relais.sandbox.world.SimulatedSender;
import org.relais.sandbox.world.World;

/** What phones received, what webhooks were answered, and exact counts; each can be waited for. */
public final class ObserveRoutes {
    private static final int LOOK_AGAIN_MILLIS = 5;

    private final World world;
    private final PlatformGate gate;
    private final MessageWaits waits;

    public ObserveRoutes(World world, PlatformGate gate) {
        this.world = world;
        this.gate = gate;
        this.waits = new MessageWaits(world);
    }

    public void mount(Router router) {
        ControlApi.answer(router, HttpMethod.GET, "/messages", (context, body) -> messages(context.request()));
        ControlApi.answerNow(router, HttpMethod.GET, "/webhooks", (context, body) -> webhooks(context.request()));
        ControlApi.answer(router, HttpMethod.GET, "/counters", (context, body) -> counters(context.request()));
        ControlApi.answer(router, HttpMethod.GET, "/idle", (context, body) -> idle(context.request()));
        ControlApi.answerNow(router, HttpMethod.GET, "/stops", (context, body) -> stops());
    }

    /** After a cursor, by phone, sender or text; with {@code atLeast} it waits until there are so many. */
    private Future<JsonObject> messages(HttpServerRequest request) {
        long after = number(request, "after", 0);
        long beganAfter = number(request, "beganAfter", 0);
        int limit = (int) number(request, "limit", 1000);
        int atLeast = (int) number(request, "atLeast", 0);
        String phone = request.getParam("phone", "");
        String sender = request.getParam("sender", "");
        String text = request.getParam("text", "");
        String callbackData = request.getParam("callbackData", "");
        Predicate<ChatMessage> wanted = bubble -> bubble.sequence() > after
                && bubble.beganSequence() > beganAfter
                && (phone.isEmpty() || bubble.phone().equals(phone))
                && (sender.isEmpty() || bubble.sender().equals(sender))
                && (callbackData.isEmpty() || callbackData.equals(bubble.callbackData()))
                && (text.isEmpty() || bubble.content().text().contains(text));
        int already = 0;
        if (atLeast > 0) {
            for (ChatMessage bubble : since(after)) {
                already += wanted.test(bubble) ? 1 : 0;
            }
        }
        return waits.more(atLeast - already, wanted, number(request, "timeoutMillis", 10_000))
                .map(over -> found(since(after), wanted, limit, atLeast));
    }

    /** They came in the order of their sequence: whoever asks for the newest has not to wait until all are looked at. */
    private List<ChatMessage> since(long sequence) {
        return world.messages().since(bubble -> bubble.sequence() <= sequence);
    }

    private JsonObject found(List<ChatMessage> since, Predicate<ChatMessage> wanted, int limit, int atLeast) {
        List<ChatMessage> matching = new ArrayList<>();
        int count = 0;
        for (ChatMessage bubble : since) {
            if (wanted.test(bubble)) {
                count++;
                if (matching.size() < limit) {
                    matching.add(bubble);
                }
            }
        }
        long cursor = matching.isEmpty()
                ? world.sequence()
                : matching.get(matching.size() - 1).sequence();
        return new JsonObject()
                .put("count", count)
                .put("complete", count >= atLeast)
                .put("cursor", cursor)
                .put("forgotten", world.messages().added() - world.messages().size())
                .put("messages", ControlApi.array(matching, ChatMessage::json));
    }

    private JsonObject webhooks(HttpServerRequest request) {
        long after = number(request, "after", 0);
        int limit = (int) number(request, "limit", 1000);
        String phone = request.getParam("phone", "");
        String kind = request.getParam("kind", "");
        String state = request.getParam("state", "");
        String event = request.getParam("event", "");
        List<JournalEntry> found = new ArrayList<>();
        for (JournalEntry entry : world.journal()) {
            if (entry.sequence() > after
                    && (phone.isEmpty() || phone.equals(entry.phone()))
                    && entry.kind().startsWith(kind)
                    && (event.isEmpty() || entry.eventId().equals(event))
                    && (state.isEmpty()
                            || entry.state().name().toLowerCase(Locale.ROOT).equals(state))
                    && found.size() < limit) {
                found.add(entry);
            }
        }
        return new JsonObject().put("webhooks", ControlApi.array(found, JournalEntry::json));
    }

    /** With {@code holding} it waits until so many requests are held by the hold switch. */
    private Future<JsonObject> counters(HttpServerRequest request) {
        long holding = number(request, "holding", 0);
        return until(() -> gate.holding() >= holding, number(request, "timeoutMillis", 10_000))
                .map(reached -> {
                    JsonObject senders = new JsonObject();
                    for (SimulatedSender sender : world.senders()) {
                        senders.put(
                                sender.key(),
                                sender.traffic()
                                        .json(world.second())
                                        .put("channel", sender.platform().key())
                                        .put(
                                                "webhooksWaiting",
                                                sender.webhooks().waiting()));
                    }
                    return new JsonObject()
                            .put("phones", world.phones().size())
                            .put("messages", world.messages().added())
                            .put("webhooks", world.journal().added())
                            .put("sequence", world.sequence())
                            .put("now", world.now().toString())
                            .put("second", world.second())
                            .put("holding", gate.holding())
                            .put("senders", senders);
                });
    }

    /** Waits until every webhook has been answered. */
    private Future<JsonObject> idle(HttpServerRequest request) {
        return until(
                        () -> world.senders().stream()
                                .allMatch(sender -> sender.webhooks().waiting() == 0),
                        number(request, "timeoutMillis", 10_000))
                .map(idle -> new JsonObject().put("idle", idle));
    }

    /** How many messages began after an answered stop, by phone; exact beyond what is remembered. */
    private JsonObject stops() {
        JsonArray stopped = new JsonArray();
        int none = 0;
        int one = 0;
        int more = 0;
        for (Phone phone : world.phones()) {
            long late = 0;
            boolean any = false;
            for (PhoneConversation conversation : phone.conversations().values()) {
                if (conversation.stopped()) {
                    any = true;
                    late += conversation.receivedAfterStop();
                }
            }
            if (any) {
                stopped.add(new JsonObject().put("phone", phone.id()).put("receivedAfterStop", late));
                none += late == 0 ? 1 : 0;
                one += late == 1 ? 1 : 0;
                more += late > 1 ? 1 : 0;
            }
        }
        return new JsonObject()
                .put("none", none)
                .put("one", one)
                .put("more", more)
                .put("phones", stopped);
    }

    private Future<Boolean> until(BooleanSupplier holds, long timeoutMillis) {
        Promise<Boolean> reached = Promise.promise();
        look(holds, world.nanos() + timeoutMillis * 1_000_000, reached);
        return reached.future();
    }

    private void look(BooleanSupplier holds, long deadline, Promise<Boolean> reached) {
        if (holds.getAsBoolean()) {
            reached.complete(true);
        } else if (world.nanos() > deadline) {
            reached.complete(false);
        } else {
            world.after(LOOK_AGAIN_MILLIS, () -> look(holds, deadline, reached));
        }
    }

    private static long number(HttpServerRequest request, String name, long otherwise) {
        String given = request.getParam(name);
        if (given == null) {
            return otherwise;
        }
        if (!given.matches("\\d{1,18}")) {
            throw new InvalidField(name, "must be a whole number");
        }
        return Long.parseLong(given);
    }
}
