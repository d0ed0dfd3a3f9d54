package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;

/** API tokens issued and revoked: the secret is returned once, its hash and an audit row are kept, both or neither. */
public final class ApiTokens {
    /** What every API token begins with, so that leak scanners know it. */
    public static final String PREFIX = "relais_";

    private final Pool pool;
    private final AccessStore access;
    private final AuditStore audit;
    private final Tokens tokens;

    public ApiTokens(Pool pool, AccessStore access, AuditStore audit, Tokens tokens) {
        this.pool = pool;
        this.access = access;
        this.audit = audit;
        this.tokens = tokens;
    }

    /** A new token; {@code secret} is not to be had again. */
    public record Issued(long id, String secret) {}

    /**
     * Issues a token of the actor's organisation.
     *
     * @param expiresAt null: valid until it is revoked
     */
    public Future<Issued> issue(Actor actor, String name, Role role, @Nullable Instant expiresAt) {
        if (role == Role.COORDINATOR) {
            // Actions are given to people.
            return Future.failedFuture(new InvalidInputException("role", FaultCode.ROLE_OF_PEOPLE));
        }
        String secret = tokens.create(PREFIX);
        return actor.permitted(Permission.ACCESS)
                .compose(permitted ->
                        pool.withTransaction(transaction -> access.hold(transaction, actor, Permission.ACCESS)
                                .compose(held -> access.createApiToken(
                                        transaction, actor, name, role, Tokens.hash(secret), expiresAt))
                                .compose(id -> audit.write(
                                                transaction,
                                                actor,
                                                "token.create",
                                                "token:" + id,
                                                new JsonObject().put("role", role.sqlName()))
                                        .map(new Issued(id, secret)))));
    }

    /** Ends a token at once; false when the organisation has no such one that was still valid. */
    public Future<Boolean> revoke(Actor actor, long id) {
        return actor.permitted(Permission.ACCESS)
                .compose(permitted -> pool.withTransaction(transaction -> access.revokeApiToken(
                                transaction, actor.organisationId(), id)
                        .compose(revoked -> audit.write(revoked, transaction, actor, "token.revoke", "token:" + id))));
    }
}
