package org.relais.console;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.HashMap;
import java.util.Map;
import org.relais.organisation.AccessStore;

/** What those are called whom ledger and audit trail know as {@code organiser:<id>} or {@code token:<id>}. */
public final class ActorNames {
    private ActorNames() {}

    /** By the name under which they are written down; tokens that were revoked too. */
    public static Future<Map<String, String>> of(AccessStore access, Pool pool, long organisationId) {
        return access.organisers(pool, organisationId)
                .compose(organisers -> access.apiTokens(pool, organisationId).map(tokens -> {
                    Map<String, String> names = new HashMap<>();
                    organisers.forEach(organiser -> names.put("organiser:" + organiser.id(), organiser.name()));
                    tokens.forEach(token -> names.put("token:" + token.id(), token.name() + " (API)"));
                    return names;
                }));
    }
}
