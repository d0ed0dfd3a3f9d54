package org.relais.api.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Page;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.input.FaultCode;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Actor;
import org.relais.organisation.ApiTokens;
import org.relais.organisation.OrganisationLimits;
import org.relais.organisation.Role;

/** {@code /tokens}: list, create, revoke. A secret is shown once and kept as a hash. */
public final class TokensApi implements ApiRoutes.Resource {
    static final int LONGEST_ROLE = 20;

    private final Pool pool;
    private final AccessStore access;
    private final ApiTokens tokens;
    private final InstantSource clock;

    public TokensApi(Pool pool, AccessStore access, ApiTokens tokens, InstantSource clock) {
        this.pool = pool;
        this.access = access;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public void mount(Router router) {
        router.get(ApiRoutes.BASE + "/tokens").handler(ApiHandlers.read(this::list));
        router.post(ApiRoutes.BASE + "/tokens").handler(ApiHandlers.own(201, this::create));
        router.delete(ApiRoutes.BASE + "/tokens/:id").handler(ApiHandlers.own(200, this::revoke));
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader.none(context);
        return access.apiTokens(pool, ApiHandlers.actor(context).organisationId())
                .map(tokens -> Page.all(tokens, TokensApi::json));
    }

    private static JsonObject json(AccessStore.ApiToken token) {
        return new JsonObject()
                .put("id", token.id())
                .put("name", token.name())
                .put("role", token.role().sqlName())
                .put("createdAt", token.createdAt())
                .put("expiresAt", token.expiresAt())
                .put("revokedAt", token.revokedAt())
                .put("lastUsedAt", token.lastUsedAt());
    }

    private Future<JsonObject> create(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.body(context);
        String name = body.text("name", OrganisationLimits.ACCESS_NAME);
        Role role = role(body, body.optionalText("role", LONGEST_ROLE).orElse("organiser"));
        Optional<Instant> expires = body.time("expiresAt").filter(time -> inTheFuture(body, time));
        body.done();
        return tokens.issue(actor, name, role, expires.orElse(null))
                .map(issued -> new JsonObject().put("id", issued.id()).put("secret", issued.secret()));
    }

    /** The role of that name, or the fault of the field {@code role}. */
    static Role role(StrictObject body, String text) {
        try {
            return Role.of(text);
        } catch (IllegalArgumentException unknown) {
            body.fault("role", FaultCode.ROLE_UNKNOWN);
            return Role.VIEWER;
        }
    }

    private boolean inTheFuture(StrictObject body, Instant time) {
        boolean future = time.isAfter(clock.instant());
        if (!future) {
            body.fault("expiresAt", FaultCode.MUST_BE_FUTURE);
        }
        return future;
    }

    private Future<JsonObject> revoke(RoutingContext context) {
        return tokens.revoke(ApiHandlers.actor(context), ApiHandlers.id(context))
                .compose(revoked -> revoked
                        ? Future.succeededFuture(new JsonObject().put("revoked", true))
                        : Future.failedFuture(new ProblemException(Problem.notFound())));
    }
}
