package org.relais.template;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.database.Timestamps;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;

/** What of an organisation stands in its messages, and the wordings of its own (table {@code text_override}). */
public final class OrganisationProfileStore {
    private static final String LOAD =
            """
            select o.name, o.purpose, o.language, o.mention_every_days, o.mention_link, t.language as text_language, t.key, t.text
            from organisation o
            left join text_override t on t.organisation_id = o.id
            where o.id = $1
            """;

    private static final String REWORD =
            """
            insert into text_override (organisation_id, language, key, text, updated_by, updated_at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (organisation_id, language, key) do update
            set text = excluded.text, updated_by = excluded.updated_by, updated_at = excluded.updated_at
            """;

    private static final String RESTORE =
            """
            delete from text_override where organisation_id = $1 and language = $2 and key = $3
            """;

    private static final String WORDINGS =
            """
            select language, key, text from text_override where organisation_id = $1 order by key, language
            """;

    /** A wording of the organisation's own. */
    public record TextOverride(String language, String key, String text) {}

    /** The letterhead, or empty when there is no such organisation. */
    public Future<Optional<OrganisationProfile>> load(SqlClient client, long organisationId) {
        return client.preparedQuery(LOAD)
                .execute(Tuple.of(organisationId))
                .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(letterhead(organisationId, rows)));
    }

    /**
     * Rewords one text for one organisation.
     *
     * @return fails with {@link InvalidInputException} when the wording can't be used; nothing is changed then
     */
    public Future<Void> reword(SqlClient client, long organisationId, TextOverride wording, String actor, Instant now) {
        List<Fault> faults = Texts.standard().faults(wording.key(), wording.language(), wording.text());
        if (!faults.isEmpty()) {
            return Future.failedFuture(new InvalidInputException(faults));
        }
        return client.preparedQuery(REWORD)
                .execute(Tuple.of(
                        organisationId, wording.language(), wording.key(), wording.text(), actor, Timestamps.sql(now)))
                .mapEmpty();
    }

    /** Goes back to the text as delivered; completes with whether there was a wording of its own. */
    public Future<Boolean> restore(SqlClient client, long organisationId, String language, String key) {
        return client.preparedQuery(RESTORE)
                .execute(Tuple.of(organisationId, language, key))
                .map(rows -> rows.rowCount() > 0);
    }

    /** Every wording of the organisation's own, by key and language. */
    public Future<List<TextOverride>> wordings(SqlClient client, long organisationId) {
        return client.preparedQuery(WORDINGS).execute(Tuple.of(organisationId)).map(rows -> {
            List<TextOverride> wordings = new ArrayList<>();
            rows.forEach(row -> wordings.add(
                    new TextOverride(row.getString("language"), row.getString("key"), row.getString("text"))));
            return wordings;
        });
    }

    private static OrganisationProfile letterhead(long organisationId, RowSet<Row> rows) {
        Map<String, Map<String, String>> wordings = new HashMap<>();
        for (Row row : rows) {
            if (row.getString("key") != null) {
                wordings.computeIfAbsent(row.getString("text_language"), language -> new HashMap<>())
                        .put(row.getString("key"), row.getString("text"));
            }
        }
        Row first = rows.iterator().next();
        Map<String, String> purposes = new HashMap<>();
        JsonObject purpose = first.getJsonObject("purpose");
        purpose.forEach(entry -> purposes.put(entry.getKey(), String.valueOf(entry.getValue())));
        String language = first.getString("language");
        return new OrganisationProfile(
                organisationId,
                first.getString("name"),
                purposes,
                language,
                first.getInteger("mention_every_days"),
                first.getBoolean("mention_link"),
                Texts.standard().reworded(language, wordings));
    }
}
