package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.relais.database.CopiedDatabase;
import org.relais.database.Database;
import org.relais.testing.ApiBody;
import org.relais.testing.TestDatabase;

/** A database with one organisation, a sender, volunteers and an open call action, at a time that stands still. */
final class CallStores implements AutoCloseable {
    /** A Wednesday, eleven in Paris. */
    static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    final Vertx vertx = Vertx.vertx();
    final Database database = CopiedDatabase.open(vertx, TestDatabase.fresh(), 12);
    final CallAttemptStore store = new CallAttemptStore();
    final CallHandOutStore handOuts = new CallHandOutStore();
    final CallListStore lists = new CallListStore();
    final long organisation = id(
            "insert into organisation (slug, name, kind, created_at) values ('asso', 'Asso', 'association', now()) returning id");
    final long sender = id(
            "insert into sender (organisation_id, channel, external_id, name, created_at)"
                    + " values ($1, 'telegram', '77', 'Bot', now()) returning id",
            organisation);
    final long action = action();
    final long script = new CallScriptStore()
            .add(pool(), organisation, action, CallScriptCodec.decode(Scripts.vote()), "test", NOW)
            .await()
            .id();

    Pool pool() {
        return database.pool();
    }

    long action() {
        long message = id(
                "insert into message (organisation_id, spec, created_at) values ($1, $2, now()) returning id",
                organisation,
                ApiBody.message("Appelez !"));
        return id(
                "insert into action (organisation_id, kind, state, title, message_id, offer_id, reminder_id, audience,"
                        + " created_by, created_at, opened_at)"
                        + " values ($1, 'call', 'open', 'Appels', $2, $2, $2, '{\"everyone\": true}', 'test', now(), now())"
                        + " returning id",
                organisation,
                message);
    }

    /** People who may be called, with numbers counted up from +33639980000. */
    List<Long> people(int count, String consentClass) {
        List<Long> ids = rows(
                        """
                        with c as (
                            insert into contact (organisation_id, name, created_at, updated_at)
                            select $1, 'Personne ' || n, now(), now() from generate_series(1, $2) n
                            returning id
                        ), a as (
                            insert into address (organisation_id, contact_id, channel, kind, identifier, fingerprint, created_at)
                            select $1, id, 'whatsapp', 'phone', '+3363998' || lpad(id::text, 5, '0'), sha256(id::text::bytea), now()
                            from c
                        ), s as (
                            insert into consent (contact_id, organisation_id, class, state, changed_at, basis_event_id, reachable_on)
                            select id, $1, $3, case when $3 = 'occasional' then 'pending' else 'subscribed' end, now(), 1, 'whatsapp'
                            from c
                        )
                        select id from c order by id
                        """,
                        organisation,
                        count,
                        consentClass)
                .stream()
                .map(row -> row.getLong("id"))
                .toList();
        return ids;
    }

    CallListStore.Added list(List<Long> contacts) {
        return lists.add(pool(), organisation, action, contacts, NOW).await();
    }

    Optional<AssignedCall> handOut(long volunteer) {
        return handOut(action, script, volunteer, NOW);
    }

    Optional<AssignedCall> handOut(long inAction, long withScript, long volunteer, Instant now) {
        return inTransaction(tx -> handOuts.handOut(
                tx, organisation, inAction, withScript, new CallHandOutStore.Chat(volunteer, 1, sender), now));
    }

    CallAttempt attempt(long volunteer, AssignedCall contact) {
        return store.find(pool(), organisation, volunteer, contact.attemptId())
                .await()
                .orElseThrow();
    }

    <T> T inTransaction(Function<SqlConnection, Future<T>> work) {
        return pool().withTransaction(work).await();
    }

    List<Row> rows(String sql, Object... parameters) {
        List<Row> rows = new ArrayList<>();
        StreamSupport.stream(
                        pool().preparedQuery(sql)
                                .execute(Tuple.from(parameters))
                                .await()
                                .spliterator(),
                        false)
                .forEach(rows::add);
        return rows;
    }

    long id(String sql, Object... parameters) {
        return rows(sql, parameters).get(0).getLong(0);
    }

    @Override
    public void close() {
        database.close().await();
        vertx.close().await();
    }
}
