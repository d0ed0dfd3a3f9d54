package org.relais.template;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.template.OrganisationProfile.SenderTemplate;

/** What of an organisation stands in its messages. */
public final class OrganisationProfileStore {
    private static final String LOAD =
            """
            select o.name, o.name_of, o.purpose, o.language, o.mention_every_days, o.mention_link,
                   (select jsonb_agg(jsonb_build_array(s.external_id, t.name, t.language))
                    from sender_template t join sender s on s.id = t.sender_id
                    where t.organisation_id = o.id and t.category = 'marketing') as marketing
            from organisation o
            where o.id = $1
            """;

    /** The letterhead, or empty when there is no such organisation. */
    public Future<Optional<OrganisationProfile>> load(SqlClient client, long organisationId) {
        return client.preparedQuery(LOAD)
                .execute(Tuple.of(organisationId))
                .map(Rows.first(row -> profile(organisationId, row)));
    }

    private static OrganisationProfile profile(long organisationId, Row row) {
        Map<String, String> purposes = new HashMap<>();
        row.getJsonObject("purpose").forEach(entry -> purposes.put(entry.getKey(), String.valueOf(entry.getValue())));
        String language = row.getString("language");
        return new OrganisationProfile(
                organisationId,
                OrganisationName.of(row.getString("name"), row.getString("name_of")),
                purposes,
                language,
                row.getInteger("mention_every_days"),
                row.getBoolean("mention_link"),
                Texts.standard().of(language),
                marketing(row.getJsonArray("marketing")));
    }

    private static Set<SenderTemplate> marketing(@Nullable JsonArray templates) {
        return templates == null
                ? Set.of()
                : templates.stream()
                        .map(JsonArray.class::cast)
                        .map(one -> new SenderTemplate(one.getString(0), one.getString(1), one.getString(2)))
                        .collect(Collectors.toUnmodifiableSet());
    }
}
