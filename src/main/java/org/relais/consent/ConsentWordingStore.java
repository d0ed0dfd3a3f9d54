package org.relais.consent;

import static org.relais.database.Timestamps.instant;
import static org.relais.database.Timestamps.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.relais.database.Rows;
import org.relais.organisation.Actor;

/** Approved wordings in SQL. */
public final class ConsentWordingStore {

    /**
     * Approves a text: the present version when it says the same, else the next one. Two who approve at once get one
     * after the other.
     *
     * @param transaction a transaction of the caller's
     * @param name a-z first, then a-z, 0-9, {@code _ . -}, at most 63; {@code text} 1 to 8,000 characters
     */
    public Future<ConsentWording> approve(
            SqlClient transaction, Actor actor, String name, String language, String text, Instant now) {
        return latest(transaction, actor.organisationId(), name, language)
                .compose(latest -> latest.filter(present -> present.text().equals(text))
                        .map(Future::succeededFuture)
                        .orElseGet(() -> approveNext(transaction, actor, name, language, text, now)));
    }

    private static Future<ConsentWording> approveNext(
            SqlClient transaction, Actor actor, String name, String language, String text, Instant now) {
        return lock(transaction, actor.organisationId(), name, language)
                .compose(locked -> transaction
                        .preparedQuery(
                                """
                                with latest as (
                                    select version, text from wording
                                    where organisation_id = $1 and name = $2 and language = $3
                                    order by version desc
                                    limit 1
                                )
                                insert into wording (organisation_id, name, language, version, text, approved_by, approved_at)
                                select $1, $2, $3, coalesce((select version from latest), 0) + 1, $4, $5, $6
                                where not exists (select from latest where text = $4)
                                """)
                        .execute(Tuple.of(actor.organisationId(), name, language, text, actor.name(), sql(now))))
                .compose(approved -> latest(transaction, actor.organisationId(), name, language))
                .map(Optional::orElseThrow);
    }

    private static Future<Optional<ConsentWording>> latest(
            SqlClient client, long organisationId, String name, String language) {
        return client.preparedQuery(
                        """
                        select organisation_id, name, version, language, text, approved_by, approved_at
                        from wording where organisation_id = $1 and name = $2 and language = $3
                        order by version desc
                        limit 1
                        """)
                .execute(Tuple.of(organisationId, name, language))
                .map(rows -> all(rows).stream().findFirst());
    }

    /**
     * As {@link #approve} for several texts of one name and language, where each keeps the version it ever had: a file may
     * hold old and new ones side by side.
     *
     * @return what to refer to each by ({@link ConsentWording#reference})
     */
    public Future<Map<String, String>> approveAll(
            SqlConnection transaction,
            Actor actor,
            String name,
            String language,
            Collection<String> texts,
            Instant now) {
        String[] wanted = texts.toArray(String[]::new);
        return lock(transaction, actor.organisationId(), name, language)
                .compose(locked -> transaction
                        .preparedQuery(
                                """
                                insert into wording (organisation_id, name, language, version, text, approved_by, approved_at)
                                select $1, $2, $3,
                                       (select coalesce(max(version), 0) from wording
                                        where organisation_id = $1 and name = $2 and language = $3)
                                           + row_number() over (order by n.place),
                                       n.text, $5, $6
                                from unnest($4::text[]) with ordinality n (text, place)
                                where not exists (select from wording w
                                                  where w.organisation_id = $1 and w.name = $2 and w.language = $3
                                                    and w.text = n.text)
                                """)
                        .execute(Tuple.of(actor.organisationId(), name, language, wanted, actor.name(), sql(now))))
                .compose(approved -> transaction
                        .preparedQuery(
                                """
                                select organisation_id, name, version, language, text, approved_by, approved_at
                                from wording
                                where organisation_id = $1 and name = $2 and language = $3 and text = any ($4)
                                order by version desc
                                """)
                        .execute(Tuple.of(actor.organisationId(), name, language, wanted)))
                .map(rows -> all(rows).stream()
                        .collect(Collectors.toMap(
                                ConsentWording::text, ConsentWording::reference, (newest, older) -> newest)));
    }

    private static Future<Void> lock(SqlClient transaction, long organisationId, String name, String language) {
        return transaction
                .preparedQuery("select pg_advisory_xact_lock(hashtextextended('wording ' || $1::text || ' ' || $2, 0))")
                .execute(Tuple.of(Long.toString(organisationId), name + "/" + language))
                .mapEmpty();
    }

    /** Every version of every wording, by name, language and version. */
    public Future<List<ConsentWording>> all(SqlClient client, long organisationId) {
        return client.preparedQuery(
                        """
                        select organisation_id, name, version, language, text, approved_by, approved_at
                        from wording where organisation_id = $1
                        order by name, language, version
                        """)
                .execute(Tuple.of(organisationId))
                .map(ConsentWordingStore::all);
    }

    /** The wordings behind these references; what is no reference is left out. */
    public Future<Map<String, ConsentWording>> named(
            SqlClient client, long organisationId, Collection<String> references) {
        return client.preparedQuery(
                        """
                        select organisation_id, name, version, language, text, approved_by, approved_at
                        from wording
                        where organisation_id = $1 and name || '@' || version || '/' || language = any ($2)
                        """)
                .execute(Tuple.tuple().addLong(organisationId).addValue(references.toArray(String[]::new)))
                .map(rows ->
                        all(rows).stream().collect(Collectors.toMap(ConsentWording::reference, wording -> wording)));
    }

    private static List<ConsentWording> all(RowSet<Row> rows) {
        return Rows.all(
                rows,
                row -> new ConsentWording(
                        Objects.requireNonNull(row.getString("name")),
                        row.getInteger("version"),
                        Objects.requireNonNull(row.getString("language")),
                        Objects.requireNonNull(row.getString("text")),
                        Objects.requireNonNull(row.getString("approved_by")),
                        instant(row, "approved_at")));
    }
}
