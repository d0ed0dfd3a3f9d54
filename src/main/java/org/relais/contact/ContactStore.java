package org.relais.contact;

import static org.relais.database.Timestamps.instant;
import static org.relais.database.Timestamps.instantOrNull;
import static org.relais.database.Timestamps.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.SqlFaults;

/** Contacts in SQL. Every statement names the organisation: no id of another tenant ever finds a row. */
public final class ContactStore {
    private static final String NO_PACE =
            "pace = null, paced_at = null, paced_delivery_id = null, pause_ends_at = null, pause_hold_id = null,"
                    + " pause_kept_at = null";

    private static final String SELECT = "select " + DetailColumns.ALL
            + ", c.id, c.organisation_id, c.created_at, c.last_seen_at, c.pace, c.paced_at, c.merged_into, c.erased_at,"
            + " not c.language_chosen and c.language_sentences > 0 as language_heard\n";

    private static final String JOIN =
            """
            with gone as (
                select * from contact where organisation_id = $1 and id = $2
            ), kept as (
                update contact c
                set (<details>) = (<joined>),
                    tags = (select coalesce(array_agg(distinct t order by t), '{}') from unnest(c.tags || g.tags) t),
                    last_seen_at = greatest(c.last_seen_at, g.last_seen_at),
                    number_asked_at = least(c.number_asked_at, g.number_asked_at),
                    pace = least(c.pace, g.pace),
                    paced_at = greatest(c.paced_at, g.paced_at),
                    paced_delivery_id = case when c.paced_at >= g.paced_at or g.paced_at is null
                                             then c.paced_delivery_id else g.paced_delivery_id end,
                    updated_at = $4
                from gone g
                where c.organisation_id = $1 and c.id = $3
            )
            update contact
            set merged_into = $3, updated_at = $4, last_seen_at = null,
                external_id = case when id = $2 and $5 then null else external_id end, <nothing>
            where organisation_id = $1
              and id = any (array(select $2::bigint union all select id from contact where merged_into = $2))
            """
                    .replace("<details>", DetailColumns.JOINED)
                    .replace("<joined>", DetailColumns.joined("c", "g"))
                    .replace("<nothing>", DetailColumns.NOTHING + ", " + NO_PACE);

