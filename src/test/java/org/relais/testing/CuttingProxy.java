package org.relais.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import org.relais.database.DatabaseAddress;

/**
 * Stands between the service and its PostgreSQL, passes everything on, counts the statements, and cuts the connection at the
 * one that it is told: before the server hears of it, or after the server has done it and before we hear of that. Without
 * encryption. One event loop.
 */
public final class CuttingProxy implements AutoCloseable {
    /** When a statement's connection is cut. */
    public enum Moment {
        /** The server never hears of it. */
        BEFORE,
        /** The server has answered, and the answer is lost. */
        AFTER
    }

    private static final int HEADER = 5;

    private final Vertx vertx = Vertx.vertx();
    private final DatabaseAddress server;
    private final NetClient client;
    private final NetServer listener;
    private int left = -1;
    private Moment moment = Moment.BEFORE;
    private volatile boolean hasCut;

    public CuttingProxy(DatabaseAddress server) {
        this.server = server;
        this.client = vertx.createNetClient();
        // Everything on the event loop of the listener.
        this.listener = Await.result(vertx.createNetServer()
                .connectHandler(socket -> new Session(socket).open())
                .listen(0, "127.0.0.1"));
    }

    /** The server's database by way of this proxy. */
    public DatabaseAddress address() {
        return new DatabaseAddress(
                "127.0.0.1", listener.actualPort(), server.database(), server.user(), server.password());
    }

    /** From now on, the connection of the statement with this number (from 0) is cut, on whatever connection it comes. */
    public synchronized void cutAt(int statement, Moment at) {
        left = statement;
        moment = at;
        hasCut = false;
    }

    /** Cuts nothing more; returns whether it has cut since it was told to. */
    public synchronized boolean stopCutting() {
        left = -1;
        return hasCut;
    }

    private synchronized boolean isToBeCut() {
        if (left < 0 || left-- > 0) {
            return false;
        }
        hasCut = true;
        return true;
    }

    @Override
    public void close() {
        Await.result(vertx.close());
    }

    /** One connection: what the client says is read message by message. */
    private final class Session {
        private final NetSocket near;
        private Buffer unread = Buffer.buffer();
        private boolean begun;
        private boolean mute;

        Session(NetSocket near) {
            this.near = near;
        }

        void open() {
            near.pause();
            client.connect(server.port(), server.host())
                    .onFailure(fault -> near.close())
                    .onSuccess(this::join);
        }

        private void join(NetSocket far) {
            near.closeHandler(gone -> far.close());
            far.closeHandler(gone -> near.close());
            near.exceptionHandler(fault -> far.close());
            far.exceptionHandler(fault -> near.close());
            far.handler(data -> {
                if (mute) {
                    cut(far);
                } else {
                    near.write(data);
                }
            });
            near.handler(data -> heard(far, data));
            near.resume();
        }

        private void heard(NetSocket far, Buffer data) {
            unread.appendBuffer(data);
            int end = 0;
            while (unread.length() - end >= HEADER) {
                // The first message has no type.
                int length = begun ? 1 + unread.getInt(end + 1) : unread.getInt(end);
                if (unread.length() - end < length) {
                    break;
                }
                byte type = begun ? unread.getByte(end) : 0;
                begun = true;
                if ((type == 'E' || type == 'Q') && isToBeCut()) {
                    if (moment == Moment.BEFORE) {
                        cut(far);
                        return;
                    }
                    mute = true;
                }
                end += length;
            }
            far.write(unread.getBuffer(0, end));
            unread = unread.getBuffer(end, unread.length());
        }

        private void cut(NetSocket far) {
            far.close();
            near.close();
        }
    }
}
