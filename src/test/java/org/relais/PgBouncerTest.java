package org.relais;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.database.Database;
import org.relais.database.UnfitDatabaseException;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.PgBouncer;
import org.relais.testing.PostgresServer;

/** Through pgBouncer: whole in session mode, refused in transaction mode. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class PgBouncerTest {
    @Test
    void aStopHoldsThroughSessionMode() {
        try (PostgresServer server = server();
                PgBouncer bouncer = PgBouncer.start(server, "session")) {
            int version = Integer.parseInt(server.query("select current_setting('server_version_num')::int / 10000"));
            PostgresVersionsTest.theWayOfAStop(bouncer.address(), version);
        }
    }

    @Test
    void transactionModeIsRefusedBeforeAnythingIsWritten(Vertx vertx) {
        try (PostgresServer server = server();
                PgBouncer bouncer = PgBouncer.start(server, "transaction")) {
            assertThatThrownBy(() -> Await.result(Database.open(vertx, bouncer.address(), 4)))
                    .rootCause()
                    .isInstanceOf(UnfitDatabaseException.class)
                    .hasMessageContaining("transaction mode")
                    .hasMessageNotContaining("\n");
            assertThat(server.query("select count(*) from pg_tables where schemaname = 'public'"))
                    .isEqualTo("0");
        }
    }

    private static PostgresServer server() {
        Optional<Path> binaries = PostgresServer.newestBinaries();
        assumeTrue(
                binaries.isPresent() && PgBouncer.isInstalled(),
                "PostgreSQL and pgBouncer of the system are not both installed: no pooler was tried");
        return PostgresServer.start(binaries.get(), Map.of());
    }
}
