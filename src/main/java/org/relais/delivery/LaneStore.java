package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.relais.database.Timestamps;
import org.relais.organisation.Sender;

/** SQL that finds the lanes in which something is queued. */
final class LaneStore {
    private static final int BROADCAST_PRIORITY = 2;

    private static final String RUNNING =
            """
            select id, organisation_id, purpose = 'first_contact' as first_contact
            from broadcast where organisation_id = any($1) and state in ('expanding', 'sending')
            """;

    /**
     * First delivery of every lane that has any, with the lane's number. One step down the index per lane, from where the
     * last claim stood: an index keeps what was claimed before until it is vacuumed, and nobody wants to walk over a
     * million of those.
     */
    private static final String HEADS =
            """
            select lane.number, head.not_before, head.id
            from unnest($1::bigint[], $2::smallint[], $3::bigint[], $4::timestamptz[], $5::bigint[]) with ordinality
                 as lane(sender_id, priority, broadcast_id, not_before, id, number)
            cross join lateral (
                select d.not_before, d.id from delivery d
                where d.queued and d.sender_id = lane.sender_id and d.priority = lane.priority
                  and coalesce(d.broadcast_id, 0) = lane.broadcast_id
                  and (d.not_before, d.id) > (lane.not_before, lane.id)
                order by d.not_before, d.id
                limit 1) head
            """;

    /**
     * What is queued for these senders: lane 0 of each priority, and every running broadcast.
     *
     * @param places where the lanes were left; a lane without a place is looked through from its beginning
     * @param known lanes that are not looked for
     */
    Future<List<Lane>> lanes(
            SqlClient client, Collection<Sender> senders, Map<Lane.Key, QueuePosition> places, Set<Lane.Key> known) {
        Long[] organisations =
                senders.stream().map(Sender::organisationId).distinct().toArray(Long[]::new);
        return client.preparedQuery(RUNNING)
                .execute(Tuple.tuple().addValue(organisations))
                .compose(running -> heads(
                        client,
                        lanes(senders, running).stream()
                                .filter(candidate -> !known.contains(candidate.key()))
                                .toList(),
                        places));
    }

    private record Candidate(Lane.Key key, boolean firstContacts) {}

    private static List<Candidate> lanes(Collection<Sender> senders, RowSet<Row> running) {
        List<Candidate> lanes = new ArrayList<>();
        for (Sender sender : senders) {
            for (int priority = 0; priority <= BROADCAST_PRIORITY; priority++) {
                lanes.add(new Candidate(new Lane.Key(sender.id(), priority, 0), false));
            }
            for (Row broadcast : running) {
                if (broadcast.getLong("organisation_id") == sender.organisationId()) {
                    lanes.add(new Candidate(
                            new Lane.Key(sender.id(), BROADCAST_PRIORITY, broadcast.getLong("id")),
                            broadcast.getBoolean("first_contact")));
                }
            }
        }
        return lanes;
    }

    private static Future<List<Lane>> heads(
            SqlClient client, List<Candidate> candidates, Map<Lane.Key, QueuePosition> places) {
        List<QueuePosition> from = candidates.stream()
                .map(candidate -> places.getOrDefault(candidate.key(), QueuePosition.BEGINNING))
                .toList();
        return client.preparedQuery(HEADS)
                .execute(Tuple.tuple()
                        .addValue(candidates.stream()
                                .map(candidate -> candidate.key().senderId())
                                .toArray(Long[]::new))
                        .addValue(candidates.stream()
                                .map(candidate -> (short) candidate.key().priority())
                                .toArray(Short[]::new))
                        .addValue(candidates.stream()
                                .map(candidate -> candidate.key().broadcastId())
                                .toArray(Long[]::new))
                        .addValue(from.stream()
                                .map(place -> Timestamps.sqlOrNull(place.notBefore()))
                                .toArray(OffsetDateTime[]::new))
                        .addValue(from.stream().map(QueuePosition::id).toArray(Long[]::new)))
                .map(rows -> {
                    List<Lane> lanes = new ArrayList<>();
                    for (Row row : rows) {
                        Candidate candidate =
                                candidates.get(row.getLong("number").intValue() - 1);
                        lanes.add(new Lane(
                                candidate.key(),
                                candidate.firstContacts(),
                                new QueuePosition(Timestamps.instant(row, "not_before"), row.getLong("id"))));
                    }
                    return lanes;
                });
    }
}
