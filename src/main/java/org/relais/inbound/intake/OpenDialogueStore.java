package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Whether a person stands in a dialogue in which a word may mean less than a stop. */
final class OpenDialogueStore {
    /** A question that is older than this is not what somebody answers with one word. */
    private static final Duration RECENT = Duration.ofDays(3);

    /** A question about consent, language or number is none: there "annuler" is a no like any other. */
    private static final String IS_OPEN =
            """
            select exists (
                       select from conversation
                       where contact_id = $1 and expires_at > $3 and state <> 'opt_in')
                   or coalesce((
                       select exists (
                           select from jsonb_array_elements(m.spec -> 'buttons') b
                           where b ->> 'payload' ~ '^r1:(?!(hold|optin|lang|number):)')
                       from delivery d join message m on m.id = d.message_id
                       where d.contact_id = $1 and d.address_id = $2
                         and d.state in ('sending', 'accepted', 'delivered', 'read', 'unknown')
                         and coalesce(d.claimed_at, d.queued_at) > $4
                       order by coalesce(d.claimed_at, d.queued_at) desc, d.id desc
                       limit 1), false)
                   -- A place given in these days, or at an event that is near, is what "annuler" may give up.
                   or exists (
                       select from event_answer a join event e on e.action_id = a.action_id
                       where a.contact_id = $1 and a.standing in ('yes', 'waiting') and e.ends_at > $3
                         and (a.since > $4 or e.starts_at < $5)) as open
            """;

    /** Words about a call are about the last ones that the person was given, however they ended. */
    private static final String CALLS =
            """
            select exists (
                select from call_attempt where volunteer_id = $1 and coalesce(ended_at, $2) > $3) as calls
            """;

    private static final String LANGUAGE =
            """
            select coalesce(c.language, o.language) as language
            from contact c join organisation o on o.id = c.organisation_id
            where c.id = $1
            """;

    private static final String IS_ASKED =
            """
            select exists (
                select from conversation
                where contact_id = $1 and expires_at > $2 and state = 'opt_in') as open
            """;

    /** The person's language, or that of their organisation. */
    Future<String> language(SqlClient tx, long contactId) {
        return tx.preparedQuery(LANGUAGE).execute(Tuple.of(contactId)).map(Rows.only(row -> row.getString("language")));
    }

    /** Whether the person calls people, or did in these days. */
    Future<Boolean> calls(SqlClient tx, long contactId, Instant now) {
        return tx.preparedQuery(CALLS)
                .execute(Tuple.of(contactId, Timestamps.sql(now), Timestamps.sql(now.minus(RECENT))))
                .map(Rows.only(row -> row.getBoolean("calls")));
    }

    /** Whether the person is asked to agree to our messages. */
    Future<Boolean> isAsked(SqlClient tx, long contactId, Instant now) {
        return tx.preparedQuery(IS_ASKED)
                .execute(Tuple.of(contactId, Timestamps.sql(now)))
                .map(Rows.only(row -> row.getBoolean("open")));
    }

    Future<Boolean> isOpen(SqlClient tx, long contactId, long addressId, Instant now) {
        return tx.preparedQuery(IS_OPEN)
                .execute(Tuple.of(
                        contactId,
                        addressId,
                        Timestamps.sql(now),
                        Timestamps.sql(now.minus(RECENT)),
                        Timestamps.sql(now.plus(RECENT))))
                .map(Rows.only(row -> row.getBoolean("open")));
    }
}
