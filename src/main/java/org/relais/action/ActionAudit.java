package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;

/** The audit rows of what organisers do with actions. */
final class ActionAudit {
    private final AuditStore audit;

    ActionAudit(InstantSource clock) {
        this.audit = new AuditStore(clock);
    }

    /** @param step a verb, as in {@code action.open} */
    Future<Void> write(SqlClient tx, Actor actor, String step, long actionId) {
        return audit.write(tx, actor, "action." + step, "action:" + actionId);
    }
}
