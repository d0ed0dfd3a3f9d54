package org.relais.consent;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** People with what may be sent to them, as organisers look for them; reads only. */
public final class ContactListStore {
    private static final String SELECT =
            """
            select c.id, c.name, c.tags, c.created_at, c.last_seen_at, m.class, m.state, m.channels, m.refusal,
                   a.channel, a.kind, a.identifier
            from contact c
            join messageable_contact m on m.contact_id = c.id
            left join lateral (
                select channel, kind, identifier from address
                where contact_id = c.id and status = 'active'
                order by last_inbound_at desc nulls last, id
                limit 1) a on true
            where c.organisation_id = $1 and m.organisation_id = $1
              and c.merged_into is null and c.erased_at is null
            """;

    private static final String PAGE = SELECT
            + """
              and c.id < $2
              and ($3::text is null or m.state = $3)
              and ($4::text is null or m.class = $4)
              and ($5::text is null or c.tags @> array[$5])
              %s
            order by c.id desc
            limit $6
            """;

    private static final String NAMED =
            """
            and c.id = any (array(select contacts_named($1, $7)))
            """;

    private static final String NAMED_OR_NUMBERED =
            """
            and c.id = any (array(select contacts_named($1, $7)
                                  union
                                  select contact_id from address where organisation_id = $1 and identifier like $8))
            """;

    private static final String FIND = SELECT + """
              and c.id = $2
            """;

    private static final String COUNT =
            """
            select state, sum(contacts)::bigint as people from messageable_count where organisation_id = $1 group by state
            """;

    private static final String TAGS =
            """
            select t.tag, count(*) as people
            from (select unnest(tags) as tag from contact where organisation_id = $1 and merged_into is null) t
            group by t.tag order by people desc, t.tag limit $2
            """;

    /**
     * What to list; null parts don't narrow.
     *
     * @param search the beginnings of words of a name, whatever their accents and capitals, or the last digits of a number
     *     (four at least)
     */
    public record Filter(
            @Nullable ConsentState state,
            @Nullable ConsentClass consentClass,
            @Nullable String tag,
            @Nullable String search) {
        public static final Filter ALL = new Filter(null, null, null, null);
    }

    /**
     * People, the newest first; those who were merged or erased are not there.
     *
     * @param beforeId the last contact of the page before; {@link Long#MAX_VALUE} for the first
     * @param limit 1 to 1,000
     */
    public Future<List<ContactListEntry>> page(
            SqlClient client, long organisationId, Filter filter, long beforeId, int limit) {
        String ending = ending(filter.search());
        Tuple values = Tuple.tuple()
                .addLong(organisationId)
                .addLong(beforeId)
                .addString(filter.state() == null ? null : filter.state().sqlName())
                .addString(
                        filter.consentClass() == null
                                ? null
                                : filter.consentClass().sqlName())
                .addString(filter.tag())
                .addInteger(Math.max(1, Math.min(limit, 1_000)));
        if (filter.search() != null) {
            values.addString(filter.search());
        }
        if (ending != null) {
            values.addString(ending);
        }
        return client.preparedQuery(
                        PAGE.formatted(filter.search() == null ? "" : ending == null ? NAMED : NAMED_OR_NUMBERED))
                .execute(values)
                .map(Rows.all(ContactListStore::person));
    }

    /** One person; empty when unknown, merged or erased. */
    public Future<Optional<ContactListEntry>> find(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.first(ContactListStore::person));
    }

    /** How many people stand where; every state is there. */
    public Future<Map<ConsentState, Long>> counts(SqlClient client, long organisationId) {
        return client.preparedQuery(COUNT).execute(Tuple.of(organisationId)).map(rows -> {
            Map<ConsentState, Long> counts = new EnumMap<>(ConsentState.class);
            for (ConsentState state : ConsentState.values()) {
                counts.put(state, 0L);
            }
            rows.forEach(row -> counts.put(ConsentState.of(row.getString("state")), row.getLong("people")));
            return counts;
        });
    }

    /** The tags that most people have. */
    public Future<List<String>> tags(SqlClient client, long organisationId, int limit) {
        return client.preparedQuery(TAGS)
                .execute(Tuple.of(organisationId, limit))
                .map(Rows.all(row -> row.getString("tag")));
    }

    /** A pattern for identifiers that end so, whatever stands between the digits; 0 in front is the national prefix. */
    private static @Nullable String ending(@Nullable String search) {
        if (search == null || !search.matches("[+0-9 ().\\-/]{4,40}")) {
            return null;
        }
        String digits = search.replaceAll("\\D", "").replaceFirst("^0+", "");
        return digits.length() < 4 ? null : "%" + digits;
    }

    private static ContactListEntry person(Row row) {
        String identifier = row.getString("identifier");
        return new ContactListEntry(
                row.getLong("id"),
                row.getString("name"),
                identifier == null
                        ? null
                        : new AddressId(row.getString("channel"), AddressKind.of(row.getString("kind")), identifier),
                List.of(row.getArrayOfStrings("tags")),
                ConsentClass.of(row.getString("class")),
                ConsentState.of(row.getString("state")),
                List.of(row.getArrayOfStrings("channels")),
                row.getString("refusal"),
                Timestamps.instant(row, "created_at"),
                Timestamps.instantOrNull(row, "last_seen_at"));
    }
}
