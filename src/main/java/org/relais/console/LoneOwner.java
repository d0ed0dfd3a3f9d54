package org.relais.console;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Role;

/** Whether somebody could not come back once signed out: the only owner, with nothing to sign in with, where no link is mailed. */
public record LoneOwner(Pool pool, AccessStore access) {
    /** Whether nobody and nothing would let them in again. */
    public Future<Boolean> is(PageRequest visit) {
        return visit.organiser().role() == Role.OWNER && !visit.mailsLinks() && visit.openId() == null
                ? access.isAlone(pool, visit.organiser())
                : Future.succeededFuture(false);
    }

    /** Whether the console offers something to sign in with, so that they can change it themself. */
    public static boolean mayChoose(PageRequest visit) {
        return visit.passwords() || visit.passkeys() != null;
    }
}
