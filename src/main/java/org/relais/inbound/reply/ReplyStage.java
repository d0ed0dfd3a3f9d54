package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Optional;

/** One possible way to deal with what a person did; asked in order, and the first that has an outcome ends it. */
interface ReplyStage {

    /** What came of it, or empty when the next stage is to be asked. */
    Future<Optional<InboxOutcome>> tryOn(SqlConnection transaction, ReplyContext replyContext);

    static Future<Optional<InboxOutcome>> pass() {
        return Future.succeededFuture(Optional.empty());
    }

    static Future<Optional<InboxOutcome>> end(InboxOutcome outcome) {
        return Future.succeededFuture(Optional.of(outcome));
    }
}
