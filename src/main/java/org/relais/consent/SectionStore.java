package org.relais.consent;

import static org.relais.database.Timestamps.instant;
import static org.relais.database.Timestamps.sql;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressId;
import org.relais.database.Database;
import org.relais.database.Rows;

/** What the sections of a federation have in common, in SQL: whom nobody of them may write to. */
public final class SectionStore {

    /**
     * One entry of one section's list. In the order of the key, so that two stops of one person in two sections wait for each
     * other in one direction. What a section's own person has opted in to since the stop stays, and an event of the section's
     * ledger is written for what is new there only. That the other sections' people are to follow is noted with a section's own
     * stop.
     */
    private static final String ENTER = Database.PLANNED_EACH_TIME
            + """
            with wanted as materialized (
                select w.* from unnest($1::bigint[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
                                       $7::text[], $8::bigint[])
                     w (organisation_id, fingerprint, channel, kind, identifier, at, reason, event_id)
            ), missing as materialized (
                select w.* from wanted w
                where not exists (select from suppression u
                                  where u.organisation_id = w.organisation_id and u.fingerprint = w.fingerprint)
                  and (w.reason is not null
                       or not exists (select from address a join consent s on s.contact_id = a.contact_id
                                      where a.organisation_id = w.organisation_id and a.identifier = w.identifier
                                        and a.kind = w.kind and (a.kind = 'phone' or a.channel = w.channel)
                                        and a.status <> 'retired' and s.opted_in_at > w.at and s.opted_in_at <= $9))
            ), noted as (
                insert into ledger_event (organisation_id, kind, occurred_at, recorded_at, source, detail)
                select organisation_id, 'suppressed', max(at), $9, 'system', '{"rule": "section"}'
                from missing where reason is null
                group by organisation_id order by organisation_id
                returning id, organisation_id
            ), owed as (
                insert into section_stop (organisation_id, contact_id)
                select distinct e.organisation_id, e.contact_id
                from wanted w
                cross join lateral (select * from ledger_event e where e.id = w.event_id offset 0) e
                where w.reason = 'opt_out' and e.contact_id is not null and e.detail ->> 'rule' is distinct from 'section'
                order by e.contact_id
                on conflict do nothing
            )
            insert into suppression (organisation_id, fingerprint, key_id, reason, added_at, event_id)
            select m.organisation_id, m.fingerprint, $10, coalesce(m.reason, 'section'), m.at,
                   case when m.reason is null then n.id else m.event_id end
            from missing m left join noted n on n.organisation_id = m.organisation_id
            order by m.organisation_id, m.fingerprint
            on conflict do nothing
            """;

    /**
     * Who of some sections is known under one of these addresses, and has neither stopped nor opted in since. What lies ahead of
     * this node's clock ($6) is since nothing that is known, as below, and their stop is to come behind it.
     */
    private static final String PEOPLE_NAMED =
            """
            select distinct s.organisation_id, s.contact_id,
                   greatest($5::timestamptz, s.opted_in_at + interval '1 microsecond') as at, true as open, false as stopped
            from unnest($1::bigint[]) n (id)
            cross join unnest($2::text[], $3::text[], $4::text[]) a (channel, kind, identifier)
            cross join lateral (
                select b.contact_id from address b
                where b.organisation_id = n.id and b.identifier = a.identifier and b.kind = a.kind
                  and (b.kind = 'phone' or b.channel = a.channel) and b.status <> 'retired'
                offset 0) b
            cross join lateral (select * from consent s where s.contact_id = b.contact_id offset 0) s
            where s.state <> 'unsubscribed' and (s.opted_in_at is null or s.opted_in_at <= $5 or s.opted_in_at > $6)
            order by s.contact_id
            """;

    private static final String NAMED = Database.PLANNED_EACH_TIME + PEOPLE_NAMED;

    /** In the order of contacts, as every stop notes them, so that two can't wait crosswise. */
    private static final String NOTE_NAMED = Database.PLANNED_EACH_TIME
            + "insert into section_stop (organisation_id, contact_id, named_at) select organisation_id, contact_id, at from ("
            + PEOPLE_NAMED
            + ") named order by contact_id on conflict do nothing";

