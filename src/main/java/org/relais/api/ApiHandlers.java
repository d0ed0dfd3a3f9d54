package org.relais.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.relais.consent.UnknownContactException;
import org.relais.contact.AddressMask;
import org.relais.database.SqlFaults;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.input.StrictObject;
import org.relais.organisation.Actor;
import org.relais.organisation.ForbiddenException;
import org.relais.organisation.Permission;
import org.relais.organisation.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where requests become values and values become answers: the one place that knows HTTP statuses. */
public final class ApiHandlers {
    private static final Logger LOG = LoggerFactory.getLogger(ApiHandlers.class);
    private static final String ACTOR = "actor";

    private ApiHandlers() {}

    static void remember(RoutingContext context, Actor actor) {
        context.put(ACTOR, actor);
    }

    /** Who the request's token stands for. */
    public static Actor actor(RoutingContext context) {
        Actor actor = context.get(ACTOR);
        if (actor == null) {
            throw new ProblemException(Problem.unauthorized());
        }
        return actor;
    }

    /** A handler that answers 200 with what {@code work} returns; every role has it, and sees of it what it may. */
    public static Handler<RoutingContext> read(Function<RoutingContext, Future<JsonObject>> work) {
        return answer(Role.READER, 200, work);
    }

    /** A handler for those who may change things; answers {@code status} with what {@code work} returns. */
    public static Handler<RoutingContext> write(int status, Function<RoutingContext, Future<JsonObject>> work) {
        return answer(Role.ORGANISER, status, work);
    }

    /** A handler for owners only. */
    public static Handler<RoutingContext> own(int status, Function<RoutingContext, Future<JsonObject>> work) {
        return answer(Role.OWNER, status, work);
    }

    private static Handler<RoutingContext> answer(
            Role least, int status, Function<RoutingContext, Future<JsonObject>> work) {
        return handler(least, context -> work.apply(context).map(json -> {
            json(context, status, json);
            return null;
        }));
    }

    /** A handler that answers by itself; what {@code work} fails with becomes a problem document. */
    public static Handler<RoutingContext> handler(Role least, Function<RoutingContext, Future<Void>> work) {
        return context -> {
            allow(context, least);
            work.apply(context).onFailure(context::fail);
        };
    }

    private static void allow(RoutingContext context, Role least) {
        if (!actor(context).role().includes(least)) {
            throw new ProblemException(forbidden(least));
        }
    }

    private static Problem forbidden(Role least) {
        return Problem.forbidden("This needs the role " + least.sqlName() + "; the token has a lesser one.");
    }

    /** An answer of this status with this document, in which addresses are masked for whoever may not see them. */
    public static void json(RoutingContext context, int status, JsonObject json) {
        Buffer answer = (actor(context).may(Permission.ADDRESSES) ? json : AddressMask.in(json)).toBuffer();
        EntityTag.of(json).ifPresent(tag -> context.response().putHeader(HttpHeaders.ETAG, tag));
        IdempotentRequests.answered(context, status, answer).onComplete(kept -> send(context, status, answer));
    }

