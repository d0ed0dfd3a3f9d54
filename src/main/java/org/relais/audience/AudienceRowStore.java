package org.relais.audience;

import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.audience.AudienceCondition.Alike;
import org.relais.audience.AudienceCondition.Answered;
import org.relais.audience.AudienceCondition.Consented;
import org.relais.audience.AudienceCondition.Did;
import org.relais.audience.AudienceCondition.Received;
import org.relais.audience.AudienceCondition.Silent;
import org.relais.audience.AudienceCondition.Surveyed;
import org.relais.audience.AudienceCondition.Variable;
import org.relais.database.Timestamps;

/**
 * Rows of an audience as one condition in SQL, over {@code c} (contact) and {@code m} (who may be messaged). $1 is the
 * organisation. Every look-up is by an index that begins with what the row names or with the person.
 */
final class AudienceRowStore {
    /** Stands for where tags, area and language are read from: the contact, or a group of contacts. */
    static final String PLACE = "{place}";

    private static final String UNANSWERED =
            """
            (select o.action_id, d.contact_id, d.settled_at
             from delivery d join action_offer o on o.broadcast_id = d.broadcast_id
             where d.contact_id = c.id and d.state in ('accepted', 'delivered', 'read')
               and not exists (select from assignment s where s.action_id = o.action_id and s.contact_id = c.id
                                                          and s.answer is not null)
               and not exists (select from event_answer e where e.action_id = o.action_id and e.contact_id = c.id)
               -- Nobody waits for an answer of somebody who has stopped.
               and not exists (select from consent s
                               where s.contact_id = c.id and s.state = 'unsubscribed' offset 0)) x
            where true""";

    private AudienceRowStore() {}

    /** From the top down; adds the parameters that it names. */
    static String condition(List<AudienceRow> rows, Tuple parameters) {
        String found = "";
        for (AudienceRow row : rows) {
            String wanted = condition(row.condition(), parameters);
            String before = found.isEmpty() ? "" : found;
            found = switch (row.join()) {
                case AND -> before.isEmpty() ? wanted : before + " and " + wanted;
                case OR -> before.isEmpty() ? wanted : "(" + before + " or " + wanted + ")";
                case EXCEPT -> before.isEmpty() ? "not " + wanted : before + " and not " + wanted;
            };
        }
        return found;
    }

    private static String condition(AudienceCondition condition, Tuple parameters) {
        if (condition instanceof Alike alike) {
            return alike(alike, parameters);
        } else if (condition instanceof Consented consented) {
            return consented(consented, parameters);
        } else if (condition instanceof Answered answered) {
            return "(" + AudienceConditionStore.condition(answered.answer(), parameters) + ")";
        } else if (condition instanceof Surveyed survey) {
            return survey(survey, parameters);
        } else if (condition instanceof Did did) {
            return did(did, parameters);
        } else if (condition instanceof Received received) {
            return "(exists (select from delivery x where x.broadcast_id = "
                    + next(parameters, received.broadcastId(), "bigint")
                    + " and x.contact_id = c.id and x.state "
                    + (received.read() ? "= 'read'" : "in ('accepted', 'delivered', 'read')") + "))";
        } else if (condition instanceof Variable variable) {
            return variable(variable, parameters);
        } else if (condition instanceof Silent silent) {
            return "(coalesce(c.last_seen_at, c.created_at) < now() - make_interval(days => "
                    + next(parameters, silent.days(), "integer") + "))";
        }
        throw new IllegalStateException("a condition without SQL: " + condition);
    }

    private static String alike(Alike alike, Tuple parameters) {
        String values = next(parameters, alike.values().toArray(String[]::new), "text[]");
        return switch (alike.facet()) {
            case TAGS -> "coalesce(" + PLACE + ".tags && " + values + ", false)";
            case AREAS ->
                "coalesce(" + PLACE + ".area = any (" + AudienceConditionStore.SPELLINGS.formatted(values)
                        + "), false)";
            case LANGUAGES ->
                "(coalesce(" + PLACE + ".language, (select language from organisation where id = $1)) = any (" + values
                        + "))";
            case CHANNELS -> "(m.channels && " + values + ")";
            case CLASSES -> "(m.class = any (" + values + "))";
        };
    }

    private static String variable(Variable variable, Tuple parameters) {
        String text = "coalesce(c.variables ->> " + next(parameters, variable.name(), "text") + ", '')";
        return variable.values().isEmpty()
                ? "(" + text + " <> '')"
                : "(lower(" + text + ") = any (array(select lower(unnest("
                        + next(parameters, variable.values().toArray(String[]::new), "text[]") + ")))))";
    }

