package org.relais.template;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.relais.database.Rows;
import org.relais.template.OrganisationProfile.SenderTemplate;

/** What of an organisation stands in its messages. */
public final class OrganisationProfileStore {
    private static final String LOAD =
            """
            select o.name, o.name_of, o.purpose, o.language, o.mention_every_days, o.mention_link,
                   (select f.name from federation f where f.id = o.federation_id) as federation
            from organisation o
            where o.id = $1
            """;

    private static final String MARKETING =
            """
            select s.external_id, t.name, t.language
            from sender_template t join sender s on s.organisation_id = t.organisation_id and s.id = t.sender_id
            where t.organisation_id = $1 and t.category = 'marketing'
            """;

    /** The letterhead; fails with {@link IllegalArgumentException} when there is no such organisation. */
    public Future<OrganisationProfile> of(SqlClient client, long organisationId) {
        return client.preparedQuery(LOAD)
                .execute(Tuple.of(organisationId))
                .map(Rows.first(row -> profile(organisationId, row)))
                .map(found -> found.orElseThrow(
                        () -> new IllegalArgumentException("there is no organisation " + organisationId)));
    }

    /** Those of its templates that the platforms call marketing, as far as they have been listed. */
    Future<Set<SenderTemplate>> marketing(SqlClient client, long organisationId) {
        return client.preparedQuery(MARKETING)
                .execute(Tuple.of(organisationId))
                .map(Rows.all(row -> new SenderTemplate(
                        row.getString("external_id"), row.getString("name"), row.getString("language"))))
                .map(Set::copyOf);
    }

    private static OrganisationProfile profile(long organisationId, Row row) {
        Map<String, String> purposes = new HashMap<>();
        row.getJsonObject("purpose").forEach(entry -> purposes.put(entry.getKey(), String.valueOf(entry.getValue())));
        String language = row.getString("language");
        String federation = row.getString("federation");
        return new OrganisationProfile(
                organisationId,
                OrganisationName.of(row.getString("name"), row.getString("name_of")),
                federation == null ? null : OrganisationName.of(federation, null),
                purposes,
                language,
                row.getInteger("mention_every_days"),
                row.getBoolean("mention_link"),
                Texts.standard().of(language));
    }
}
