package org.relais.consent;

import static org.relais.database.Timestamps.instant;
import static org.relais.database.Timestamps.instantOrNull;
import static org.relais.database.Timestamps.sql;
import static org.relais.database.Timestamps.sqlOrNull;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.database.Rows;

/** Consent rows in SQL; only this package writes them. */
public final class ConsentStore {
    /** The other sections of the federation of {@code s}; null without one, for which one row is read. */
    private static final String SECTIONS =
            """
            (select array(select n.id from organisation n where n.federation_id = o.federation_id and n.id <> o.id)
             from organisation o where o.id = s.organisation_id and o.federation_id is not null)""";

    /** How the person stands; a merged contact's is that of the contact it is now. Empty when erased or unknown. */
    public Future<Optional<Consent>> find(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(
                        """
                        select s.contact_id, s.organisation_id, s.class, s.state, s.changed_at, s.basis_event_id, s.stopped_at,
                               s.opted_in_at, s.held_at, s.held_from, s.occasional_spent_at, s.confirmed_stop_id,
                               s.questioned_hold_id, s.occasional_delivery_id, %s as sections
                        from contact c
                        join consent s on s.contact_id = coalesce(c.merged_into, c.id)
                        where c.organisation_id = $1 and c.id = $2
                        """
                                .formatted(SECTIONS))
                .execute(Tuple.of(organisationId, contactId))
                .map(rows -> byContact(rows).values().stream().findFirst());
    }

    /** Locks consents in the order of their contacts' ids. Pairs of organisation and contact that don't fit are left out. */
    public Future<Map<Long, Consent>> lock(SqlClient transaction, Collection<Key> keys) {
        return transaction
                .preparedQuery(
                        """
                        select s.contact_id, s.organisation_id, s.class, s.state, s.changed_at, s.basis_event_id, s.stopped_at,
                               s.opted_in_at, s.held_at, s.held_from, s.occasional_spent_at, s.confirmed_stop_id,
                               s.questioned_hold_id, s.occasional_delivery_id, %s as sections
                        from unnest($1::bigint[], $2::bigint[]) k (organisation_id, contact_id)
                        join consent s on s.contact_id = k.contact_id and s.organisation_id = k.organisation_id
                        order by s.contact_id
                        for no key update of s
                        """
                                .formatted(SECTIONS))
                .execute(keyTuple(keys))
                .map(ConsentStore::byContact);
    }

    /** What contacts without a consent of their own are now: merged contacts to those they were merged into. */
    Future<Map<Long, Long>> mergedInto(SqlClient client, Collection<Key> keys) {
        return client.preparedQuery(
                        """
                        select c.id, c.merged_into
                        from unnest($1::bigint[], $2::bigint[]) k (organisation_id, contact_id)
                        join contact c on c.id = k.contact_id and c.organisation_id = k.organisation_id
                        where c.merged_into is not null
                        """)
                .execute(keyTuple(keys))
                .map(Rows.byKey(row -> row.getLong("id"), row -> row.getLong("merged_into")));
    }

    /** With the number of the person's language, area and tags, which a trigger would write as a second version of the row. */
    public Future<Void> insert(SqlClient client, Consent consent, String reachableOn) {
        ConsentSnapshot standing = consent.standing();
        return client.preparedQuery(
                        """
                        insert into consent (contact_id, organisation_id, class, state, changed_at, basis_event_id, stopped_at,
                                             confirmed_stop_id, reachable_on, facet_id)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, $9,
                                (select facet_of(c.organisation_id, c.language, c.area, c.tags)
                                 from (select organisation_id, language, area, tags from contact
                                       where organisation_id = $2 and id = $1 for share) c))
                        """)
                .execute(Tuple.tuple()
                        .addLong(consent.contactId())
                        .addLong(consent.organisationId())
                        .addString(standing.consentClass().sqlName())
                        .addString(standing.state().sqlName())
                        .addOffsetDateTime(sql(consent.changedAt()))
                        .addLong(consent.basisEventId())
                        .addOffsetDateTime(sqlOrNull(standing.stoppedAt()))
                        .addLong(consent.confirmedStopId())
                        .addString(reachableOn))
                .mapEmpty();
    }