    /**
     * What nobody has seen through. Whom a list has named is still to be stopped, unless they have opted in since; whoever is
     * subscribed by now, for whatever reason, has nothing to be seen through.
     */
    private static final String OWED =
            """
            select o.organisation_id, o.contact_id, coalesce(o.named_at, o.written_at) as at, open, false as stopped,
                   open or s.state = 'unsubscribed' as stands
            from section_stop o
            left join consent s on s.contact_id = o.contact_id
            cross join lateral (
                select coalesce(o.named_at is not null and s.state <> 'unsubscribed'
                                and (s.opted_in_at is null or s.opted_in_at <= o.named_at), false) as open) named
            where o.written_at <= now() - $1 * interval '1 second'
            order by o.written_at limit 100
            """;

    /**
     * Everybody in the federation who is known under an address of the person who stopped, or under one of somebody who is: one
     * look-up by an address for each section. Who has opted in there since the stop is another matter, unless that lies ahead of
     * this node's clock ($3), or has no time but ours: then nobody knows which came first.
     */
    private static final String SAME_PERSON = Database.PLANNED_EACH_TIME
            + """
            with recursive origin as materialized (
                select s.contact_id, s.organisation_id, s.stopped_at, o.federation_id
                from contact c
                join consent s on s.contact_id = coalesce(c.merged_into, c.id)
                join organisation o on o.id = s.organisation_id
                where c.organisation_id = $1 and c.id = $2 and s.state = 'unsubscribed' and o.federation_id is not null
            ), section as materialized (
                select n.id from organisation n where n.federation_id = (select federation_id from origin)
            ), same (organisation_id, contact_id) as (
                select organisation_id, contact_id from origin
                union
                select b.organisation_id, b.contact_id
                from same
                cross join lateral (
                    select a.identifier, a.kind, a.channel from address a
                    where a.contact_id = same.contact_id and a.status <> 'retired'
                    offset 0) a
                join section n on n.id <> same.organisation_id
                cross join lateral (
                    select b.organisation_id, b.contact_id from address b
                    where b.organisation_id = n.id and b.identifier = a.identifier and b.kind = a.kind
                      and (b.kind = 'phone' or b.channel = a.channel) and b.status <> 'retired'
                    offset 0) b
            )
            select s.organisation_id, s.contact_id, origin.stopped_at as at,
                   s.state <> 'unsubscribed' or s.stopped_at < origin.stopped_at as open, s.state = 'unsubscribed' as stopped
            from same
            cross join origin
            cross join lateral (select * from consent s where s.contact_id = same.contact_id offset 0) s
            where s.contact_id <> origin.contact_id
              and (s.opted_in_at is null or s.opted_in_at <= origin.stopped_at or s.opted_in_at > $3
                   or (select (e.detail ->> 'notBefore')::timestamptz from ledger_event e where e.id = s.basis_event_id)
                          <= origin.stopped_at)
            order by s.contact_id
            """;

    /**
     * What is to stand on a section's list.
     *
     * @param at since when
     * @param basis null for what another section asks for
     */
    public record Entry(
            long organisationId,
            Buffer fingerprint,
            AddressId identifier,
            Instant at,
            SuppressionStore.@Nullable Basis basis) {
        private @Nullable String reason() {
            return basis == null ? null : basis.reason();
        }

        private @Nullable Long eventId() {
            return basis == null ? null : basis.eventId();
        }
    }

    /**
     * Somebody of another section who is the person that stopped.
     *
     * @param at when they stopped
     * @param open whether they are still to be stopped there
     * @param stopped whether they had, at an earlier time
     */
    record SamePerson(long organisationId, long contactId, Instant at, boolean open, boolean stopped) {}

    /**
     * A stop that its node may not have seen through.
     *
     * @param person who stopped, or whom a list has named, who is still to be stopped where {@code open}
     * @param stands false when they have come back meanwhile
     */
    record OwedStop(SamePerson person, boolean stands) {}

