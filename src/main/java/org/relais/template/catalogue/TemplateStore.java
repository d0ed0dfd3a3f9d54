package org.relais.template.catalogue;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.channel.CheckResult;
import org.relais.channel.TemplateCatalogue.CatalogueTemplate;
import org.relais.channel.TemplateChange;
import org.relais.channel.TemplateContent;
import org.relais.channel.TemplateContent.ButtonKind;
import org.relais.channel.TemplateContent.TemplateButton;
import org.relais.channel.TemplateName;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderStore;

/** The catalogue in SQL. */
public final class TemplateStore {
    private static final String LIST =
            """
            select t.* from sender_template t join sender s on s.id = t.sender_id
            where t.organisation_id = $1 and s.removed_at is null
            order by t.language, t.name, t.sender_id
            """;

    private static final String STATES =
            """
            select s.id as sender_id, h.templates_at, h.templates_fault
            from sender s left join sender_health h on h.sender_id = s.id
            where s.organisation_id = $1 and s.removed_at is null
            order by s.id
            """;

    private static final String LOCK =
            "select name, language, category from sender_template where organisation_id = $1 and sender_id = $2 for update";

    private static final String PUT =
            """
            insert into sender_template (organisation_id, sender_id, name, language, external_id, category, status, quality,
                                         reason, content)
            select $1, $2, name, language, external_id, category, status, quality, reason, content
            from jsonb_to_recordset($3) as t (name text, language text, external_id text, category text, status text,
                                              quality text, reason text, content jsonb)
            on conflict (organisation_id, sender_id, name, language) do update
                set external_id = excluded.external_id, category = excluded.category, status = excluded.status,
                    quality = excluded.quality, reason = excluded.reason, content = excluded.content,
                    coming_category = case when sender_template.category = excluded.category
                                           then sender_template.coming_category end,
                    coming_at = case when sender_template.category = excluded.category then sender_template.coming_at end
            """;

    private static final String KEEP_ONLY =
            """
            delete from sender_template t
            where organisation_id = $1 and sender_id = $2
              and not exists (select from jsonb_to_recordset($3) as k (name text, language text)
                              where k.name = t.name and k.language = t.language)
            """;

    private static final String TITLED =
            """
            update sender_template set title = $5
            where organisation_id = $1 and sender_id = $2 and name = $3 and language = $4
            """;

    private static final String LISTED =
            """
            insert into sender_health (sender_id, templates_at) values ($1, $2)
            on conflict (sender_id) do update set templates_at = excluded.templates_at, templates_fault = null
            """;

    private static final String FAILED =
            """
            insert into sender_health (sender_id, templates_fault, templates_due) values ($1, $2, $3)
            on conflict (sender_id) do update
                set templates_fault = excluded.templates_fault, templates_due = excluded.templates_due
            """;

    private static final String TAKE_DUE =
            """
            insert into sender_health (sender_id, templates_due)
            select s.id,
                   case when exists (select from sender_template t
                                     where t.organisation_id = s.organisation_id and t.sender_id = s.id and t.status = 'pending')
                        then $4::timestamptz else $3 end
            from sender s left join sender_health h on h.sender_id = s.id
            where s.removed_at is null and s.channel = any ($1) and coalesce(h.templates_due, '-infinity') <= $2
            on conflict (sender_id) do update set templates_due = excluded.templates_due
                where coalesce(sender_health.templates_due, '-infinity') <= $2
            returning sender_id
            """;

    private static final String SOON =
            "update sender_health set templates_due = $2 where sender_id = $1 and templates_due > $2";

    private static final String SENDERS =
            "select id, organisation_id, channel, external_id, name from sender where id = any ($1::bigint[]) order by id";

    private static final String ALL_DUE =
            "update sender_health set templates_due = null where templates_due is not null";

    private static final String DUE = "update sender_health set templates_due = null where sender_id = $1";

    /** What a webhook does not speak of stays; a new category ends the notice of it. */
    private static final String CHANGE =
            """
            with before as (
                select name, language, category from sender_template
                where organisation_id = $1 and sender_id = $2 and external_id = $3 for update
            )
            update sender_template t
            set status = coalesce($4, status), quality = coalesce($5, quality), category = coalesce($6, t.category),
                reason = case when $4::text is null then reason else $7 end,
                coming_category = case when $8::text is not null then $8
                                       when $6::text is null or $6 = t.category then coming_category end,
                coming_at = case when $8::text is not null then $9::timestamptz
                                 when $6::text is null or $6 = t.category then coming_at end
            from before b
            where t.organisation_id = $1 and t.sender_id = $2 and t.name = b.name and t.language = b.language
            returning b.category is distinct from t.category as recategorised
            """;

