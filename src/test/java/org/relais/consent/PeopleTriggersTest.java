package org.relais.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.relais.database.DatabaseAddress;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestDatabase;

/** What the triggers on contact, address and consent hold, whoever writes, one person or many in one statement. */
@NeedsDatabase
class PeopleTriggersTest {
    private static final String PEOPLE =
            """
            with born as (
                insert into contact (organisation_id, language, tags, created_at, updated_at)
                select 1, 'fr', array['t' || g %% 3], now(), now() from generate_series(1, 300) g returning id
            ), reached as (
                insert into address (organisation_id, contact_id, channel, kind, identifier, created_at)
                select 1, id, channel, 'phone', '+33' || id, now()
                from born cross join (values ('a'), ('b')) c (channel) where channel = 'a' or id %% 2 = 0
            )
            insert into consent (contact_id, organisation_id, class, state, changed_at, basis_event_id, reachable_on)
            select %s, %s, 'regular', 'subscribed', now(), 1, %s from born
            """;

    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        DatabaseAddress address = TestDatabase.fresh();
        connection = TestDatabase.administrator(address).connect();
        run(
                "insert into organisation (slug, name, kind, created_at) values ('o', 'O', 'ngo', now()), ('p', 'P', 'ngo', now())");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    @DisplayName("one wrong row among many is refused, whatever its table")
    void refusesStrangersOfOtherOrganisations() throws SQLException {
        assertRefused(PEOPLE.formatted("case when id % 100 = 0 then id + 1000000 else id end", "1", "'a'"));
        assertRefused(PEOPLE.formatted("id", "case when id % 100 = 0 then 2 else 1 end", "'a'"));
        run(PEOPLE.formatted("id", "1", "'a'"));
        assertRefused(
                """
                insert into address (organisation_id, contact_id, channel, kind, identifier, created_at)
                select case when id % 100 = 0 then 2 else 1 end, id, 'c', 'chat', id::text, now() from contact
                """);
        assertRefused(
                """
                insert into address (organisation_id, contact_id, channel, kind, identifier, created_at)
                values (1, 999999, 'c', 'chat', '7', now())
                """);
    }

    @Test
    @DisplayName("channels are put right when the writer did not know them all")
    void completesWhereEverybodyCanBeReached() throws SQLException {
        run(PEOPLE.formatted("id", "1", "case when id % 3 = 0 then '' when id % 3 = 1 then 'a,b' else 'a' end"));
        assertReachIsTrue();
        run(
                """
                insert into address (organisation_id, contact_id, channel, kind, identifier, created_at)
                select 1, id, case when id % 4 = 0 then 'a' else 'c' end, 'chat', 'x' || id, now() from contact
                """);
        assertReachIsTrue();
    }

    @Test
    @DisplayName("a person's number is that of language, area and tags, also when the writer gave another")
    void keepsCombinationsTrue() throws SQLException {
        run(PEOPLE.formatted("id", "1", "'a'"));
        assertCombinationsAreTrue();
        run("update contact set tags = tags || 'new'::text, area = 'Lyon' where id % 2 = 0");
        assertCombinationsAreTrue();
        run(
                """
                with numbered as (
                    update consent s set facet_id = facet_of(1, 'en', null, c.tags)
                    from contact c where c.id = s.contact_id and c.id % 2 = 0
                )
                update contact set language = case when id % 4 = 0 then 'en' else 'de' end, area = null where id % 2 = 0
                """);
        assertCombinationsAreTrue();
    }

    private void assertRefused(String statement) {
        assertThatThrownBy(() -> run(statement))
                .isInstanceOfSatisfying(SQLException.class, refusal -> assertThat(refusal.getSQLState())
                        .isEqualTo("23503"));
    }

    private void assertReachIsTrue() throws SQLException {
        assertNone(
                """
                select count(*) from consent s
                where s.reachable_on <> (select string_agg(distinct a.channel, ',' order by a.channel) from address a
                                         where a.contact_id = s.contact_id and a.status = 'active')
                """);
    }

    private void assertCombinationsAreTrue() throws SQLException {
        assertNone(
                """
                select count(*) from consent s join contact c on c.id = s.contact_id left join facet f on f.id = s.facet_id
                where f.key is distinct from facet_key(c.language, c.area, c.tags)
                """);
    }

    private void assertNone(String count) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(count)) {
            rows.next();
            assertThat(rows.getLong(1)).isZero();
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
