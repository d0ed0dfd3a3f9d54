package org.relais.consent;

import static org.relais.database.Timestamps.instant;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.database.Rows;

/** Contacts by where they stand, in SQL; why somebody may not be messaged comes from the one definition of that. */
public final class ContactConsentStore {
    private static final String COLUMNS =
            """
            select c.id, s.class, s.state, s.changed_at, s.basis_event_id, m.channels, m.refusal
            from contact c
            join consent s on s.contact_id = c.id
            join messageable_contact m on m.contact_id = c.id
            where c.organisation_id = $1 and c.merged_into is null and c.erased_at is null
            """;

    private static final String FIND = COLUMNS + """
              and c.id = $2
            """;

    private static final String FILTERED =
            """
              and c.id > $2
              and ($3::text is null or c.tags @> array[$3])
              and ($4::text is null or s.state = $4)
              and ($5::text is null or s.class = $5)
            """;

    private static final String ALL = COLUMNS + FILTERED
            + """
              and $6::text is null
            order by c.id
            limit $7
            """;

    private static final String BY_NAME = COLUMNS + FILTERED
            + """
              and c.id = any (array(select contacts_named($1, $6)))
            order by c.id
            limit $7
            """;

    private static final String BY_IDENTIFIER = COLUMNS + FILTERED
            + """
              and c.id in (select a.contact_id from address a where a.organisation_id = $1 and a.identifier = $6)
            order by c.id
            limit $7
            """;

    /** Where one contact stands; empty when it was merged or erased, or is another organisation's. */
    public Future<Optional<ContactConsent>> find(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, contactId))
                .map(rows -> all(rows).stream().findFirst());
    }

    /**
     * Contacts that are neither merged nor erased, in id order.
     *
     * @param afterId the last id of the page before, 0 for the first
     * @param limit 1 to 1,000
     */
    public Future<List<ContactConsent>> page(
            SqlClient client, long organisationId, Filter filter, long afterId, int limit) {
        boolean byIdentifier = filter.identifier() != null;
        return client.preparedQuery(byIdentifier ? BY_IDENTIFIER : filter.name() == null ? ALL : BY_NAME)
                .execute(Tuple.of(
                        organisationId,
                        afterId,
                        filter.tag(),
                        filter.state() == null ? null : filter.state().sqlName(),
                        filter.consentClass() == null
                                ? null
                                : filter.consentClass().sqlName(),
                        byIdentifier ? filter.identifier() : filter.name(),
                        Math.max(1, Math.min(limit, 1_000))))
                .map(ContactConsentStore::all);
    }

    /**
     * Whom to list; null parts don't narrow.
     *
     * @param name the beginnings of words of the name, whatever their accents and capitals; not heeded beside an identifier
     * @param identifier a whole one in its canonical form, on whatever channel
     */
    public record Filter(
            @Nullable String tag,
            @Nullable ConsentState state,
            @Nullable ConsentClass consentClass,
            @Nullable String name,
            @Nullable String identifier) {}

    private static List<ContactConsent> all(RowSet<Row> rows) {
        return Rows.all(
                rows,
                row -> new ContactConsent(
                        row.getLong("id"),
                        ConsentClass.of(row.getString("class")),
                        ConsentState.of(row.getString("state")),
                        instant(row, "changed_at"),
                        row.getLong("basis_event_id"),
                        List.of(row.getArrayOfStrings("channels")),
                        row.getString("refusal")));
    }
}