    /** Broadcasts with messages of a sender whose template it may not send; also those that begin meanwhile. */
    private static final String HOLD =
            """
            update broadcast b
            set state = 'paused',
                state_reason = 'template_' || case when t.status in ('paused', 'rejected', 'disabled', 'pending')
                                                   then t.status else 'unusable' end
            from message m, sender_template t join sender s on s.id = t.sender_id
            where t.status <> 'approved' and s.removed_at is null
              and b.organisation_id = t.organisation_id and b.state in ('expanding', 'sending') and b.finished_at is null
            """;

    private static final String USES_IT =
            """
              and m.id in (b.message_id, b.variant_id) and m.spec #>> '{template,name}' = t.name
              and exists (select from jsonb_each(m.spec #> '{template,wordings}') w where w.value ->> 'language' = t.language)
              and exists (select from delivery d
                          where d.sender_id = t.sender_id and d.priority = 2 and coalesce(d.broadcast_id, 0) = b.id
                            and d.queued)
            """;

    private static final String RECATEGORISED =
            """
            update broadcast b set state = 'paused', state_reason = 'template_recategorised'
            from message m, sender_template t
            where t.organisation_id = $1 and t.sender_id = $2 and t.name = $3 and t.language = $4
              and b.organisation_id = t.organisation_id and b.state in ('expanding', 'sending') and b.finished_at is null
            """;

    /** What is known of an organisation's templates. */
    public Future<Catalogue> load(SqlClient client, long organisationId) {
        return client.preparedQuery(LIST)
                .execute(Tuple.of(organisationId))
                .map(Rows.all(TemplateStore::template))
                .compose(templates -> client.preparedQuery(STATES)
                        .execute(Tuple.of(organisationId))
                        .map(Rows.all(TemplateStore::state))
                        .map(states -> new Catalogue(templates, states)));
    }

    /** Replaces a sender's; completes with the names of those whose category is another than it was. */
    Future<List<TemplateName>> replace(
            SqlClient transaction, Sender sender, List<CatalogueTemplate> templates, Instant now) {
        JsonArray rows = new JsonArray(
                templates.stream().distinct().map(TemplateStore::json).toList());
        return transaction
                .preparedQuery(LOCK)
                .execute(Tuple.of(sender.organisationId(), sender.id()))
                .compose(before -> transaction
                        .preparedQuery(KEEP_ONLY)
                        .execute(Tuple.of(sender.organisationId(), sender.id(), rows))
                        .compose(kept -> put(transaction, sender, rows))
                        .compose(put ->
                                transaction.preparedQuery(LISTED).execute(Tuple.of(sender.id(), Timestamps.sql(now))))
                        .map(listed -> recategorised(before, templates)));
    }

    private static List<TemplateName> recategorised(RowSet<Row> before, List<CatalogueTemplate> now) {
        HashMap<TemplateName, String> categories = new HashMap<>();
        before.forEach(row -> categories.put(
                new TemplateName(row.getString("name"), row.getString("language")), row.getString("category")));
        return now.stream()
                .filter(template ->
                        !template.category().equals(categories.getOrDefault(template.name(), template.category())))
                .map(CatalogueTemplate::name)
                .toList();
    }

    /** Adds one that was handed in, under the title that it was given here. */
    Future<Void> add(SqlClient transaction, Sender sender, CatalogueTemplate template, @Nullable String title) {
        return put(transaction, sender, new JsonArray().add(json(template))).compose(put -> transaction
                .preparedQuery(TITLED)
                .execute(Tuple.of(
                        sender.organisationId(),
                        sender.id(),
                        template.name().name(),
                        template.name().language(),
                        title))
                .mapEmpty());
    }

    private static Future<Void> put(SqlClient transaction, Sender sender, JsonArray rows) {
        return transaction
                .preparedQuery(PUT)
                .execute(Tuple.of(sender.organisationId(), sender.id(), rows))
                .mapEmpty();
    }

    Future<Void> failed(SqlClient client, long senderId, CheckResult fault, Instant again) {
        return client.preparedQuery(FAILED)
                .execute(Tuple.of(senderId, fault.json(), Timestamps.sql(again)))
                .mapEmpty();
    }

