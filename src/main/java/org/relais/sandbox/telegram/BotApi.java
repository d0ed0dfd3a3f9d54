package org.relais.sandbox.telegram;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.Arrival;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.PlatformGate;
import org.relais.sandbox.world.RequestBody;
import org.relais.sandbox.world.SimulatedPlatform;
import org.relais.sandbox.world.Switches;
import org.relais.sandbox.world.World;

/** The HTTP side of the Bot API: {@code …/bot<token>/<method>}. */
public final class BotApi {
    /** The Bot API's own bound for uploads. */
    private static final int LARGEST_BODY = 50 * 1024 * 1024;

    private final World world;
    private final TelegramPlatform platform;
    private final PlatformGate gate;
    private final FileMethods files;
    private final TelegramMethods methods;

    public BotApi(World world, TelegramPlatform platform, PlatformGate gate) {
        this.world = world;
        this.platform = platform;
        this.gate = gate;
        this.files = new FileMethods(world);
        this.methods = new TelegramMethods(world, files);
    }

    /** @param path what follows {@code /bot}: token, slash, method */
    public void handle(HttpServerRequest request, String path) {
        Arrival arrival = world.arrive();
        int slash = path.indexOf('/');
        String token = decode(slash < 0 ? path : path.substring(0, slash));
        String method = slash < 0 ? "" : path.substring(slash + 1).toLowerCase(Locale.ROOT);
        TelegramBot bot = platform.bot(token).orElse(null);
        if (bot == null || bot.condition().tokenRevoked()) {
            refuse(
                    request,
                    Refusal.of(
                            token.matches("\\d+:[A-Za-z0-9_-]+") ? 401 : 404,
                            token.matches("\\d+:[A-Za-z0-9_-]+") ? "Unauthorized" : "Not Found"));
            return;
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.POST)) {
            refuse(request, Refusal.of(405, "Method Not Allowed"));
            return;
        }
        if (TelegramMethods.sends(method)) {
            bot.traffic().request();
        }
        if (!methods.knows(method)) {
            refuse(request, Refusal.of(404, "Not Found: method not found"));
            return;
        }
        read(request, parameters -> dispatch(request, bot, method, parameters, arrival));
    }

    /** @param path what follows {@code /file/bot}: token, slash, path of the file */
    public void download(HttpServerRequest request, String path) {
        int slash = path.indexOf('/');
        TelegramBot bot = slash < 0
                ? null
                : platform.bot(decode(path.substring(0, slash))).orElse(null);
        if (bot == null || bot.condition().tokenRevoked()) {
            refuse(request, Refusal.of(401, "Unauthorized"));
        } else {
            files.download(request, bot, path.substring(slash + 1));
        }
    }

    private void dispatch(
            HttpServerRequest request, TelegramBot bot, String method, Parameters parameters, Arrival arrival) {
        if (method.equals("getupdates")) {
            poll(request, bot, parameters);
            return;
        }
        Phone phone = world.byAddress(SimulatedPlatform.TELEGRAM, parameters.text("chat_id"));
        gate.pass(request, phone, switches -> answer(bot, method, parameters, arrival, phone, switches));
    }

    private PlatformGate.Reply answer(
            TelegramBot bot,
            String method,
            Parameters parameters,
            Arrival arrival,
            @Nullable Phone phone,
            Switches switches) {
        try {
            if (switches.serverError() > 0) {
                throw Refusal.of(switches.serverError(), "Internal Server Error");
            }
            if (switches.tooManyRequests() > 0) {
                throw Refusal.tooManyRequests(switches.tooManyRequests());
            }
            if (switches.errorCode() != 0 && switches.errorCode() < 1000) {
                throw Refusal.of(switches.errorCode(), "Error " + switches.errorCode());
            }
            return reply(methods.call(bot, method, parameters, arrival, phone, switches));
        } catch (Refusal refusal) {
            if (TelegramMethods.sends(method)) {
                bot.traffic().refused(world.second(), Integer.toString(refusal.code()));
            }
            return reply(refusal);
        }
    }

    /** getUpdates answers at once when there is something, and otherwise when there is or the time is up. */
    private void poll(HttpServerRequest request, TelegramBot bot, Parameters parameters) {
        if (bot.hasWebhook()) {
            refuse(
                    request,
                    Refusal.of(
                            409,
                            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"));
            return;
        }
        bot.endPolling();
        long offset = parameters.number("offset").orElse(0);
        int limit = (int) Math.min(100, Math.max(1, parameters.number("limit").orElse(100)));
        long millis = Math.min(50, Math.max(0, parameters.number("timeout").orElse(0))) * 1000;
        JsonArray updates = bot.fetch(offset, limit);
        if (!updates.isEmpty() || millis == 0) {
            send(request, reply(updates));
            return;
        }
        LongPoll poll = new LongPoll(request, bot, offset, limit);
        bot.poll(poll);
        world.after(millis, poll::finish);
        request.connection().closeHandler(closed -> poll.leave());
    }

    private void read(HttpServerRequest request, java.util.function.Consumer<Parameters> then) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        boolean form = type != null
                && (type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/form-data"));
        if (form) {
            Map<String, String> files = new HashMap<>();
            request.setExpectMultipart(true);
            request.uploadHandler(upload -> {
                files.put(upload.name(), upload.filename());
                upload.handler(chunk -> {});
            });
            request.exceptionHandler(broken -> {});
            request.endHandler(ended ->
                    then(request, then, () -> Parameters.of(request.params(), request.formAttributes(), files)));
        } else {
            RequestBody.read(request, LARGEST_BODY)
                    .onSuccess(body -> then(request, then, () -> Parameters.of(request.params(), body)))
                    .onFailure(tooLarge -> refuse(request, Refusal.of(413, "Request Entity Too Large")));
        }
    }

    private void then(
            HttpServerRequest request,
            java.util.function.Consumer<Parameters> then,
            java.util.function.Supplier<Parameters> parse) {
        Parameters parameters;
        try {
            parameters = parse.get();
        } catch (Refusal refusal) {
            refuse(request, refusal);
            return;
        }
        then.accept(parameters);
    }

    private static String decode(String token) {
        try {
            return URLDecoder.decode(token, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return token;
        }
    }

    static PlatformGate.Reply reply(Object result) {
        JsonObject json = result instanceof TelegramMethods.Described described
                ? new JsonObject()
                        .put("ok", true)
                        .put("result", described.result())
                        .put("description", described.description())
                : new JsonObject().put("ok", true).put("result", result);
        return new PlatformGate.Reply(200, json.toBuffer(), null);
    }

    private static PlatformGate.Reply reply(Refusal refusal) {
        return new PlatformGate.Reply(refusal.code(), refusal.json().toBuffer(), refusal.retryAfter());
    }

    static void refuse(HttpServerRequest request, Refusal refusal) {
        request.resume();
        send(request, reply(refusal));
    }

    static void send(HttpServerRequest request, PlatformGate.Reply reply) {
        Buffer body = reply.body();
        if (!request.response().closed() && !request.response().ended()) {
            request.response()
                    .setStatusCode(reply.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(body);
        }
    }
}
