package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import org.relais.action.Actions;
import org.relais.console.Visit;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Witness;

/** Writes down what organisers do with actions. */
final class ActionAudit {
    private final Pool pool;
    private final AuditStore audit;

    ActionAudit(Pool pool, AuditStore audit) {
        this.pool = pool;
        this.audit = audit;
    }

    /** Actions in the name of whoever asks: what changes is written down with the same commit. */
    Actions own(Visit visit, Actions actions) {
        return actions.by(visit.actor(), audit);
    }

    /** For a deed of whoever asks. */
    Witness witness(Visit visit) {
        return Witness.of(visit.actor(), audit);
    }

    Future<Void> note(Visit visit, String step, String subject) {
        return audit.write(pool, visit.actor(), step, subject, new JsonObject()).mapEmpty();
    }
}