    /** Writes back rows that were locked. */
    public Future<Void> update(SqlClient transaction, Collection<Consent> consents) {
        if (consents.isEmpty()) {
            return Future.succeededFuture();
        }
        return transaction
                .preparedQuery(
                        """
                        update consent s
                        set class = n.class, state = n.state, changed_at = n.changed_at, basis_event_id = n.basis_event_id,
                            stopped_at = n.stopped_at, opted_in_at = n.opted_in_at, held_at = n.held_at,
                            held_from = n.held_from, occasional_spent_at = n.occasional_spent_at,
                            confirmed_stop_id = n.confirmed_stop_id, questioned_hold_id = n.questioned_hold_id,
                            occasional_delivery_id = n.occasional_delivery_id
                        from unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::bigint[], $6::timestamptz[],
                                    $7::timestamptz[], $8::timestamptz[], $9::text[], $10::timestamptz[], $11::bigint[],
                                    $12::bigint[], $13::bigint[])
                             n (contact_id, class, state, changed_at, basis_event_id, stopped_at, opted_in_at, held_at,
                                held_from, occasional_spent_at, confirmed_stop_id, questioned_hold_id, occasional_delivery_id)
                        where s.contact_id = n.contact_id
                        """)
                .execute(Tuple.tuple()
                        .addValue(longs(consents, Consent::contactId))
                        .addValue(texts(
                                consents, consent -> consent.consentClass().sqlName()))
                        .addValue(texts(consents, consent -> consent.state().sqlName()))
                        .addValue(times(consents, Consent::changedAt))
                        .addValue(longs(consents, Consent::basisEventId))
                        .addValue(times(consents, consent -> consent.standing().stoppedAt()))
                        .addValue(times(consents, consent -> consent.standing().optedInAt()))
                        .addValue(times(consents, consent -> consent.standing().heldAt()))
                        .addValue(texts(consents, ConsentStore::heldFrom))
                        .addValue(times(consents, Consent::occasionalSpentAt))
                        .addValue(longs(consents, Consent::confirmedStopId))
                        .addValue(longs(consents, Consent::questionedHoldId))
                        .addValue(longs(consents, Consent::occasionalDeliveryId)))
                .mapEmpty();
    }

    /** Since when, by the platform's clock, the newest opt-ins of these can have been which have no time but ours; by contact. */
    Future<Map<Long, Instant>> optedInNotBefore(SqlClient transaction, Collection<Consent> consents) {
        return transaction
                .preparedQuery(
                        """
                        select k.contact_id, (e.detail ->> 'notBefore')::timestamptz as not_before
                        from unnest($1::bigint[], $2::timestamptz[]) k (contact_id, opted_in_at)
                        cross join lateral (
                            select e.detail from ledger_event e
                            where e.contact_id in (select k.contact_id union all select id from contact where merged_into = k.contact_id)
                              and e.kind = 'opt_in' and e.occurred_at = k.opted_in_at
                            order by e.id desc limit 1) e
                        where e.detail ? 'notBefore'
                        """)
                .execute(Tuple.tuple()
                        .addValue(longs(consents, Consent::contactId))
                        .addValue(times(consents, consent -> consent.standing().optedInAt())))
                .map(Rows.byKey(row -> row.getLong("contact_id"), row -> instant(row, "not_before")));
    }

    /** What time it is by the database's clock. */
    Future<Instant> now(SqlClient client) {
        return client.preparedQuery("select clock_timestamp() as now")
                .execute()
                .map(Rows.only(row -> instant(row, "now")));
    }

