package org.relais.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestDatabase;

@NeedsDatabase
@ExtendWith(VertxExtension.class)
class DatabaseTest {

    @Test
    void opensAMigratedSchemaThatForgetsNothing(Vertx vertx, VertxTestContext context, @TempDir Path directory)
            throws Exception {
        EmbeddedDatabase server = EmbeddedDatabase.start(directory);
        Database.open(vertx, server.access(), 2)
                .compose(database -> database.pool()
                        .query(
                                """
                                select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
                                       current_setting('full_page_writes') as pages,
                                       (select count(*) from organisation) as organisations
                                """)
                        .execute()
                        .map(rows -> rows.iterator().next())
                        .eventually(database::close))
                .onComplete(row -> close(server))
                .onComplete(context.succeeding(row -> context.verify(() -> {
                    assertThat(row.getString("fsync")).isEqualTo("on");
                    assertThat(row.getString("commit")).isEqualTo("on");
                    assertThat(row.getString("pages")).isEqualTo("on");
                    assertThat(row.getLong("organisations")).isZero();
                    context.completeNow();
                })));
    }

    private static void close(EmbeddedDatabase server) {
        try {
            server.close();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    @Test
    void aSecondStartOnTheSameDataIsRefusedInOneLine(@TempDir Path directory) throws Exception {
        try (EmbeddedDatabase first = EmbeddedDatabase.start(directory)) {
            assertThat(first.address().port()).isPositive();
            assertThatThrownBy(() -> EmbeddedDatabase.start(directory))
                    .isInstanceOf(EmbeddedDatabase.StartException.class)
                    .hasMessageContaining("in use by another Relais");
        }
    }

    @Test
    void aRestartFindsTheDataAgain(@TempDir Path directory) throws Exception {
        try (EmbeddedDatabase first = EmbeddedDatabase.start(directory)) {
            TestDatabase.execute(first.address(), "create table kept (id int)");
        }
        try (EmbeddedDatabase second = EmbeddedDatabase.start(directory)) {
            TestDatabase.execute(second.address(), "insert into kept values (1)");
        }
    }

    @Test
    void aDatabaseOfAnotherVersionIsRefusedInOneLine() {
        DatabaseAddress address = TestDatabase.fresh();
        TestDatabase.execute(address, "update flyway_schema_history set checksum = checksum + 1 where version = '002'");
        assertThatThrownBy(() -> SchemaMigration.apply(new DatabaseAccess(address, null)))
                .isInstanceOf(UnfitDatabaseException.class)
                .hasMessageContaining("another version of Relais")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aServerThatIsTooOldIsRefusedInOneLine() {
        DatabaseAddress address = DatabaseAddress.parse("postgresql://db.example/relais", "relais", "secret");
        assertThatThrownBy(() -> SchemaMigration.requireVersion(14_00_21, address))
                .isInstanceOf(UnfitDatabaseException.class)
                .hasMessage(
                        "the server of postgresql://relais@db.example:5432/relais is PostgreSQL 14: Relais needs 15 or"
                                + " newer, and has written nothing");
        SchemaMigration.requireVersion(15_00_00, address);
    }

    @Test
    void theTwoServersThatLoseUpdatesAreRefused() {
        DatabaseAddress address = DatabaseAddress.parse("postgresql://db.example/relais", "relais", "secret");
        assertThatThrownBy(() -> SchemaMigration.requireVersion(18_00_01, address))
                .isInstanceOf(UnfitDatabaseException.class)
                .hasMessageContaining("lose updates")
                .hasMessageContaining("18.2");
        SchemaMigration.requireVersion(17_00_06, address);
        SchemaMigration.requireVersion(18_00_02, address);
    }

    @Test
    void anAddressHidesItsPassword() {
        DatabaseAddress address =
                DatabaseAddress.parse("postgresql://db.example,[::1]:6543/relais", "relais", "secret");
        assertThat(address.port()).isEqualTo(5432);
        assertThat(address.toString())
                .isEqualTo("postgresql://relais@db.example:5432,[::1]:6543/relais")
                .isEqualTo(address.jdbcUrl()
                        .replaceFirst("^jdbc:postgresql://", "postgresql://relais@")
                        .split("\\?")[0]);
    }
}
