package org.relais.api.inbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Page;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.conversation.words.PaceWish.Pace;
import org.relais.inbox.HeldPerson;
import org.relais.inbox.HoldService;
import org.relais.input.FaultCode;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.organisation.Actor;

/** {@code /holds}: people whose words may have been a stop, and what an organiser decides about them. */
public final class HoldsApi implements ApiRoutes.Resource {
    private static final String STOP = "stop";
    private static final String RELEASE = "release";

    private final HoldService holds;

    public HoldsApi(HoldService holds) {
        this.holds = holds;
    }

    @Override
    public void mount(Router router) {
        router.get(ApiRoutes.BASE + "/holds").handler(ApiHandlers.read(this::list));
        router.post(ApiRoutes.BASE + "/contacts/:id/settle").handler(ApiHandlers.write(200, this::settle));
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        int limit = query.limit();
        long after = query.cursor(0);
        query.done();
        return holds.page(ApiHandlers.actor(context).organisationId(), after, limit + 1)
                .map(page -> Page.of(page, limit, HoldsApi::json, HeldPerson::holdEventId));
    }

    private Future<JsonObject> settle(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        long id = ApiHandlers.id(context);
        StrictObject body = ApiHandlers.body(context);
        String decision = body.word("decision", List.of(STOP, RELEASE));
        Optional<Instant> seen = body.time("seen");
        if (decision.equals(RELEASE) && !body.has("seen")) {
            body.fault("seen", FaultCode.SEEN_REQUIRED);
        }
        Optional<Pace> pace = body.has("pace")
                ? Pace.of(body.word(
                        "pace", Stream.of(Pace.values()).map(Pace::sqlName).toList()))
                : Optional.empty();
        body.done();
        return holds.find(actor.organisationId(), id)
                .map(ApiHandlers::found)
                .compose(held -> decision.equals(STOP)
                        ? holds.stop(actor, held.contactId())
                        : holds.release(actor, held.contactId(), seen.orElseThrow(), pace.orElse(null)))
                .map(HoldsApi::answer);
    }

    private static JsonObject answer(HoldService.Settled settled) {
        return switch (settled) {
            case RELEASED -> new JsonObject().put("settled", "released");
            case PAUSED -> new JsonObject().put("settled", "paused");
            case STOPPED -> new JsonObject().put("settled", "stopped");
            case NOT_HELD -> throw new ProblemException(Problem.notFound());
            case NEWER_WORDS ->
                throw ProblemException.conflict("The person has written again since: read that first, in GET /holds.");
        };
    }

    private static JsonObject json(HeldPerson held) {
        HeldPerson.Question question = held.question();
        HeldPerson.Pause pause = held.pause();
        return new JsonObject()
                .put("contactId", held.contactId())
                .put("name", held.name())
                .put("language", held.language())
                .put("class", held.consentClass().sqlName())
                .put("heldFrom", held.interrupted().sqlName())
                .put("eventId", held.holdEventId())
                .put("heldAt", held.heldAt())
                .put("channel", held.channel())
                .put("rule", held.rule())
                .put("words", new JsonArray(held.words()))
                .put("pause", pause == null ? null : new JsonObject().put("endsAt", pause.endsAt()))
                .put(
                        "question",
                        question == null
                                ? null
                                : new JsonObject()
                                        .put("text", question.text())
                                        .put("state", question.state())
                                        .put("askedAt", question.askedAt()));
    }
}
