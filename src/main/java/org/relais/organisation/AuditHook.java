package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;

/** Writes down what is done in the transaction of the deed: either both are committed or neither. */
public interface AuditHook {
    /** For what is done on nobody's behalf. */
    AuditHook NOBODY = (transaction, action, subject) -> Future.succeededFuture();

    /**
     * @param action such as {@code broadcast.pause}
     * @param subject what it was done to, as {@code broadcast:5}
     */
    Future<Void> saw(SqlClient transaction, String action, String subject);

    /** One that writes into the audit trail who did it. */
    static AuditHook of(Actor actor, AuditStore audit) {
        return (transaction, action, subject) -> audit.write(transaction, actor, action, subject, new JsonObject());
    }
}
