package org.relais.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestDatabase;

/** What somebody who has the password of the application's role, and no other, can do to the ledger: read it and add to it. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class DatabaseRolesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table ledger_event disable trigger user",
                "alter table ledger_event disable trigger ledger_event_append_only",
                "drop trigger ledger_link_append_only on ledger_link",
                "set session_replication_role = 'replica'",
                "update ledger_event set kind = 'opt_in'",
                "delete from ledger_event",
                "truncate ledger_event cascade",
                "update ledger_link set hash = sha256('x')",
                "delete from ledger_link",
                "update ledger_anchor set hash = sha256('x')",
                "delete from ledger_anchor",
                "delete from ledger_chain",
                "update ledger_text set text = 'GO'",
                "update wording set text = 'x'",
                "delete from audit_event",
                "update suppression set key_id = 'other'",
                "delete from contact",
                "alter table ledger_event add column x int",
                "create trigger mine before insert on ledger_event for each row execute function refuse_change()",
                "create or replace function refuse_change() returns trigger language plpgsql as 'begin return new; end'",
                "alter function refuse_change() rename to other",
                "drop table ledger_anchor",
                "alter table ledger_event owner to current_user",
                "set role relais_owner",
                "create table mine (id int)",
                "update flyway_schema_history set checksum = 0",
                "create rule none as on insert to ledger_event do instead nothing"
            })
    void isRefused(String statement) throws SQLException {
        try (Connection connection = TestDatabase.fresh().connect();
                Statement attack = connection.createStatement()) {
            assertThatThrownBy(() -> attack.execute(statement))
                    .isInstanceOf(SQLException.class)
                    // 42501: insufficient privilege.
                    .extracting(fault -> ((SQLException) fault).getSQLState())
                    .isEqualTo("42501");
        }
    }

    @Test
    void theApplicationsRoleHasNoPowerOverTheLedger(Vertx vertx) {
        assertThat(powers(vertx, TestDatabase.fresh())).isEmpty();
    }

    @Test
    void aRoleThatCouldRewriteTheLedgerIsToldSo(Vertx vertx) {
        DatabaseAddress address = TestDatabase.fresh();
        assertThat(powers(vertx, TestDatabase.administrator(address)))
                .containsExactly(
                        "is a superuser", "owns its tables", "can switch triggers off", "can change the ledger");
        assertThat(powers(vertx, address.as("relais_owner", "relais_owner")))
                .as("the owner moves organisations to another database, row by row as they are")
                .containsExactly("owns its tables", "can switch triggers off", "can change the ledger");
        TestDatabase.execute(address, "grant update on ledger_link to relais");
        assertThat(powers(vertx, address)).containsExactly("can change the ledger");
    }

    /** Another role that may sign in to the server finds no way in by what works as the owner. */
    @Test
    void functionsThatWorkAsTheOwnerAreForTheServiceAlone() throws SQLException {
        DatabaseAddress address = TestDatabase.fresh();
        String granted =
                """
                select count(*), count(*) filter (where has_function_privilege('relais', oid, 'EXECUTE')),
                       count(*) filter (where has_function_privilege('pg_monitor', oid, 'EXECUTE'))
                from pg_proc where prosecdef and pronamespace = 'public'::regnamespace and prorettype <> 'trigger'::regtype
                """;
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(granted)) {
            row.next();
            assertThat(List.of(row.getLong(1), row.getLong(2), row.getLong(3))).containsExactly(2L, 2L, 0L);
        }
    }

    @Test
    void whatWasGrantedTooMuchIsTakenBackWithTheNextMigration(Vertx vertx) {
        DatabaseAddress address = TestDatabase.fresh();
        TestDatabase.execute(
                address, "grant update, truncate on ledger_link to relais; revoke insert on inbox from relais");
        SchemaMigration.apply(new DatabaseAccess(address, address.as("relais_owner", "relais_owner")));
        assertThat(powers(vertx, address)).isEmpty();
        TestDatabase.execute(address, "do $$ begin assert has_table_privilege('relais', 'inbox', 'INSERT'); end $$");
    }

    @Test
    void aRoleThatOwnsNothingWaitsForTheOwnerToMigrate() {
        DatabaseAddress address = TestDatabase.fresh();
        assertThat(SchemaMigration.apply(new DatabaseAccess(address, null))).isZero();
        TestDatabase.execute(
                address,
                "delete from flyway_schema_history where version = (select max(version) from flyway_schema_history)");
        assertThatThrownBy(() -> SchemaMigration.apply(new DatabaseAccess(address, null)))
                .isInstanceOf(UnfitDatabaseException.class)
                .hasMessageContaining("run 'relais migrate' with database.owner")
                .hasMessageNotContaining("\n");
    }

    /** What saves a database before an upgrade must not begin the upgrade, whatever the owner's password allows. */
    @Test
    void whatOnlyLooksBringsNoSchemaOn() {
        DatabaseAddress address = TestDatabase.fresh();
        DatabaseAccess owned = new DatabaseAccess(address, address.as("relais_owner", "relais_owner"));
        SchemaMigration.require(owned);
        TestDatabase.execute(
                address,
                "delete from flyway_schema_history where version = (select max(version) from flyway_schema_history)");
        assertThatThrownBy(() -> SchemaMigration.require(owned))
                .isInstanceOf(UnfitDatabaseException.class)
                .hasMessageEndingWith("is older than this version of Relais: run 'relais migrate'");
    }

    @Test
    void aDatabaseWithoutASchemaIsRefusedInOneLine() {
        DatabaseAccess empty = TestDatabase.empty();
        assertThatThrownBy(() -> SchemaMigration.require(empty))
                .isInstanceOf(UnfitDatabaseException.class)
                .hasMessageEndingWith("there is no schema in " + empty.application() + ": run 'relais migrate'");
        assertThatThrownBy(() -> SchemaMigration.apply(new DatabaseAccess(empty.application(), null)))
                .isInstanceOf(UnfitDatabaseException.class)
                .hasMessageEndingWith(": run 'relais migrate' with database.owner")
                .hasMessageNotContaining("\n");
        assertThat(SchemaMigration.apply(empty)).as("nothing had been written").isPositive();
    }

    @Test
    void anOwnerThatOwnsNothingIsRefusedInOneLine() {
        DatabaseAddress address = TestDatabase.fresh();
        TestDatabase.execute(
                address, "do $$ begin create role another login; exception when duplicate_object then null; end $$");
        assertThatThrownBy(() -> SchemaMigration.apply(new DatabaseAccess(address, address.as("another", "another"))))
                .isInstanceOf(UnfitDatabaseException.class)
                .hasMessageContaining("belong to another role than this one");
    }

    @Test
    void anApplicationsRoleThatIsMissingIsNamedInOneLine() {
        DatabaseAddress owner = TestDatabase.fresh().as("relais_owner", "relais_owner");
        assertThatThrownBy(() -> SchemaMigration.apply(new DatabaseAccess(owner.as("nobody", ""), owner)))
                .isInstanceOf(UnfitDatabaseException.class)
                .hasMessageContaining("there is no role nobody (database.user)")
                .hasMessageNotContaining("\n");
    }

    private static List<String> powers(Vertx vertx, DatabaseAddress address) {
        Database database = Await.result(Database.open(vertx, address, 1));
        try {
            return Await.result(database.powers());
        } finally {
            Await.result(database.close());
        }
    }
}