    /**
     * Takes the senders that no node has asked for lately.
     *
     * @param soon when those are due again that wait for a decision
     */
    Future<List<Sender>> takeDue(SqlClient client, Set<String> channels, Instant now, Instant next, Instant soon) {
        return client.preparedQuery(TAKE_DUE)
                .execute(Tuple.of(
                        channels.toArray(String[]::new),
                        Timestamps.sql(now),
                        Timestamps.sql(next),
                        Timestamps.sql(soon)))
                .map(Rows.all(row -> row.getLong("sender_id")))
                .compose(ids -> ids.isEmpty()
                        ? Future.succeededFuture(List.<Sender>of())
                        : client.preparedQuery(SENDERS)
                                .execute(Tuple.of(ids.toArray(Long[]::new)))
                                .map(Rows.all(SenderStore::sender)));
    }

    Future<Void> allDue(SqlClient client) {
        return client.query(ALL_DUE).execute().mapEmpty();
    }

    /** Has a sender's asked for by then. */
    Future<Void> soon(SqlClient client, long senderId, Instant then) {
        return client.preparedQuery(SOON)
                .execute(Tuple.of(senderId, Timestamps.sql(then)))
                .mapEmpty();
    }

    Future<Void> due(SqlClient client, long senderId) {
        return client.preparedQuery(DUE).execute(Tuple.of(senderId)).mapEmpty();
    }

    /** Notes what a webhook says; completes with whether the category is another than it was. */
    Future<Boolean> change(SqlClient transaction, Sender sender, TemplateChange change) {
        Tuple values = Tuple.of(sender.organisationId(), sender.id(), change.externalId());
        values.addString(change.status())
                .addString(change.quality())
                .addString(change.category())
                .addString(change.reason())
                .addString(change.coming())
                .addOffsetDateTime(Timestamps.sqlOrNull(change.comingAt()));
        return transaction
                .preparedQuery(CHANGE)
                .execute(values)
                .map(Rows.first(row -> row.getBoolean("recategorised")))
                .map((Optional<Boolean> found) -> found.orElse(false));
    }

    /** Pauses what can't be sent as it is; completes with how many broadcasts. */
    Future<Integer> hold(SqlClient client) {
        return client.query(HOLD + USES_IT).execute().map(RowSet::rowCount);
    }

    Future<Integer> recategorised(SqlClient client, Sender sender, TemplateName name) {
        return client.preparedQuery(RECATEGORISED + USES_IT)
                .execute(Tuple.of(sender.organisationId(), sender.id(), name.name(), name.language()))
                .map(RowSet::rowCount);
    }

    private static Catalogue.State state(Row row) {
        JsonObject fault = row.getJsonObject("templates_fault");
        return new Catalogue.State(
                row.getLong("sender_id"),
                Timestamps.instantOrNull(row, "templates_at"),
                fault == null ? null : CheckResult.of(fault));
    }

    private static StoredTemplate template(Row row) {
        return new StoredTemplate(
                row.getLong("sender_id"),
                new CatalogueTemplate(
                        row.getString("external_id"),
                        new TemplateName(row.getString("name"), row.getString("language")),
                        row.getString("category"),
                        row.getString("status"),
                        row.getString("quality"),
                        row.getString("reason"),
                        content(row.getJsonObject("content"))),
                row.getString("coming_category"),
                Timestamps.instantOrNull(row, "coming_at"),
                row.getString("title"));
    }

    private static JsonObject json(CatalogueTemplate template) {
        return new JsonObject()
                .put("name", template.name().name())
                .put("language", template.name().language())
                .put("external_id", template.externalId())
                .put("category", template.category())
                .put("status", template.status())
                .put("quality", template.quality())
                .put("reason", template.reason())
                .put("content", json(template.content()));
    }

    private static JsonObject json(TemplateContent content) {
        JsonArray buttons = new JsonArray();
        content.buttons()
                .forEach(button -> buttons.add(new JsonObject()
                        .put("kind", button.kind().name())
                        .put("label", button.label())
                        .put("value", button.value())));
        JsonObject json = new JsonObject().put("body", content.body()).put("buttons", buttons);
        put(json, "header", content.header());
        put(json, "footer", content.footer());
        return json;
    }

    private static void put(JsonObject json, String field, @Nullable String text) {
        if (text != null) {
            json.put(field, text);
        }
    }

    private static TemplateContent content(JsonObject json) {
        return new TemplateContent(
                json.getString("header"),
                json.getString("body"),
                json.getString("footer"),
                json.getJsonArray("buttons").stream()
                        .map(JsonObject.class::cast)
                        .map(button -> new TemplateButton(
                                ButtonKind.valueOf(button.getString("kind")),
                                button.getString("label"),
                                button.getString("value")))
                        .toList());
    }
}
