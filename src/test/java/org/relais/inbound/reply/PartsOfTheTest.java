package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.Optional;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyHandler;
import org.relais.conversation.ReplyResult;

/** Handlers that a test adds while the worker is wired already. */
final class PartsOfTheTest implements ReplyHandler {
    private final List<ReplyHandler> handlers;

    PartsOfTheTest(List<ReplyHandler> handlers) {
        this.handlers = handlers;
    }

    @Override
    public Future<Optional<ReplyResult>> handle(SqlClient tx, Reply reply) {
        return handlers.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : handlers.get(0).handle(tx, reply);
    }
}