    /**
     * Notes that somebody who has stopped does so once more: an opt-in of before counts no more, however late it comes, and what
     * they asked for since is taken back.
     *
     * @return false when they have come back since, or are no longer known
     */
    Future<Boolean> stopAgain(SqlClient client, long organisationId, long contactId, Instant at) {
        return client.preparedQuery(
                        """
                        update consent set stopped_at = greatest(stopped_at + interval '1 microsecond', $3)
                        where contact_id = (select coalesce(merged_into, id) from contact where organisation_id = $1 and id = $2)
                          and state = 'unsubscribed'
                        """)
                .execute(Tuple.of(organisationId, contactId, sql(at)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Removes the consent of contacts that were merged or erased: they can't be messaged, and no list shows them. */
    public Future<Void> delete(SqlClient client, long organisationId, List<Long> contactIds) {
        return client.preparedQuery("delete from consent where organisation_id = $1 and contact_id = any ($2)")
                .execute(Tuple.tuple().addLong(organisationId).addValue(contactIds.toArray(Long[]::new)))
                .mapEmpty();
    }

    /** The stop that stands, when nobody has confirmed it yet; from now on it counts as confirmed. */
    Future<Optional<UnconfirmedStop>> claimConfirmation(SqlClient transaction, long organisationId, long contactId) {
        return transaction
                .preparedQuery(
                        """
                        with claimed as (
                            update consent set confirmed_stop_id = basis_event_id
                            where contact_id = (select coalesce(merged_into, id) from contact where organisation_id = $1 and id = $2)
                              and state = 'unsubscribed' and confirmed_stop_id is distinct from basis_event_id
                            returning basis_event_id
                        )
                        select e.id, e.detail ->> 'question' as question, e.language
                        from claimed join ledger_event e on e.id = claimed.basis_event_id
                        """)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.first(row ->
                        new UnconfirmedStop(row.getLong("id"), row.getString("question"), row.getString("language"))));
    }

    /** As {@link #claimConfirmation}, for the question of a hold. */
    Future<Optional<Long>> claimQuestion(SqlClient transaction, long organisationId, long contactId) {
        return transaction
                .preparedQuery(
                        """
                        update consent set questioned_hold_id = basis_event_id
                        where contact_id = (select coalesce(merged_into, id) from contact where organisation_id = $1 and id = $2)
                          and state = 'held' and questioned_hold_id is distinct from basis_event_id
                        returning basis_event_id
                        """)
                .execute(Tuple.of(organisationId, contactId))
                .map(ConsentStore::basis);
    }

    /**
     * Spends the one contact of an occasional person, by the one definition of who may get one; the row lock lets exactly
     * one caller have it, whoever else calls or sends at the same time.
     */
    Future<Boolean> spendOnlyContact(SqlClient transaction, long organisationId, long contactId, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        update consent s set occasional_spent_at = $3
                        from organisation o
                        where o.id = s.organisation_id and s.organisation_id = $1
                          and s.contact_id = (select coalesce(merged_into, id) from contact where organisation_id = $1 and id = $2)
                          and refusal('first_contact', s.class, s.state, s.occasional_spent_at, 'active',
                                      exists (select from address a
                                              join suppression u on u.organisation_id = a.organisation_id
                                                                and u.fingerprint = a.fingerprint
                                              where a.contact_id = s.contact_id),
                                      o.consent_only) is null
                        """)
                .execute(Tuple.of(organisationId, contactId, sql(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Optional<Long> basis(RowSet<Row> rows) {
        return Rows.first(rows, row -> row.getLong("basis_event_id"));
    }

    private static Tuple keyTuple(Collection<Key> keys) {
        return Tuple.tuple()
                .addValue(keys.stream().map(Key::organisationId).toArray(Long[]::new))
                .addValue(keys.stream().map(Key::contactId).toArray(Long[]::new));
    }

    private static @Nullable String heldFrom(Consent consent) {
        ConsentState from = consent.standing().heldFrom();
        return from == null ? null : from.sqlName();
    }

    private static @Nullable Long[] longs(Collection<Consent> consents, Function<Consent, @Nullable Long> part) {
        return consents.stream().map(part).toArray(Long[]::new);
    }

    private static @Nullable String[] texts(Collection<Consent> consents, Function<Consent, @Nullable String> part) {
        return consents.stream().map(part).toArray(String[]::new);
    }

    private static @Nullable OffsetDateTime[] times(
            Collection<Consent> consents, Function<Consent, @Nullable Instant> part) {
        return consents.stream().map(consent -> sqlOrNull(part.apply(consent))).toArray(OffsetDateTime[]::new);
    }

    private static Map<Long, Consent> byContact(RowSet<Row> rows) {
        Map<Long, Consent> consents = new LinkedHashMap<>();
        rows.forEach(row -> consents.put(row.getLong("contact_id"), consent(row)));
        return consents;
    }

    private static Consent consent(Row row) {
        String heldFrom = row.getString("held_from");
        return new Consent(
                row.getLong("contact_id"),
                row.getLong("organisation_id"),
                new ConsentSnapshot(
                        ConsentClass.of(row.getString("class")),
                        ConsentState.of(row.getString("state")),
                        instantOrNull(row, "stopped_at"),
                        instantOrNull(row, "opted_in_at"),
                        instantOrNull(row, "held_at"),
                        heldFrom == null ? null : ConsentState.of(heldFrom)),
                instant(row, "changed_at"),
                row.getLong("basis_event_id"),
                instantOrNull(row, "occasional_spent_at"),
                row.getLong("confirmed_stop_id"),
                row.getLong("questioned_hold_id"),
                row.getLong("occasional_delivery_id"),
                sections(row.getArrayOfLongs("sections")));
    }

    private static List<Long> sections(Long @Nullable [] others) {
        return others == null ? List.of() : List.of(others);
    }

    /** A contact, always named together with its organisation. */
    public record Key(long organisationId, long contactId) {
        /** Contacts of one organisation, in the given order. */
        public static List<Key> of(long organisationId, List<Long> contactIds) {
            return contactIds.stream()
                    .map(contactId -> new Key(organisationId, contactId))
                    .toList();
        }
    }
}
