package org.relais.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** What an organisation's public pages link to (table {@code public_page}). */
public final class PublicPageStore {
    private static final String FIND =
            """
            select p.legal_url, p.privacy_url, o.barred_channels
            from organisation o
            left join public_page p on p.organisation_id = o.id
            where o.id = $1
            """;

    private static final String PUT =
            """
            insert into public_page (organisation_id, legal_url, privacy_url, updated_by, updated_at)
            values ($1, $2, $3, $4, $5)
            on conflict (organisation_id) do update
            set legal_url = excluded.legal_url, privacy_url = excluded.privacy_url,
                updated_by = excluded.updated_by, updated_at = excluded.updated_at
            """;

    /**
     * @param legalUrl legal notice on the organisation's own site; null when it has not said
     * @param privacyUrl privacy policy there; null when it has not said
     * @param barredChannels on which the platform's terms bar it from writing: nobody is invited there
     */
    public record PublicPage(@Nullable String legalUrl, @Nullable String privacyUrl, Set<String> barredChannels) {
        public PublicPage {
            barredChannels = Set.copyOf(barredChannels);
        }
    }

    public Future<PublicPage> find(SqlClient client, long organisationId) {
        return client.preparedQuery(FIND).execute(Tuple.of(organisationId)).map(Rows.only(PublicPageStore::page));
    }

    /** Sets the links of an organisation; null removes one. Fails with SQLSTATE 23514 for what is no web address. */
    public Future<Void> put(
            SqlClient client,
            long organisationId,
            @Nullable String legalUrl,
            @Nullable String privacyUrl,
            String actor,
            Instant now) {
        return client.preparedQuery(PUT)
                .execute(Tuple.of(organisationId, legalUrl, privacyUrl, actor, Timestamps.sql(now)))
                .mapEmpty();
    }

    private static PublicPage page(Row row) {
        return new PublicPage(
                row.getString("legal_url"),
                row.getString("privacy_url"),
                Set.of(row.getArrayOfStrings("barred_channels")));
    }
}