    /** Answers with JSON as it stands. */
    static void send(RoutingContext context, int status, Buffer json) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(json)
                .onFailure(gone -> LOG.debug("the caller left before the answer"));
    }

    /** The body as an object to be read strictly. */
    public static StrictObject body(RoutingContext context) {
        return StrictObject.of(bodyJson(context));
    }

    /** As {@link #body}, of a request that needs none: {@code null} says as little as an empty body. */
    public static StrictObject optionalBody(RoutingContext context) {
        return StrictObject.of(json(context).orElseGet(JsonObject::new));
    }

    /** Refuses a body that says anything. */
    public static void noBody(RoutingContext context) {
        optionalBody(context).done();
    }

    /** The body as JSON; an empty body is an empty object. */
    public static JsonObject bodyJson(RoutingContext context) {
        return json(context).orElseThrow(() -> new InvalidInputException("", FaultCode.BODY_NOT_AN_OBJECT));
    }

    /** Empty for {@code null}. */
    private static Optional<JsonObject> json(RoutingContext context) {
        if (context.body().length() <= 0) {
            return Optional.of(new JsonObject());
        }
        try {
            return Optional.ofNullable(context.body().asJsonObject());
        } catch (DecodeException | ClassCastException notAnObject) {
            // The parser's own words could quote the body.
            throw new InvalidInputException("", FaultCode.BODY_NOT_AN_OBJECT);
        }
    }

    /**
     * The version of a draft that was edited, which every replacement names, in {@code If-Match} or in the body; where both do,
     * the body must agree.
     */
    public static int version(RoutingContext context, JsonObject body) {
        Optional<Integer> seen = EntityTag.version(context);
        if (seen.isPresent() && !body.containsKey("version")) {
            return seen.get();
        }
        int named = version(body);
        if (seen.isPresent() && seen.get() != named) {
            throw EntityTag.outdated(context, "The body names version " + named + ".");
        }
        return named;
    }

    private static int version(JsonObject body) {
        StrictObject object = StrictObject.of(body);
        long version = object.number("version", 1, Integer.MAX_VALUE, 0);
        if (!object.has("version")) {
            object.fault("version", FaultCode.VERSION_REQUIRED);
        }
        object.refuseFaults();
        return Math.toIntExact(version);
    }

    /** The id in the path; what is no id is simply not found. */
    public static long id(RoutingContext context) {
        return id(context, "id");
    }

    /** The id of this name in the address; what is no number is found nowhere. */
    public static long id(RoutingContext context, String name) {
        try {
            return Long.parseLong(context.pathParam(name));
        } catch (NumberFormatException notAnId) {
            throw new ProblemException(Problem.notFound());
        }
    }

    /** What is there, or 404. */
    public static <T> T found(Optional<T> value) {
        return value.orElseThrow(() -> new ProblemException(Problem.notFound()));
    }

    /** The last handler: every failure becomes a problem document. */
    static void fail(RoutingContext context) {
        Problem problem = problem(context);
        Future<Void> freed = problem.status() < 500 ? IdempotentRequests.refused(context) : Future.succeededFuture();
        freed.onComplete(done -> answer(context, problem));
    }

    private static void answer(RoutingContext context, Problem problem) {
        if (context.response().ended() || context.response().headWritten()) {
            context.response().reset();
            return;
        }
        if (problem.status() == 401) {
            context.response().putHeader("WWW-Authenticate", "Bearer realm=\"relais\"");
        }
        context.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(problem.toJson().toBuffer())
                .onFailure(gone -> LOG.debug("the caller left before the answer"));
    }

    private static Problem problem(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        if (failure instanceof InvalidInputException invalid) {
            return Problem.invalid(invalid.faults());
        }
        if (failure instanceof ForbiddenException forbidden) {
            return forbidden(forbidden.least());
        }
        if (failure instanceof UnknownContactException) {
            return Problem.notFound();
        }
        if (failure instanceof HttpException http) {
            return ofStatus(http.getStatusCode());
        }
        if (failure == null) {
            return ofStatus(context.statusCode());
        }
        if (SqlFaults.isUnavailable(failure)) {
            LOG.warn("a request found no database: {}", SqlFaults.describe(failure));
            return Problem.unavailable();
        }
        LOG.error("a request failed: {} {}", context.request().method(), context.normalizedPath(), failure);
        return Problem.fault();
    }

    private static Problem ofStatus(int status) {
        return switch (status) {
            case 400 -> Problem.invalid(List.of(Fault.of("", FaultCode.REQUEST_UNREADABLE)));
            case 401 -> Problem.unauthorized();
            case 404 -> Problem.notFound();
            case 413 -> Problem.tooLarge("The body is larger than " + ApiRoutes.LARGEST_BODY + " bytes.");
            case 415 -> Problem.mediaType("Send application/json.");
            case 414 -> new Problem("uri-too-long", 414, "Address too long", "The address is too long.", List.of());
            default -> Problem.fault();
        };
    }
}
