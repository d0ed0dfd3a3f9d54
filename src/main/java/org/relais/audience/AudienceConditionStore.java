package org.relais.audience;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Purpose;
import org.relais.contact.ConsentClass;
import org.relais.database.Database;
import org.relais.database.Timestamps;

/** What an audience asks for as conditions in SQL, with the parameters that they name. */
final class AudienceConditionStore {
    /**
     * The areas that people have which are these, however they are written: capitals and accents don't count. Looked up
     * once, among the combinations that occur, so that each person's own is only compared.
     */
    static final String SPELLINGS = "array(select f.area from facet f where f.organisation_id = $1"
            + " and folded(f.area) = any (array(select folded(one) from unnest(%s) one)))";

    /** Parameters $1 to $8 of every statement below; a null stands for no condition. */
    static final String CHOSEN =
            """
            c.organisation_id = $1 and c.merged_into is null and c.erased_at is null
              and ($2::text[] is null or c.tags && $2)
              and ($3::text[] is null or c.tags @> $3)
              and ($4::text[] is null or not c.tags && $4)
              and ($5::text[] is null or c.area = any (/*spellings*/))
              and ($6::text[] is null
                   or coalesce(c.language, (select language from organisation where id = $1)) = any ($6))
              and ($7::bigint[] is null or c.id = any ($7))
              and ($8::text[] is null or m.class = any ($8))
              and /*rows*/ true
            """
                    .replace("/*spellings*/", SPELLINGS.formatted("$5"));

    /** Where the conditions on answers and the rows stand, whose parameters come last. */
    private static final String ROWS = "/*rows*/ true";

    /** The same where groups of people are counted. */
    private static final String GROUP_ROWS = "/*group rows*/ true";

    /** Channels that the organisation has a sender for: $9 narrows them to one. */
    static final String SENDERS =
            """
            senders as (
                select coalesce(array_agg(distinct s.channel), '{}') as channels,
                       coalesce(array_agg(distinct s.channel) filter (where s.channel <> all (o.barred_channels)), '{}')
                           as permitted
                from organisation o
                left join sender s on s.organisation_id = o.id and s.removed_at is null
                                      and ($9::text is null or s.channel = $9)
                where o.id = $1
            )
            """;

    /** $10 is true for a first contact. The person's own refusal goes before a missing sender. */
    static final String REASON =
            """
            coalesce(case when $10 then m.first_contact_refusal else m.refusal end,
                     case when not m.channels && (select channels from senders) then 'no_address'
                          when not m.channels && (select permitted from senders) then 'channel_policy' end)
            """;

    /** Stands for the moment at which it leaves, a parameter when that is not now. */
    private static final String LEAVES = "/*leaves*/ now()";

    /** Who would get it and has asked for fewer messages than that. A first contact is the only one there is. */
    static final String ASKED_FOR_LESS =
            "c.pace is not null and not $10 and too_soon(c.pace, c.paced_at, c.paced_delivery_id, %s)"
                    .formatted(LEAVES);

    /** The same for one person, whose contact is {@code c}. */
    static final String PERSON_REASON =
            "coalesce(%s, case when %s then 'asked_for_less' end)".formatted(REASON, ASKED_FOR_LESS);

    /** The same conditions on consent's own counts, with the parameter of classes. */
    static final String GROUPS =
            """
            ($2::text[] is null or m.tags && $2)
              and ($3::text[] is null or m.tags @> $3)
              and ($4::text[] is null or not m.tags && $4)
              and ($5::text[] is null or m.area = any (/*spellings*/))
              and ($6::text[] is null
                   or coalesce(m.language, (select language from organisation where id = $1)) = any ($6))
              and (%1$s::text[] is null or m.class = any (%1$s))
              and /*group rows*/ true
            """
                    .replace("/*spellings*/", SPELLINGS.formatted("$5"));

    private AudienceConditionStore() {}

    /**
     * Runs a statement over the people whom the audience chooses; conditions on answers and rows are added to it. Then it is
     * planned each time: what a row asks for may be found in a table that is empty at one moment and full at the next.
     */
    static Future<RowSet<Row>> execute(SqlClient client, String statement, Target target, Tuple parameters) {
        Instant leaves = target.leaves();
        String sql = statement;
        if (leaves != null && statement.contains(LEAVES)) {
            parameters.addValue(Timestamps.sql(leaves));
            sql = statement.replace(LEAVES, "$" + parameters.size() + "::timestamptz");
        }
        Audience audience = target.audience();
        List<String> conditions = new ArrayList<>();
        audience.answers().forEach(answer -> conditions.add(condition(answer, parameters)));
        if (!audience.rows().isEmpty()) {
            conditions.add(AudienceRowStore.condition(audience.rows(), parameters));
        }
        if (conditions.isEmpty()) {
            return client.preparedQuery(sql).execute(parameters);
        }
        String all = String.join(" and ", conditions);
        return client.preparedQuery(Database.PLANNED_EACH_TIME
                        + sql.replace(ROWS, all.replace(AudienceRowStore.PLACE, "c"))
                                .replace(GROUP_ROWS, all.replace(AudienceRowStore.PLACE, "m")))
                .execute(parameters);
    }

    /** Adds the parameters that it names. */
    static String condition(AnswerCondition condition, Tuple parameters) {
        parameters.addValue(condition.broadcastId());
        String broadcast = "$" + parameters.size();
        String payloads = "";
        if (!condition.payloads().isEmpty()) {
            parameters.addValue(condition.payloads().toArray(String[]::new));
            payloads = " and x.payload = any ($" + parameters.size() + ")";
        }
        String answered = "(select from broadcast_answer x where x.broadcast_id = " + broadcast
                + " and x.contact_id = c.id and x.replaced_at is null" + payloads + ")";
        return condition.answered()
                ? "exists " + answered
                : "exists (select from delivery d where d.broadcast_id = " + broadcast
                        + " and d.contact_id = c.id and d.state in ('accepted', 'delivered', 'read')"
                        // Whoever wrote something else waits for an answer, and is not asked the same again; nor who
                        // has stopped.
                        + (payloads.isEmpty()
                                ? " and not exists (select from inbound_message i where i.contact_id = c.id"
                                        + " and " + AudienceStore.WROTE_SINCE.formatted("d") + " offset 0)"
                                        + " and exists (select from consent s where s.contact_id = c.id"
                                        + " and (s.stopped_at is null or s.stopped_at <= d.queued_at) offset 0)"
                                : "")
                        + ") and not exists " + answered;
    }

    static Tuple parameters(Target target) {
        Audience audience = target.audience();
        return chosen(target)
                .addValue(
                        audience.contactIds().isEmpty()
                                ? null
                                : audience.contactIds().toArray(Long[]::new))
                .addValue(classes(audience));
    }

    /** Organisation, tags, areas and languages. */
    static Tuple chosen(Target target) {
        Audience audience = target.audience();
        return Tuple.tuple()
                .addValue(target.organisationId())
                .addValue(array(audience.anyTags()))
                .addValue(array(audience.allTags()))
                .addValue(array(audience.noTags()))
                .addValue(array(audience.areas()))
                .addValue(array(audience.languages()));
    }

    static String @Nullable [] classes(Audience audience) {
        return array(audience.classes().stream().map(ConsentClass::sqlName).toList());
    }

    private static String @Nullable [] array(Collection<String> values) {
        return values.isEmpty() ? null : values.toArray(String[]::new);
    }

    static boolean firstContact(Target target) {
        return target.purpose() == Purpose.FIRST_CONTACT;
    }
}