    private static String consented(Consented consented, Tuple parameters) {
        String since = consented.from() == null
                ? ""
                : " and m.consented_at >= " + next(parameters, Timestamps.sql(consented.from()), "timestamptz");
        String until = consented.until() == null
                ? ""
                : " and m.consented_at < " + next(parameters, Timestamps.sql(consented.until()), "timestamptz");
        return "(m.consented_at is not null" + since + until + ")";
    }

    private static String survey(Surveyed survey, Tuple parameters) {
        StringBuilder sql = new StringBuilder("(exists (select from question_answer x where x.organisation_id = $1")
                .append(" and x.action_id = ")
                .append(next(parameters, survey.actionId(), "bigint"))
                .append(" and x.contact_id = c.id and x.step = ")
                .append(next(parameters, survey.step(), "text"))
                // A step that was passed over has a row too.
                .append(" and num_nonnulls(x.choice, x.number, x.words) = 1");
        if (!survey.choices().isEmpty()) {
            sql.append(" and x.choice = any (")
                    .append(next(parameters, survey.choices().toArray(String[]::new), "text[]"))
                    .append(")");
        }
        if (survey.least() != null) {
            sql.append(" and x.number >= ").append(next(parameters, survey.least(), "bigint"));
        }
        if (survey.most() != null) {
            sql.append(" and x.number <= ").append(next(parameters, survey.most(), "bigint"));
        }
        return sql.append("))").toString();
    }

    private static String did(Did did, Tuple parameters) {
        String sql =
                switch (did.deed()) {
                    case CALLED ->
                        "call_attempt x where x.volunteer_id = c.id and x.result in"
                                + " ('reached', 'no_answer', 'call_back', 'refused', 'wrong_number', 'removed')";
                    case SHARED -> "share_event x where x.volunteer_id = c.id and x.kind = 'shared'";
                    case BROUGHT -> "share_join x where x.volunteer_id = c.id";
                    case JOINED -> "share_join x where x.contact_id = c.id";
                    case TOOK_PART -> "assignment x where x.contact_id = c.id and x.state in ('accepted', 'done')";
                    case FINISHED -> "assignment x where x.contact_id = c.id and x.state = 'done'";
                    case COMES -> "event_answer x where x.contact_id = c.id and x.standing = 'yes'";
                    case WAITS -> "event_answer x where x.contact_id = c.id and x.standing = 'waiting'";
                    case MAY_COME -> "event_answer x where x.contact_id = c.id and x.standing = 'maybe'";
                    case STAYS_AWAY -> "event_answer x where x.contact_id = c.id and x.standing = 'no'";
                    case UNANSWERED -> UNANSWERED;
                };
        boolean byMessage =
                switch (did.deed()) {
                    case SHARED, BROUGHT, JOINED -> true;
                    case CALLED, TOOK_PART, FINISHED, COMES, WAITS, MAY_COME, STAYS_AWAY, UNANSWERED -> false;
                };
        String time =
                switch (did.deed()) {
                    case CALLED -> "x.ended_at";
                    case SHARED -> "x.at";
                    case BROUGHT, JOINED -> "x.joined_at";
                    case TOOK_PART -> "x.accepted_at";
                    case FINISHED -> "x.done_at";
                    case COMES, WAITS, MAY_COME, STAYS_AWAY -> "x.since";
                    case UNANSWERED -> "x.settled_at";
                };
        return "(exists (select from " + sql + action(did.actionId(), byMessage, parameters)
                + within(did.days(), time, parameters) + "))";
    }

    private static String action(@Nullable Long actionId, boolean byMessage, Tuple parameters) {
        if (actionId == null) {
            return "";
        }
        String id = next(parameters, actionId, "bigint");
        return byMessage
                ? " and x.message_id = (select coalesce(a.content_id, a.message_id) from action a where a.organisation_id = $1 and a.id = "
                        + id + ")"
                : " and x.action_id = " + id;
    }

    private static String within(@Nullable Integer days, String time, Tuple parameters) {
        return days == null
                ? ""
                : " and " + time + " >= now() - make_interval(days => " + next(parameters, days, "integer") + ")";
    }

    private static String next(Tuple parameters, Object value, String type) {
        parameters.addValue(value);
        return "$" + parameters.size() + "::" + type;
    }
}
