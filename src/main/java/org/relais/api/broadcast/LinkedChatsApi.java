package org.relais.api.broadcast;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Page;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.BroadcastService.TestResult;
import org.relais.broadcast.Variant;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.linkedchat.LinkedChat;
import org.relais.linkedchat.LinkedChatService;
import org.relais.organisation.Actor;

/**
 * {@code /linked-chats}: the chats in which organisers get tests, by organiser. A token is nobody's, so that all of it is for
 * those of owners; each organiser has their own in the console.
 */
public final class LinkedChatsApi implements ApiRoutes.Resource {
    private static final String PATH = ApiRoutes.BASE + "/linked-chats";
    private static final String ONE = PATH + "/:id";

    private final LinkedChatService chats;
    private final BroadcastService broadcasts;

    public LinkedChatsApi(LinkedChatService chats, BroadcastService broadcasts) {
        this.chats = chats;
        this.broadcasts = broadcasts;
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(ApiHandlers.own(200, this::list));
        router.post(ONE + "/code").handler(ApiHandlers.own(201, this::issue));
        router.post(ONE + "/test").handler(ApiHandlers.own(202, this::test));
        router.delete(ONE).handler(ApiHandlers.own(200, this::unlink));
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader.none(context);
        return chats.all(ApiHandlers.actor(context)).map(all -> Page.all(all, LinkedChatsApi::json));
    }

    private Future<JsonObject> issue(RoutingContext context) {
        ApiHandlers.noBody(context);
        return chats.issue(ApiHandlers.actor(context), ApiHandlers.id(context))
                .map(issued -> json(ApiHandlers.found(issued)));
    }

    private Future<JsonObject> unlink(RoutingContext context) {
        return chats.unlink(ApiHandlers.actor(context), ApiHandlers.id(context))
                .compose(done -> done
                        ? Future.succeededFuture(new JsonObject().put("unlinked", true))
                        : Future.failedFuture(new ProblemException(Problem.notFound())));
    }

    private Future<JsonObject> test(RoutingContext context) {
        StrictObject body = ApiHandlers.body(context);
        long broadcast = body.id("broadcast");
        Variant variant = BroadcastsApi.variant(body);
        body.done();
        Actor actor = ApiHandlers.actor(context);
        return chats.of(actor.organisationId(), ApiHandlers.id(context))
                .map(ApiHandlers::found)
                .compose(known -> broadcasts
                        .draft(actor.organisationId(), broadcast)
                        .compose(draft -> draft.isEmpty()
                                ? Future.failedFuture(
                                        new InvalidInputException("broadcast", FaultCode.BROADCAST_UNKNOWN))
                                : chats.test(
                                        actor,
                                        known.organiserId(),
                                        draft.get().only(variant),
                                        "broadcast:" + broadcast)))
                .map(LinkedChatsApi::json);
    }

    private static JsonObject json(LinkedChat linked) {
        LinkedChat.Chat chat = linked.chat();
        return new JsonObject()
                .put("organiserId", linked.organiserId())
                .put("name", linked.name())
                .put(
                        "chat",
                        chat == null
                                ? null
                                : new JsonObject()
                                        .put("contactId", chat.contactId())
                                        .put("channel", chat.channel())
                                        .put("consentState", chat.state().sqlName())
                                        .put("linkedAt", chat.linkedAt()));
    }

    private static JsonObject json(LinkedChatService.Issued issued) {
        return new JsonObject()
                .put("code", issued.code())
                .put("expiresAt", issued.expiresAt())
                .put(
                        "links",
                        new JsonArray(issued.links().stream()
                                .map(link -> new JsonObject()
                                        .put("channel", link.channel())
                                        .put("url", link.link()))
                                .toList()));
    }

    private static JsonObject json(TestResult result) {
        return new JsonObject().put("deliveryId", result.deliveryId()).put("refusal", result.refusal());
    }
}
