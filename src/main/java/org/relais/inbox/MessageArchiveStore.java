package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.database.Database;
import org.relais.database.Rows;
import org.relais.database.SqlNamed;
import org.relais.inbox.InboundMessage.State;
import org.relais.inbox.MessageArchive.View;

/** Everything that people wrote, looked through from the newest, so many at a time. */
final class MessageArchiveStore {
    /**
     * Of the next $4 messages the first $5 that are meant, and where those that were looked through end. A button that was
     * pressed is an answer, and what opens a chat a command: neither is anything that somebody wrote. Answers that are kept with
     * their action have no words here: they are listed with what was understood alone.
     */
    private static final String LOOK = Database.PLANNED_EACH_TIME
            + """
            with looked as materialized (
                select n.id
                from unnest($3::text[]) s (state)
                cross join lateral (select i.id from inbound_message i
                                    where i.organisation_id = $1 and i.state = s.state and i.id < $2
                                    order by i.id desc limit $4) n
                order by n.id desc limit $4
            ), found as (
                select n.id
                from looked n
                cross join lateral (select * from inbound_message where id = n.id) i
                where i.content <> 'tap' and not (i.kind = 'understood' and i.text ~* '^/?start( |$)')
                  and ($6::boolean is null or $6 = (i.kind = 'understood'))
                  and (i.content <> 'elsewhere' or $6 is true)
                  and ($7 = '' or strpos(folded(i.text), folded($7)) > 0
                       or strpos((select folded(name) from contact where id = i.contact_id), folded($7)) > 0)
                order by n.id desc
                limit $5
            )
            select array(select id from found order by id desc) as found,
                   case when (select count(*) from looked) = $4 then (select min(id) from looked) end as until
            """;

    private static final String FOUND = InboundMessageStore.SELECT
            + """
            where i.organisation_id = $1 and i.id = any ($2)
            order by i.id desc
            """;

    /** With which actions the answers among these are kept. */
    private static final String KEPT =
            """
            select i.id, t.id as action_id, t.title as action_title
            from inbound_message i
            join
            """
                    + ThreadStore.ITS_ACTION
                    + """
            where i.organisation_id = $1 and i.id = any ($2) and i.content = 'elsewhere'
            """;

    private record Looked(List<Long> found, @Nullable Long until) {
        /** One more than a page shows says that there is another. */
        @Nullable
        Long next(int limit) {
            return found.size() > limit ? found.get(limit - 1) : until;
        }
    }

    /** As {@link InboxService#archive}. */
    Future<MessageArchive> page(
            SqlClient client, long organisationId, MessageArchive.Filter filter, long before, int limit) {
        View view = filter.view();
        String[] states = states(view).map(SqlNamed::sqlName).toArray(String[]::new);
        return client.preparedQuery(LOOK)
                .execute(Tuple.of(organisationId, before, states, InboxService.SEARCHED, limit + 1)
                        .addValue(view == View.ALL ? null : view == View.UNDERSTOOD)
                        .addValue(filter.words()))
                .map(Rows.only(row -> new Looked(Arrays.asList(row.getArrayOfLongs("found")), row.getLong("until"))))
                .compose(looked -> found(client, organisationId, looked, limit));
    }

    private static Future<MessageArchive> found(SqlClient client, long organisationId, Looked looked, int limit) {
        Tuple found = Tuple.of(organisationId)
                .addArrayOfLong(looked.found().stream().limit(limit).toArray(Long[]::new));
        return client.preparedQuery(FOUND)
                .execute(found)
                .map(Rows.all(InboundMessageStore::message))
                .compose(messages -> kept(client, found, messages)
                        .map(kept -> new MessageArchive(messages, kept, looked.next(limit))));
    }

    private static Future<Map<Long, ThreadEntry.Understood>> kept(
            SqlClient client, Tuple found, List<InboundMessage> messages) {
        if (messages.stream().noneMatch(message -> message.content() == InboundMessage.Content.ELSEWHERE)) {
            return Future.succeededFuture(Map.of());
        }
        return client.preparedQuery(KEPT)
                .execute(found)
                .map(Rows.all(row -> Map.entry(
                        row.getLong("id"),
                        new ThreadEntry.Understood(row.getLong("action_id"), row.getString("action_title")))))
                .map(rows -> rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static Stream<State> states(View view) {
        return switch (view) {
            case ALL -> Stream.of(State.values());
            case NEW -> Stream.of(State.NEW);
            case READ -> Stream.of(State.READ);
            case ANSWERED, UNDERSTOOD -> Stream.of(State.ANSWERED);
        };
    }
}
