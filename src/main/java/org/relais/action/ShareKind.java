package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.Objects;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyResult;

/**
 * Passing a message on. A yes is answered with the volunteer's own one-tap links; it is done when they have opened an app
 * to share by one of them, or when they say so.
 */
public final class ShareKind implements ActionKind {

    @Override
    public ActionType type() {
        return ActionType.SHARE;
    }

    @Override
    public boolean doneByWord() {
        return true;
    }

    @Override
    public boolean acceptanceCounts() {
        return true;
    }

    @Override
    public Future<ReplyResult> accepted(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return links(action);
    }

    @Override
    public Future<ReplyResult> resumed(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return links(action);
    }

    /** The same message for everybody, so that what is shared is counted together; the links in it are each one's own. */
    private static Future<ReplyResult> links(Action action) {
        return Future.succeededFuture(
                ReplyResult.stored(Objects.requireNonNull(action.contentId(), "an open share action has its links")));
    }
}
