package org.relais.database;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one pool, to be cut when their server is given up. The client itself ends a session by asking the server
 * to, behind whatever is under way: a server that has fallen silent would be waited for as long as TCP does, which is a
 * quarter of an hour. Hence the look behind the client's interface, here only. Safe for use from any thread.
 */
final class OpenSessions {
    private static final Logger LOG = LoggerFactory.getLogger(OpenSessions.class);

    private final List<SocketConnectionBase> sessions = new ArrayList<>();

    synchronized void add(SqlConnection opened) {
        sessions.removeIf(session -> !session.isValid());
        if (((SqlConnectionInternal) opened).unwrap().unwrap() instanceof SocketConnectionBase session) {
            sessions.add(session);
        }
    }

    /** Closes their sockets: what is under way fails. */
    synchronized void cut() {
        sessions.forEach(OpenSessions::cut);
        sessions.clear();
    }

    /** Below the client's own part of the channel, which would let the server have its say first. */
    private static void cut(SocketConnectionBase session) {
        ChannelHandlerContext lowest =
                session.socket().channelHandlerContext().pipeline().firstContext();
        if (lowest != null) {
            lowest.close().addListener(closed -> LOG.debug("a session was cut"));
        }
    }
}
