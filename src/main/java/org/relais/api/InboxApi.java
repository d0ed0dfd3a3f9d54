package org.relais.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.relais.inbound.Correspondence;
import org.relais.inbound.InboundMessage;
import org.relais.inbound.OrganiserAnswers;
import org.relais.inbound.OrganiserInbox;
import org.relais.organisation.Actor;
import org.relais.template.StrictObject;

/** {@code /inbox}: what people wrote that is for the organisers to read. */
public final class InboxApi implements ApiRoutes.Resource {
    private static final String ALL = ApiRoutes.BASE + "/inbox";

    private final OrganiserInbox inbox;
    private final OrganiserAnswers answers;

    public InboxApi(OrganiserInbox inbox, OrganiserAnswers answers) {
        this.inbox = inbox;
        this.answers = answers;
    }

    @Override
    public void mount(Router router) {
        router.get(ALL).handler(Edge.read(this::list));
        router.get(ALL + "/:id").handler(Edge.read(this::one));
        router.post(ALL + "/:id/answers").handler(Edge.write(201, this::answer));
        router.post(ALL + "/:id/read").handler(Edge.write(200, context -> mark(context, inbox::markRead)));
        router.post(ALL + "/:id/answered").handler(Edge.write(200, context -> mark(context, inbox::markHandled)));
    }

    private Future<JsonObject> list(RoutingContext context) {
        Query query = Query.of(context);
        InboundMessage.@Nullable State state = query.word("state", List.of("new", "read", "answered"))
                .map(name -> InboundMessage.State.valueOf(name.toUpperCase(Locale.ROOT)))
                .orElse(null);
        int limit = query.limit();
        long before = query.cursor(Long.MAX_VALUE);
        query.done();
        long organisation = Edge.actor(context).organisationId();
        return inbox.page(organisation, state, before, limit + 1).compose(page -> answers.of(organisation, page)
                .map(answered -> Page.of(
                        page, limit, message -> json(message, answered.get(message.id())), InboundMessage::id)));
    }

    private Future<JsonObject> one(RoutingContext context) {
        Query.none(context);
        return found(context);
    }

    private Future<JsonObject> answer(RoutingContext context) {
        StrictObject body = Edge.body(context);
        String text = body.text("text", OrganiserAnswers.LONGEST);
        body.noOtherFields();
        body.refuseFaults();
        return answers.answer(Edge.actor(context), Edge.id(context), text).compose(result -> {
            if (result instanceof OrganiserAnswers.Result.Refused refused) {
                return Future.failedFuture(new ProblemException(Problem.conflict(
                        "No answer may be sent now (" + refused.reason() + "): nothing was changed.")));
            }
            return found(context);
        });
    }

    private interface Mark {
        Future<Boolean> set(Actor actor, long id);
    }

    /** What was marked before stays as it is: to say it again does no harm. */
    private Future<JsonObject> mark(RoutingContext context, Mark mark) {
        StrictObject body = Edge.body(context);
        body.noOtherFields();
        body.refuseFaults();
        return mark.set(Edge.actor(context), Edge.id(context)).compose(marked -> found(context));
    }

    private Future<JsonObject> found(RoutingContext context) {
        long organisation = Edge.actor(context).organisationId();
        return inbox.find(organisation, Edge.id(context)).map(Edge::found).compose(message -> answers.of(
                        organisation, List.of(message))
                .map(answered -> json(message, answered.get(message.id()))));
    }

    private static JsonObject json(InboundMessage message, @Nullable Correspondence answered) {
        return new JsonObject()
                .put("id", message.id())
                .put("contactId", message.contactId())
                .put("contactName", message.contactName())
                .put("channel", message.channel())
                .put("kind", message.kind().name().toLowerCase(Locale.ROOT))
                .put("text", message.text())
                .put("content", message.content().name().toLowerCase(Locale.ROOT))
                .put("deliveryId", message.deliveryId())
                .put("receivedAt", message.receivedAt())
                .put("state", message.state().name().toLowerCase(Locale.ROOT))
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

    private static JsonObject json(Correspondence.Given answer) {
        return new JsonObject()
                .put("deliveryId", answer.deliveryId())
                .put("text", answer.text())
                .put("by", answer.by())
                .put("at", answer.at())
                .put("state", answer.state())
                .put("reason", answer.reason());
    }
}
