package org.relais.sandbox.whatsapp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.Arrival;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.PlatformGate;
import org.relais.sandbox.world.RequestBody;
import org.relais.sandbox.world.SentFiles;
import org.relais.sandbox.world.SentFiles.SentFile;
import org.relais.sandbox.world.Switches;
import org.relais.sandbox.world.World;

/** The HTTP side of the Cloud API: {@code …/v<NN>.<N>/<id>/…}. */
public final class CloudApi {
    /** Where files lie that {@code GET /<media id>} tells the address of. */
    public static final String FILES = "/whatsapp/files/";

    private static final int LARGEST_BODY = 1024 * 1024;
    private static final int REVIEW_MILLIS = 50;

    private final World world;
    private final WhatsAppPlatform platform;
    private final PlatformGate gate;
    private final Sending sending;
    private final MetaReports reports;

    public CloudApi(World world, WhatsAppPlatform platform, PlatformGate gate) {
        this.world = world;
        this.platform = platform;
        this.gate = gate;
        this.sending = new Sending(world, platform);
        this.reports = new MetaReports(world, platform, new WebhookChanges(world));
    }

    /** @param path what follows the version: id, and what is asked of it */
    public void handle(HttpServerRequest request, String path) {
        Arrival arrival = world.arrive();
        int slash = path.indexOf('/');
        String id = slash < 0 ? path : path.substring(0, slash);
        String edge = slash < 0 ? "" : path.substring(slash + 1);
        WhatsAppNumber number = platform.number(id)
                .or(() -> platform.ofAccount(id))
                .or(() -> platform.ofApp(id))
                .or(() -> platform.flows().account(id).flatMap(platform::ofAccount))
                .or(() -> file(id).flatMap(file -> platform.number(file.sender())))
                .orElse(null);
        if (number == null) {
            refuse(request, unsupported(id));
            return;
        }
        if (sends(request, number, id, edge)) {
            number.traffic().request();
        }
        boolean ofApp = id.equals(number.appId());
        String token =
                ofApp ? id + "|" + number.line().appSecret() : number.line().accessToken();
        if (!("Bearer " + token).equals(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            // A token of somebody else is a good one that may not see this.
            refuse(
                    request,
                    platform.isToken(request.getHeader(HttpHeaders.AUTHORIZATION))
                            ? unsupported(id)
                            : GraphError.of(190));
            return;
        }
        if (!ofApp && number.condition().tokenExpired()) {
            refuse(request, GraphError.expiredToken());
            return;
        }
        RequestBody.read(request, LARGEST_BODY)
                .onSuccess(body -> route(request, number, id, edge, body, arrival))
                .onFailure(tooLarge -> refuse(request, GraphError.parameter("The request is too large")));
    }

    private static GraphError unsupported(String id) {
        return GraphError.parameter("Unsupported request. Object with ID '" + id
                + "' does not exist, cannot be loaded due to missing permissions, or does not support this operation");
    }

    private static boolean sends(HttpServerRequest request, WhatsAppNumber number, String id, String edge) {
        return request.method().equals(HttpMethod.POST)
                && (edge.equals("messages") || edge.equals(MarketingMessages.EDGE))
                && id.equals(number.key());
    }

    private void route(
            HttpServerRequest request, WhatsAppNumber number, String id, String edge, Buffer body, Arrival arrival) {
        boolean post = request.method().equals(HttpMethod.POST);
        if (number.condition().edgesAway().contains(edge)) {
            refuse(request, GraphError.server(503));
        } else if (sends(request, number, id, edge)) {
            messages(request, number, body, arrival);
        } else if (edge.equals("message_templates")) {
            gate.pass(request, null, switches -> guarded(switches, () -> templates(request, number, id, body)));
        } else if (post && edge.equals("flows") && id.equals(number.line().accountId())) {
            gate.pass(
                    request,
                    null,
                    switches ->
                            guarded(switches, () -> ok(platform.flows().create(platform.newId(), id, object(body)))));
        } else if (post
                && edge.equals("publish")
                && platform.flows().account(id).isPresent()) {
            gate.pass(
                    request,
                    null,
                    switches -> guarded(switches, () -> ok(platform.flows().publish(id))));
        } else if (post && edge.equals("subscribed_apps")) {
            subscribe(request, number, body);
        } else if (edge.equals("subscribed_apps")) {
            gate.pass(request, null, switches -> guarded(switches, () -> AccountEdges.apps(number)));
        } else if (edge.equals("subscriptions") && id.equals(number.appId())) {
            gate.pass(request, null, switches -> guarded(switches, () -> AccountEdges.subscriptions(number)));
        } else if (edge.equals("whatsapp_business_profile") && !post && id.equals(number.key())) {
            gate.pass(
                    request,
                    null,
                    switches -> guarded(switches, () -> AccountEdges.profile(number, files(request) + number.key())));
        } else if (edge.equals("phone_numbers") && id.equals(number.line().accountId())) {
            gate.pass(request, null, switches -> guarded(switches, () -> AccountEdges.numbers(platform.numbersOf(id))));
        } else if (edge.isEmpty() && !post && file(id).isPresent()) {
            gate.pass(request, null, switches -> guarded(switches, () -> describe(request, file(id).orElseThrow())));
        } else if (edge.isEmpty() && !post && id.equals(number.line().accountId())) {
            gate.pass(request, null, switches -> guarded(switches, () -> AccountEdges.account(number)));
        } else if (edge.isEmpty() && request.method().equals(HttpMethod.GET)) {
            gate.pass(request, null, switches -> guarded(switches, () -> AccountEdges.describe(number)));
        } else {
            refuse(
                    request,
                    GraphError.parameter(
                            "Unsupported " + request.method().name().toLowerCase(java.util.Locale.ROOT)
                                    + " request for edge \"" + edge + "\""));
        }
    }

    private Optional<SentFile> file(String id) {
        return world.switches().all().filesOff()
                ? Optional.empty()
                : world.files().find(id);
    }

    private static PlatformGate.Reply describe(HttpServerRequest request, SentFile file) {
        return ok(new JsonObject()
                .put("messaging_product", "whatsapp")
                .put("url", files(request) + file.id())
                .put("mime_type", file.type())
                .put("sha256", file.sha256())
                .put("file_size", file.bytes().length())
                .put("id", file.id()));
    }

    private static String files(HttpServerRequest request) {
        return request.scheme() + "://" + request.authority() + FILES;
    }

    /** Wants the token of the number that it was sent to, as the address's own machines do; for its picture it wants none. */
    public void download(HttpServerRequest request, String id) {
        Optional<SentFile> picture = platform.number(id).flatMap(AccountEdges::picture);
        if (picture.isPresent()) {
            SentFiles.send(request, picture.get());
            return;
        }
        Optional<SentFile> file = file(id);
        Optional<WhatsAppNumber> number = file.flatMap(sent -> platform.number(sent.sender()));
        boolean known = number.isPresent()
                && ("Bearer " + number.get().line().accessToken()).equals(request.getHeader(HttpHeaders.AUTHORIZATION))
                && !number.get().condition().tokenExpired();
        if (known) {
            SentFiles.send(request, file.orElseThrow());
        } else {
            request.response().setStatusCode(file.isPresent() ? 401 : 404).end();
        }
    }

    private void messages(HttpServerRequest request, WhatsAppNumber number, Buffer body, Arrival arrival) {
        JsonObject message;
        Optional<Phone> phone;
        boolean marketing = request.path().endsWith(MarketingMessages.EDGE);
        try {
            message = object(body);
            if (marketing) {
                MarketingMessages.check(number, message);
            }
            phone = sending.recipient(message);
        } catch (GraphError error) {
            gate.pass(
                    request,
                    null,
                    switches -> guarded(switches, () -> {
                        number.traffic().refused(world.second(), Integer.toString(error.code()));
                        return error.reply(trace());
                    }));
            return;
        }
        Phone addressed = phone.orElse(null);
        gate.pass(
                request,
                addressed,
                switches -> guarded(switches, () -> {
                    try {
                        Sending.Request sent = new Sending.Request(message, marketing, arrival, body);
                        return ok(sending.accept(number, sent, addressed, switches));
                    } catch (GraphError error) {
                        number.traffic().refused(world.second(), Integer.toString(error.code()));
                        return error.reply(trace());
                    }
                }));
    }

    /** The switches that come before anything is looked at. */
    private PlatformGate.Reply guarded(Switches switches, java.util.function.Supplier<PlatformGate.Reply> act) {
        if (switches.serverError() > 0) {
            return GraphError.server(switches.serverError()).reply(trace());
        }
        if (switches.tooManyRequests() > 0) {
            PlatformGate.Reply reply = GraphError.of(130429).reply(trace());
            return new PlatformGate.Reply(reply.status(), reply.body(), Integer.toString(switches.tooManyRequests()));
        }
        try {
            return act.get();
        } catch (GraphError error) {
            return error.reply(trace());
        }
    }

    /** Somebody decides a moment later, and a webhook says what. */
    private void review(WhatsAppNumber number, MessageTemplate made) {
        String decision = number.condition().review();
        if (!decision.equals("PENDING")) {
            world.after(
                    REVIEW_MILLIS,
                    () -> reports.templateStatus(
                            number,
                            new JsonObject()
                                    .put("name", made.name())
                                    .put("language", made.language())
                                    .put("event", decision)
                                    .put("reason", decision.equals("REJECTED") ? "INVALID_FORMAT" : "NONE")));
        }
    }

    private PlatformGate.Reply templates(
            HttpServerRequest request, WhatsAppNumber number, String accountId, Buffer body) {
        if (request.method().equals(HttpMethod.GET)) {
            String name = request.getParam("name");
            String status = request.getParam("status");
            int limit = limit(request.getParam("limit"));
            List<JsonObject> found = platform.templates(accountId).stream()
                    .filter(template -> name == null || template.name().contains(name))
                    .filter(template -> status == null || template.status().equals(status))
                    .map(template -> listed(template, request.getParam("fields")))
                    .toList();
            int from = offset(request.getParam("after"), found.size());
            List<JsonObject> page = found.subList(from, Math.min(found.size(), from + limit));
            JsonObject cursors = new JsonObject().put("before", "o" + from).put("after", "o" + (from + page.size()));
            JsonObject paging = new JsonObject().put("cursors", cursors);
            if (from + page.size() < found.size()) {
                paging.put("next", request.absoluteURI());
            }
            return ok(new JsonObject()
                    .put("data", new JsonArray(List.copyOf(page)))
                    .put("paging", paging));
        }
        if (request.method().equals(HttpMethod.DELETE)) {
            return ok(new JsonObject()
                    .put("success", platform.removeTemplate(accountId, String.valueOf(request.getParam("name")))));
        }
        try {
            MessageTemplate made = platform.submit(accountId, object(body));
            review(number, made);
            return ok(new JsonObject()
                    .put("id", made.id())
                    .put("status", made.status())
                    .put("category", made.category()));
        } catch (InvalidField invalid) {
            throw GraphError.parameter(invalid.getMessage() == null ? "Invalid parameter" : invalid.getMessage());
        }
    }

    /** What can be done to it is told when asked for. */
    private static JsonObject listed(MessageTemplate template, @Nullable String fields) {
        JsonObject json = template.json();
        return fields == null || !List.of(fields.split(",")).contains("degrees_of_freedom_spec")
                ? json
                : json.put("degrees_of_freedom_spec", MarketingMessages.described(template.freedom()));
    }

    /** The Graph API's own way to say where the webhooks of an account go, with the handshake. */
    private void subscribe(HttpServerRequest request, WhatsAppNumber number, Buffer body) {
        try {
            JsonObject wanted = body.length() == 0 ? new JsonObject() : object(body);
            if (wanted.containsKey("override_callback_uri")) {
                String url = wanted.getString("override_callback_uri", "");
                if (!world.settings().takes(url)) {
                    throw GraphError.parameter("Param override_callback_uri must be an https URL.");
                }
                number.subscribe(url, wanted.getString("verify_token", ""));
            }
        } catch (GraphError error) {
            refuse(request, error);
            return;
        }
        if (number.webhookUrl().isEmpty()) {
            answer(request, ok(new JsonObject().put("success", true)));
            return;
        }
        platform.verify(number).onSuccess(echoed -> {
            if (echoed) {
                answer(request, ok(new JsonObject().put("success", true)));
            } else {
                refuse(request, GraphError.parameter("Callback verification failed: the challenge was not echoed"));
            }
        });
    }

    private static JsonObject object(Buffer body) {
        try {
            return new JsonObject(body);
        } catch (DecodeException | ClassCastException malformed) {
            throw GraphError.parameter("The request body is not a JSON object");
        }
    }

    private static int limit(@Nullable String given) {
        return given != null && given.matches("\\d{1,4}") ? Math.max(1, Integer.parseInt(given)) : 25;
    }

    private static int offset(@Nullable String cursor, int most) {
        return cursor != null && cursor.matches("o\\d{1,8}")
                ? Math.min(most, Integer.parseInt(cursor.substring(1)))
                : 0;
    }

    private String trace() {
        return "A" + Long.toString(world.random().nextLong() >>> 1, 36);
    }

    static PlatformGate.Reply ok(JsonObject json) {
        return new PlatformGate.Reply(200, json.toBuffer(), null);
    }

    private void refuse(HttpServerRequest request, GraphError error) {
        request.resume();
        answer(request, error.reply(trace()));
    }

    private static void answer(HttpServerRequest request, PlatformGate.Reply reply) {
        if (!request.response().closed() && !request.response().ended()) {
            request.response()
                    .setStatusCode(reply.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(reply.body());
        }
    }
}
