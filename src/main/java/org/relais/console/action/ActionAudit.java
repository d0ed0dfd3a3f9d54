package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import org.relais.action.ActionService;
import org.relais.console.PageRequest;
import org.relais.organisation.AuditHook;
import org.relais.organisation.AuditStore;

/** Writes down what organisers do with actions. */
final class ActionAudit {
    private final Pool pool;
    private final AuditStore audit;

    ActionAudit(Pool pool, AuditStore audit) {
        this.pool = pool;
        this.audit = audit;
    }

    /** Actions in the name of whoever asks: what changes is written down with the same commit. */
    ActionService own(PageRequest visit, ActionService actions) {
        return actions.by(visit.actor(), audit);
    }

    /** For a deed of whoever asks. */
    AuditHook witness(PageRequest visit) {
        return AuditHook.of(visit.actor(), audit);
    }

    Future<Void> note(PageRequest visit, String step, String subject) {
        return audit.write(pool, visit.actor(), step, subject, new JsonObject()).mapEmpty();
    }
}
