package org.relais.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestDatabase;

/** No statement of the service runs without an end, and no commit is forgotten, whatever the server's defaults are. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class SessionSettingsTest {
    private static final String SETTINGS =
            """
            select name || ' ' || setting as setting from pg_settings
            where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'synchronous_commit')
            """;

    @Test
    void everySessionHasItsBounds(Vertx vertx) throws SQLException {
        DatabaseAddress address = TestDatabase.fresh();
        TestDatabase.execute(
                address,
                """
                do $$ begin execute 'alter database ' || quote_ident(current_database()) || ' set statement_timeout = 0';
                execute 'alter database ' || quote_ident(current_database()) || ' set synchronous_commit = off'; end $$
                """);
        Database database = Await.result(Database.open(vertx, address, 1));
        Connections connections = database.connections();
        for (Pool pool : List.of(
                database.pool(), database.steps(), database.walks(), connections.pool(1), connections.walkingPool(1))) {
            bounded(Await.result(pool.query(SETTINGS).execute().map(Rows.all(row -> row.getString("setting")))));
            Await.result(pool.close());
        }
        try (Connection copying = address.connect();
                Statement statement = copying.createStatement();
                ResultSet rows = statement.executeQuery(SETTINGS)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            bounded(found);
        }
        Await.result(database.close());
    }

    private static void bounded(List<String> settings) {
        assertThat(settings).hasSize(4).noneMatch(setting -> setting.endsWith(" 0"));
        assertThat(settings).containsAnyOf("synchronous_commit on", "synchronous_commit remote_apply");
    }
}
