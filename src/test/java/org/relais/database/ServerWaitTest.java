package org.relais.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestDatabase;

/** A start without a database: what passes is waited for, what does not is said at once. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class ServerWaitTest {

    /** A server in between refuses three connections, then lets everybody through: the database has come. */
    @Test
    void aServerThatComesLateIsWaitedFor(Vertx vertx) {
        DatabaseAddress real = TestDatabase.fresh();
        AtomicInteger refused = new AtomicInteger();
        NetServer between = Await.result(vertx.createNetServer()
                .connectHandler(socket -> {
                    if (refused.incrementAndGet() <= 3) {
                        socket.close();
                        return;
                    }
                    socket.pause();
                    vertx.createNetClient().connect(real.port(), real.host()).onSuccess(server -> {
                        socket.handler(server::write);
                        server.handler(socket::write);
                        socket.closeHandler(gone -> server.close());
                        server.closeHandler(gone -> socket.close());
                        socket.resume();
                    });
                })
                .listen(0, "127.0.0.1"));
        DatabaseAddress address =
                new DatabaseAddress("127.0.0.1", between.actualPort(), real.database(), real.user(), real.password());
        Database database = Await.result(Database.open(vertx, new DatabaseAccess(address, null), 4, Database.FOR_EVER));
        Await.result(database.alive());
        assertThat(refused).hasValueGreaterThan(3);
        Await.result(database.close());
    }

    @Test
    void aDatabaseThatThereIsNotIsNoReasonToWait(Vertx vertx) {
        DatabaseAddress none = TestDatabase.fresh().named("not_there");
        assertThatThrownBy(
                        () -> Await.result(Database.open(vertx, new DatabaseAccess(none, null), 4, Database.FOR_EVER)))
                .rootCause()
                .hasMessageContaining("not_there");
    }

    @Test
    void aCommandHasLittlePatience(Vertx vertx) {
        NetServer nobody = Await.result(
                vertx.createNetServer().connectHandler(socket -> socket.close()).listen(0, "127.0.0.1"));
        DatabaseAddress address = new DatabaseAddress("127.0.0.1", nobody.actualPort(), "x", "x", "x");
        Future<Database> opened = Database.open(vertx, new DatabaseAccess(address, null), 4, Duration.ZERO);
        assertThatThrownBy(() -> Await.result(opened))
                .rootCause()
                .isInstanceOf(NoPrimaryException.class)
                .hasMessageContaining(
                        "no server of postgresql://x@127.0.0.1:" + nobody.actualPort() + "/x takes writes");
    }
}
