package org.relais.inbound;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Optional;

/** One possible way to deal with what a person did; asked in order, and the first that has an outcome ends it. */
interface Stage {

    /** What came of it, or empty when the next stage is to be asked. */
    Future<Optional<Outcome>> tryOn(SqlConnection transaction, Encounter encounter);

    static Future<Optional<Outcome>> pass() {
        return Future.succeededFuture(Optional.empty());
    }

    static Future<Optional<Outcome>> end(Outcome outcome) {
        return Future.succeededFuture(Optional.of(outcome));
    }
}