    /** The contact, also when it was merged or erased. */
    public Future<Optional<Contact>> find(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(
                        SELECT
                                + """
                        from contact c where organisation_id = $1 and id = $2
                        """)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.first(ContactStore::contact));
    }

    /** Those of these contacts that the organisation has, in id order. */
    public Future<List<Contact>> findAll(SqlClient client, long organisationId, List<Long> contactIds) {
        return client.preparedQuery(
                        SELECT
                                + """
                        from contact c where organisation_id = $1 and id = any ($2)
                        order by id
                        """)
                .execute(Tuple.tuple().addLong(organisationId).addValue(contactIds.toArray(Long[]::new)))
                .map(Rows.all(ContactStore::contact));
    }

    /** The contact that {@code contactId} is now, after every merge. */
    public Future<Optional<Contact>> current(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(
                        SELECT
                                + """
                        from contact c
                        where c.id = (select coalesce(merged_into, id) from contact where organisation_id = $1 and id = $2)
                        """)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.first(ContactStore::contact));
    }

    /** As {@link #current}; empty when it was erased. */
    public Future<Optional<Contact>> present(SqlClient client, long organisationId, long contactId) {
        return current(client, organisationId, contactId)
                .map(found -> found.filter(contact -> contact.erasedAt() == null));
    }

    /** Whether it was refused because somebody has the external id. */
    public static boolean isExternalIdTaken(Throwable fault) {
        return SqlFaults.isBrokenBy(fault, "contact_by_external_id");
    }

    /** The contact that another program calls so, after every merge. */
    public Future<Optional<Contact>> findByExternalId(SqlClient client, long organisationId, String externalId) {
        return client.preparedQuery(
                        SELECT
                                + """
                        from contact c
                        where c.id = (select coalesce(merged_into, id) from contact
                                      where organisation_id = $1 and external_id = $2)
                        """)
                .execute(Tuple.of(organisationId, externalId))
                .map(Rows.first(ContactStore::contact));
    }

    /** Whose address this is; a phone number is found whatever the channel it is stored under. */
    public Future<Optional<Contact>> findByAddress(SqlClient client, long organisationId, AddressId address) {
        return client.preparedQuery(
                        SELECT
                                + """
                        from address a
                        join contact c on c.id = a.contact_id
                        where a.organisation_id = $1 and a.identifier = $2 and a.kind = $3 and (a.channel = $4 or $3 = 'phone')
                        order by a.channel = $4 desc
                        limit 1
                        """)
                .execute(Tuple.of(
                        organisationId, address.identifier(), address.kind().sqlName(), address.channel()))
                .map(Rows.first(ContactStore::contact));
    }

    /**
     * Overwrites what an organiser may write.
     *
     * @return false when the organisation has no such contact, or it was merged or erased
     */
    public Future<Boolean> update(
            SqlClient client, long organisationId, long contactId, ContactDetails details, Instant now) {
        return freeExternalId(client, organisationId, contactId, details.externalId())
                .compose(freed -> overwrite(client, organisationId, contactId, details, now));
    }

    /**
     * Takes the external id that a contact is to have from who was merged into it; all of theirs when it is to have none.
     * The unique index would refuse the person their own.
     */
    private static Future<Void> freeExternalId(
            SqlClient client, long organisationId, long contactId, @Nullable String externalId) {
        return client.preparedQuery(
                        """
                        update contact set external_id = null
                        where organisation_id = $1 and merged_into = $2 and external_id = coalesce($3, external_id)
                        """)
                .execute(Tuple.of(organisationId, contactId, externalId))
                .mapEmpty();
    }

    private static Future<Boolean> overwrite(
            SqlClient client, long organisationId, long contactId, ContactDetails details, Instant now) {
        return client.preparedQuery(
                        "update contact set (updated_at, " + DetailColumns.ALL + ") = ($3, "
                                + DetailColumns.parameters(4)
                                + """
                        )
                        where organisation_id = $1 and id = $2 and merged_into is null and erased_at is null
                        """)
                .execute(with(details, organisationId, contactId, sql(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Tags to give, and those to take. */
    public record Tags(List<String> add, List<String> remove) {}

    /**
     * What came of tags.
     *
     * @param changed how many have other tags now
     * @param most how many tags one of them has at most
     * @param missing who is not there, or was merged or erased
     */
    public record Tagged(int changed, int most, List<Long> missing) {
        public Tagged {
            missing = List.copyOf(missing);
        }
    }

    /**
     * Gives tags to contacts and takes others from them; who has them so already is not touched. Their consents, which a trigger
     * writes, are locked before, in the order of everybody else.
     */
    public Future<Tagged> tag(
            SqlClient transaction, long organisationId, List<Long> contactIds, Tags tags, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        with named as (
                            select id, tags,
                                   array(select distinct t from unnest(c.tags || $3) t where t <> all ($4) order by t) as wanted
                            from contact c
                            where organisation_id = $1 and id = any ($2) and merged_into is null and erased_at is null
                            order by id for update
                        ), consents as materialized (
                            select s.contact_id from consent s
                            where s.contact_id = any (array(select id from named where not (wanted @> tags and wanted <@ tags)))
                            order by s.contact_id for no key update of s
                        ), tagged as (
                            update contact c set tags = n.wanted,
                                                 updated_at = greatest($5, c.updated_at + interval '1 microsecond')
                            from named n
                            where c.id = n.id and not (n.wanted @> n.tags and n.wanted <@ n.tags)
                            returning c.id
                        )
                        select (select count(*) from tagged)::integer as changed, (select count(*) from consents) as locked,
                               coalesce((select max(cardinality(wanted)) from named), 0) as most,
                               array(select w.id from unnest($2) w (id) where w.id not in (select id from named)) as missing
                        """)
                .execute(Tuple.tuple()
                        .addLong(organisationId)
                        .addValue(contactIds.toArray(Long[]::new))
                        .addValue(tags.add().toArray(String[]::new))
                        .addValue(tags.remove().toArray(String[]::new))
                        .addValue(sql(now)))
                .map(Rows.only(row -> new Tagged(
                        row.getInteger("changed"), row.getInteger("most"), List.of(row.getArrayOfLongs("missing")))));
    }

    /** Notes that contacts, which are locked, were changed by what is beside their rows: an address came or went. */
    public Future<Void> touch(SqlClient transaction, long organisationId, List<Long> contactIds, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        update contact set updated_at = greatest($3, updated_at + interval '1 microsecond')
                        where organisation_id = $1 and id = any ($2)
                        """)
                .execute(Tuple.of(organisationId, contactIds.toArray(Long[]::new), sql(now)))
                .mapEmpty();
    }

    /** Creates a contact without address or consent: {@code IdentityService} and the import complete it. */
    public Future<Long> insert(SqlClient client, long organisationId, ContactDetails details, Instant now) {
        return client.preparedQuery(
                        "insert into contact (organisation_id, created_at, updated_at, " + DetailColumns.ALL
                                + ") values ($1, $2, $2, " + DetailColumns.parameters(3)
                                + """
                        )
                        returning id
                        """)
                .execute(with(details, organisationId, sql(now)))
                .map(Rows.only(row -> row.getLong("id")));
    }

    /** These values, then those of {@link DetailColumns#ALL}. */
    private static Tuple with(ContactDetails details, Object... before) {
        Tuple tuple = Tuple.from(before);
        DetailColumns.values(details).forEach(tuple::addValue);
        return tuple;
    }

    /**
     * Locks contacts in id order, so that two who lock the same ones never wait for each other crosswise.
     *
     * @return those of the given that still stand for themselves: neither merged nor erased, nor another tenant's
     */
    public Future<List<Long>> lock(SqlClient transaction, long organisationId, List<Long> contactIds) {
        return transaction
                .preparedQuery(
                        """
                        select id from contact
                        where organisation_id = $1 and id = any ($2) and merged_into is null and erased_at is null
                        order by id
                        for no key update
                        """)
                .execute(Tuple.tuple().addLong(organisationId).addValue(contactIds.toArray(Long[]::new)))
                .map(Rows.all(row -> row.getLong("id")));
    }

    /**
     * Somebody was there.
     *
     * @param displayName empty when none was given
     * @param addressIds from which they wrote to {@code senderId}; empty when they did not write
     * @param at when they were
     */
    public record Presence(
            long organisationId,
            long contactId,
            String displayName,
            @Nullable String language,
            List<Long> addressIds,
            @Nullable Long senderId,
            Instant at) {}

    /**
     * Fills a name and a language that were unknown, never overwrites what an organiser wrote. Addresses from which the person
     * wrote are reachable, and the latest one is the preferred. One statement, because every message and every stop needs it.
     */
    public Future<Void> seen(SqlClient client, Presence presence, Instant now) {
        return client.preparedQuery(
                        """
                        with heard as (
                            update address
                            set sender_id = case when last_inbound_at is null or last_inbound_at <= $3
                                                 then $8 else sender_id end,
                                last_inbound_at = greatest(last_inbound_at, $3),
                                status = case when status = 'unreachable' then 'active' else status end,
                                status_reason = case when status = 'unreachable' then null else status_reason end
                            where id = any ($7) and organisation_id is not distinct from $1
                        )
                        update contact
                        set last_seen_at = greatest(last_seen_at, $3),
                            name = case when name = '' then $4 else name end,
                            language = coalesce(language, $5),
                            updated_at = case when (name = '' and $4 <> '') or (language is null and $5::text is not null)
                                              then $6 else updated_at end
                        where organisation_id = $1 and id = $2
                        """)
                .execute(Tuple.tuple()
                        .addValue(presence.organisationId())
                        .addValue(presence.contactId())
                        .addValue(sql(presence.at()))
                        .addValue(presence.displayName())
                        .addValue(presence.language())
                        .addValue(sql(now))
                        .addValue(presence.addressIds().toArray(Long[]::new))
                        .addValue(presence.senderId()))
                .mapEmpty();
    }

    /**
     * Makes {@code from} point to {@code into} for good: what is known of it fills the gaps of the other, its tags and
     * variables are added, and nothing personal stays behind but an external id where the other has one too: whoever looks
     * for it finds the other.
     */
    public Future<Void> merge(SqlClient client, long organisationId, long from, long into, Instant now) {
        return handedOver(client, organisationId, from, into)
                .compose(externalId -> join(client, organisationId, from, into, now, externalId.isPresent())
                        .compose(joined -> externalId.isEmpty()
                                ? Future.succeededFuture()
                                : client.preparedQuery(
                                                """
                                                update contact set external_id = $3, updated_at = $4
                                                where organisation_id = $1 and id = $2
                                                """)
                                        .execute(Tuple.of(organisationId, into, externalId.get(), sql(now)))
                                        .mapEmpty()));
    }

    /** Gives a contact another name, and leaves the rest. */
    public Future<Void> rename(SqlClient client, long organisationId, long contactId, String name, Instant now) {
        return client.preparedQuery(
                        """
                        update contact set name = $3, updated_at = $4 where organisation_id = $1 and id = $2
                        """)
                .execute(Tuple.of(organisationId, contactId, name, sql(now)))
                .mapEmpty();
    }

    /** The external id that goes from one to the other, in a statement of its own: the unique index refuses it in two rows. */
    private static Future<Optional<String>> handedOver(SqlClient client, long organisationId, long from, long into) {
        return client.preparedQuery(
                        """
                        select g.external_id from contact g join contact c on c.organisation_id = $1 and c.id = $3
                        where g.organisation_id = $1 and g.id = $2 and g.external_id is not null and c.external_id is null
                        """)
                .execute(Tuple.of(organisationId, from, into))
                .map(Rows.first(row -> row.getString("external_id")));
    }

    private static Future<Void> join(
            SqlClient client, long organisationId, long from, long into, Instant now, boolean handsOver) {
        return client.preparedQuery(JOIN)
                .execute(Tuple.of(organisationId, from, into, sql(now), handsOver))
                .mapEmpty();
    }

    /** Removes everything personal of contacts and of those that were merged into them; the rows stay, as pseudonyms. */
    public Future<Void> erase(SqlClient client, long organisationId, List<Long> contactIds, Instant now) {
        return client.preparedQuery(
                        """
                        update contact
                        set erased_at = $3, updated_at = $3, last_seen_at = null, external_id = null, %s, %s
                        where organisation_id = $1
                          and id = any ($2::bigint[] || array(select id from contact where merged_into = any ($2)))
                        """
                                .formatted(DetailColumns.NOTHING, NO_PACE))
                .execute(Tuple.of(organisationId, contactIds.toArray(Long[]::new), sql(now)))
                .mapEmpty();
    }

    /** These contacts and those that were merged into them. */
    public Future<List<Long>> withMerged(SqlClient client, long organisationId, List<Long> contactIds) {
        return client.preparedQuery(
                        """
                        select id from contact
                        where organisation_id = $1
                          and id = any ($2::bigint[] || array(select id from contact where merged_into = any ($2)))
                        order by id
                        """)
                .execute(Tuple.tuple().addLong(organisationId).addValue(contactIds.toArray(Long[]::new)))
                .map(Rows.all(row -> row.getLong("id")));
    }

    private static Contact contact(Row row) {
        return new Contact(
                row.getLong("id"),
                row.getLong("organisation_id"),
                DetailColumns.read(row),
                instant(row, "created_at"),
                row.getBoolean("language_heard"),
                instantOrNull(row, "last_seen_at"),
                row.getString("pace"),
                instantOrNull(row, "paced_at"),
                row.getLong("merged_into"),
                instantOrNull(row, "erased_at"));
    }
}
