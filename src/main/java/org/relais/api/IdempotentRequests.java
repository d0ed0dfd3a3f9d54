package org.relais.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that carry an {@code Idempotency-Key}: done once, however often they arrive, on whichever node. The same request
 * under the same key gets the same answer for a day; another one under it is refused. What was refused for its content has
 * changed nothing and leaves the key free. Whether a request that broke off has changed something is not known, so its key
 * stays taken and says so.
 */
final class IdempotentRequests implements Handler<RoutingContext> {
    /** The header, as in the IETF's draft of that name. */
    static final String HEADER = "Idempotency-Key";

    /** Stands in an answer that was given before. */
    static final String REPLAYED = "Idempotency-Replayed";

    private static final Logger LOG = LoggerFactory.getLogger(IdempotentRequests.class);
    private static final String CLAIMED = "idempotent";

    /** Long enough that nobody finds a key by trying, since an answer can be read with it. */
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{16,200}");

    private final Pool pool;
    private final InstantSource clock;
    private final IdempotentRequestStore store = new IdempotentRequestStore();

    IdempotentRequests(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** The request under way that this answer belongs to. */
    private record Claimed(IdempotentRequests requests, IdempotentKey key) {}

    @Override
    public void handle(RoutingContext context) {
        List<String> given = context.request().headers().getAll(HEADER);
        if (given.isEmpty()) {
            context.next();
            return;
        }
        IdempotentKey key = key(context, given);
        store.claim(pool, key, clock.instant())
                .<Void>map(known -> {
                    known.ifPresentOrElse(before -> answer(context, key, before), () -> begin(context, key));
                    return null;
                })
                .onFailure(context::fail);
    }

    private void begin(RoutingContext context, IdempotentKey key) {
        context.put(CLAIMED, new Claimed(this, key));
        context.next();
    }

    private static IdempotentKey key(RoutingContext context, List<String> given) {
        if (given.size() != 1 || !KEY.matcher(given.get(0)).matches()) {
            throw new InvalidInputException(HEADER, FaultCode.IDEMPOTENCY_KEY_FORM);
        }
        Actor actor = ApiHandlers.actor(context);
        Buffer body = context.body().buffer();
        return IdempotentKey.of(actor, given.get(0), context.request(), body == null ? Buffer.buffer() : body);
    }

    private static void answer(RoutingContext context, IdempotentKey key, IdempotentRequestStore.Before before) {
        if (!key.isRequest(before.request())) {
            throw new ProblemException(Problem.otherRequest());
        }
        Integer status = before.status();
        Buffer sealed = before.answer();
        if (status == null || sealed == null) {
            throw ProblemException.conflict(
                    "The first request with this key has no answer yet. When it has none after a minute,"
                            + " it broke off: look whether it took effect, and use another key.");
        }
        Buffer answer = key.open(sealed);
        context.response().putHeader(REPLAYED, "true");
        EntityTag.of(answer.toJsonObject()).ifPresent(tag -> context.response().putHeader(HttpHeaders.ETAG, tag));
        ApiHandlers.send(context, status, answer);
    }

    /** Keeps the answer of the request, if it carries a key; completes in any case, since the deed is done. */
    static Future<Void> answered(RoutingContext context, int status, Buffer answer) {
        Claimed claimed = claimed(context);
        return claimed == null
                ? Future.succeededFuture()
                : claimed.requests()
                        .store
                        .answered(claimed.requests().pool, claimed.key(), status, answer)
                        .onFailure(fault -> LOG.warn("the answer under a key could not be kept: {}", fault.toString()))
                        .otherwiseEmpty();
    }

    /** Leaves the key of a request that was refused and has changed nothing free again. */
    static Future<Void> refused(RoutingContext context) {
        Claimed claimed = claimed(context);
        return claimed == null
                ? Future.succeededFuture()
                : claimed.requests()
                        .store
                        .free(claimed.requests().pool, claimed.key())
                        .onFailure(fault -> LOG.warn("a key could not be freed: {}", fault.toString()))
                        .otherwiseEmpty();
    }

    private static @Nullable Claimed claimed(RoutingContext context) {
        return context.get(CLAIMED);
    }
}