    /** Enters what is not there yet, under the current key. */
    public Future<Void> enter(SqlClient transaction, List<Entry> entries, String keyId, Instant now) {
        return transaction
                .preparedQuery(ENTER)
                .execute(Tuple.tuple()
                        .addValue(entries.stream().map(Entry::organisationId).toArray(Long[]::new))
                        .addValue(entries.stream().map(Entry::fingerprint).toArray(Buffer[]::new))
                        .addValue(entries.stream()
                                .map(entry -> entry.identifier().channel())
                                .toArray(String[]::new))
                        .addValue(entries.stream()
                                .map(entry -> entry.identifier().kind().sqlName())
                                .toArray(String[]::new))
                        .addValue(entries.stream()
                                .map(entry -> entry.identifier().identifier())
                                .toArray(String[]::new))
                        .addValue(entries.stream().map(entry -> sql(entry.at())).toArray(OffsetDateTime[]::new))
                        .addValue(entries.stream().map(Entry::reason).toArray(String[]::new))
                        .addValue(entries.stream().map(Entry::eventId).toArray(Long[]::new))
                        .addValue(sql(now))
                        .addString(keyId))
                .mapEmpty();
    }

    /** Who a stopped person is in the other sections; empty without a federation, and for who has not stopped. */
    Future<List<SamePerson>> samePerson(SqlClient client, long organisationId, long contactId, Instant now) {
        return client.preparedQuery(SAME_PERSON)
                .execute(Tuple.of(organisationId, contactId, sql(now)))
                .map(Rows.all(SectionStore::samePerson));
    }

    /** Who of these sections is to be stopped for a list that names these identifiers. */
    Future<List<SamePerson>> named(
            SqlClient client, List<Long> sections, List<AddressId> identifiers, Instant at, Instant now) {
        return client.preparedQuery(NAMED)
                .execute(naming(sections, identifiers, at, now))
                .map(Rows.all(SectionStore::samePerson));
    }

    /**
     * Notes with a list's own transaction, at that time, that these are to be stopped, for the case that its node dies before it
     * does.
     */
    public Future<Void> noteNamed(SqlClient transaction, List<Long> sections, List<AddressId> identifiers, Instant at) {
        return transaction
                .preparedQuery(NOTE_NAMED)
                .execute(naming(sections, identifiers, at, at))
                .mapEmpty();
    }

    private static Tuple naming(List<Long> sections, List<AddressId> identifiers, Instant at, Instant now) {
        return Tuple.tuple()
                .addValue(sections.toArray(Long[]::new))
                .addValue(identifiers.stream().map(AddressId::channel).toArray(String[]::new))
                .addValue(identifiers.stream()
                        .map(identifier -> identifier.kind().sqlName())
                        .toArray(String[]::new))
                .addValue(identifiers.stream().map(AddressId::identifier).toArray(String[]::new))
                .addValue(sql(at))
                .addValue(sql(now));
    }

    /** The other sections' people have followed a stop. */
    Future<Void> followed(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery("delete from section_stop where organisation_id = $1 and contact_id = $2")
                .execute(Tuple.of(organisationId, contactId))
                .mapEmpty();
    }

    /** Stops that nobody has seen through so many seconds after their commit, the oldest first, at most 100. */
    Future<List<OwedStop>> owed(SqlClient client, long seconds) {
        return client.preparedQuery(OWED)
                .execute(Tuple.of(seconds))
                .map(Rows.all(row -> new OwedStop(samePerson(row), Boolean.TRUE.equals(row.getBoolean("stands")))));
    }

    private static SamePerson samePerson(Row row) {
        return new SamePerson(
                row.getLong("organisation_id"),
                row.getLong("contact_id"),
                instant(row, "at"),
                row.getBoolean("open"),
                row.getBoolean("stopped"));
    }

    /** The other sections of an organisation's federation. */
    public Future<List<Long>> others(SqlClient client, long organisationId) {
        return client.preparedQuery(
                        """
                        select n.id from organisation o
                        join organisation n on n.federation_id = o.federation_id and n.id <> o.id
                        where o.id = $1 order by n.id
                        """)
                .execute(Tuple.of(organisationId))
                .map(Rows.all(row -> row.getLong("id")));
    }
}
