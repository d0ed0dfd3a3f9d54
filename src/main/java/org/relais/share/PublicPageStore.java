package org.relais.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Set;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.organisation.Actor;

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
     * @param barredChannels on which the platform's terms bar it from writing: nobody is invited there
     */
    public record PublicPage(PublicLinks links, Set<String> barredChannels) {
        public PublicPage {
            barredChannels = Set.copyOf(barredChannels);
        }
    }

    public Future<PublicPage> find(SqlClient client, long organisationId) {
        return client.preparedQuery(FIND).execute(Tuple.of(organisationId)).map(Rows.only(PublicPageStore::page));
    }

    /** The links alone. */
    public Future<PublicLinks> links(SqlClient client, long organisationId) {
        return find(client, organisationId).map(PublicPage::links);
    }

    /** Sets the links of the actor's organisation; null removes one. Fails with SQLSTATE 23514 for what is no web address. */
    Future<Void> put(SqlClient client, Actor actor, PublicLinks links, Instant now) {
        return client.preparedQuery(PUT)
                .execute(Tuple.of(
                        actor.organisationId(),
                        links.legalUrl(),
                        links.privacyUrl(),
                        actor.name(),
                        Timestamps.sql(now)))
                .mapEmpty();
    }

    /** The links in a row that has their columns. */
    static PublicLinks links(Row row) {
        return new PublicLinks(row.getString("legal_url"), row.getString("privacy_url"));
    }

    private static PublicPage page(Row row) {
        return new PublicPage(links(row), Set.of(row.getArrayOfStrings("barred_channels")));
    }
}
