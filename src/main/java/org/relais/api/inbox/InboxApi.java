package org.relais.api.inbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Page;
import org.relais.api.ProblemException;
import org.relais.channel.InboundEvent.Coordinates;
import org.relais.database.Paging;
import org.relais.database.SqlNamed;
import org.relais.inbox.AnswerStatus;
import org.relais.inbox.InboundMessage;
import org.relais.inbox.InboxService;
import org.relais.inbox.OrganiserAnswerService;
import org.relais.inbox.media.InboundMedia;
import org.relais.inbox.media.MediaResponse;
import org.relais.inbox.media.MediaService;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.organisation.Actor;
import org.relais.organisation.Role;

/** {@code /inbox}: what people wrote that is for the organisers to read. */
public final class InboxApi implements ApiRoutes.Resource {
    private static final String ALL = ApiRoutes.BASE + "/inbox";

    private final InboxService inbox;
    private final OrganiserAnswerService answers;
    private final MediaService media;

    public InboxApi(InboxService inbox, OrganiserAnswerService answers, MediaService media) {
        this.media = media;
        this.inbox = inbox;
        this.answers = answers;
    }

    @Override
    public void mount(Router router) {
        router.get(ALL).handler(ApiHandlers.read(this::list));
        router.get(ALL + "/:id").handler(ApiHandlers.read(this::one));
        router.get(ALL + "/:id/media").handler(ApiHandlers.handler(Role.VIEWER, this::bytes));
        router.post(ALL + "/:id/media").handler(ApiHandlers.write(200, this::fetchAgain));
        router.post(ALL + "/:id/answers").handler(ApiHandlers.write(201, this::answer));
        router.post(ALL + "/:id/read").handler(ApiHandlers.write(200, context -> mark(context, inbox::markRead)));
        router.post(ALL + "/:id/answered")
                .handler(ApiHandlers.write(200, context -> mark(context, inbox::markHandled)));
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        InboundMessage.@Nullable State state = query.word("state", List.of("new", "read", "answered"))
                .map(name -> SqlNamed.of(InboundMessage.State.class, name))
                .orElse(null);
        int limit = query.limit();
        Paging paging = query.paging();
        query.done();
        long organisation = ApiHandlers.actor(context).organisationId();
        return inbox.page(organisation, state, paging, limit + 1).compose(page -> answers.of(organisation, page)
                .map(answered -> Page.of(
                        page, limit, message -> json(message, answered.get(message.id())), InboundMessage::id)));
    }

    private Future<JsonObject> one(RoutingContext context) {
        QueryReader.none(context);
        return found(context);
    }

    private Future<Void> bytes(RoutingContext context) {
        QueryReader.none(context);
        long id = ApiHandlers.id(context);
        return media.find(ApiHandlers.actor(context).organisationId(), id)
                .map(ApiHandlers::found)
                .compose(kept -> MediaResponse.send(context, id, kept));
    }

    private Future<JsonObject> fetchAgain(RoutingContext context) {
        ApiHandlers.noBody(context);
        return found(context)
                .compose(message -> media.again(ApiHandlers.actor(context), ApiHandlers.id(context)))
                .compose(asked -> asked
                        ? found(context)
                        : Future.failedFuture(ProblemException.conflict(
                                "There is nothing of this message that failed and can still be asked for.")));
    }

    private Future<JsonObject> answer(RoutingContext context) {
        StrictObject body = ApiHandlers.body(context);
        String text = body.text("text", OrganiserAnswerService.LONGEST);
        body.done();
        return answers.answer(ApiHandlers.actor(context), ApiHandlers.id(context), text)
                .compose(result -> {
                    if (result instanceof OrganiserAnswerService.Result.Refused refused) {
                        return Future.failedFuture(ProblemException.conflict(
                                "No answer may be sent now (" + refused.reason() + "): nothing was changed."));
                    }
                    return found(context);
                });
    }

    private interface Mark {
        Future<Boolean> set(Actor actor, long id);
    }

    /** What was marked before stays as it is: to say it again does no harm. */
    private Future<JsonObject> mark(RoutingContext context, Mark mark) {
        ApiHandlers.noBody(context);
        return mark.set(ApiHandlers.actor(context), ApiHandlers.id(context)).compose(marked -> found(context));
    }

    private Future<JsonObject> found(RoutingContext context) {
        long organisation = ApiHandlers.actor(context).organisationId();
        return inbox.find(organisation, ApiHandlers.id(context))
                // What was understood waits for nobody: it stands in the person's conversation, not in this list.
                .map(message -> message.filter(one -> one.kind() != InboundMessage.Kind.UNDERSTOOD))
                .map(ApiHandlers::found)
                .compose(message -> answers.of(organisation, List.of(message))
                        .map(answered -> json(message, answered.get(message.id()))));
    }

    private static JsonObject json(InboundMessage message, @Nullable AnswerStatus answered) {
        return new JsonObject()
                .put("id", message.id())
                .put("contactId", message.contactId())
                .put("contactName", message.contactName())
                .put("channel", message.channel())
                .put("kind", message.kind().sqlName())
                .put("text", message.text())
                .put("content", message.content().sqlName())
                .put("media", message.media() == null ? null : json(message.media()))
                .put("deliveryId", message.deliveryId())
                .put("receivedAt", message.receivedAt())
                .put("state", message.state().sqlName())
                .put("stateAt", message.stateAt())
                .put("stateBy", message.stateBy())
                .put("refusal", answered == null ? null : answered.refusal())
                .put("answerUntil", answered == null ? null : answered.until())
                .put(
                        "answers",
                        answered == null
                                ? new JsonArray()
                                : new JsonArray(answered.given().stream()
                                        .map(InboxApi::json)
                                        .toList()));
    }

    private static JsonObject json(InboundMedia media) {
        Coordinates coordinates = media.coordinates();
        return new JsonObject()
                .put("state", media.state().sqlName())
                .put("reason", media.reason())
                .put("type", media.type() == null ? null : media.type().mime())
                .put("size", media.size())
                .put("fileName", media.fileName())
                .put("latitude", coordinates == null ? null : coordinates.latitude())
                .put("longitude", coordinates == null ? null : coordinates.longitude());
    }

    private static JsonObject json(AnswerStatus.Given answer) {
        return new JsonObject()
                .put("deliveryId", answer.deliveryId())
                .put("text", answer.text())
                .put("by", answer.by())
                .put("at", answer.at())
                .put("state", answer.state())
                .put("reason", answer.reason());
    }
}
