package org.relais.consent;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;

/** Part that is told, in the transaction that ends somebody's hold, that they may be written to again. */
@FunctionalInterface
public interface ReleaseListener {
    Future<Void> released(SqlClient tx, long contactId);
}
