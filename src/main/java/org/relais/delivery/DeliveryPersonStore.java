package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.List;
import org.relais.contact.PersonRecords;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;

/** Deliveries of one person: what they were sent, under which consent, and what became of it. */
public final class DeliveryPersonStore implements PersonRecords {
    private static final String UNDER_WAY =
            """
            select id from delivery where contact_id = any ($1) and state = 'sending' and purpose <> 'confirmation'
            """;

    private final InstantSource clock;

    public DeliveryPersonStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "deliveries";
    }

    /** What is open moves with the address (by trigger); what is settled is read under the contact that went in. */
    @Override
    public Future<Void> merged(SqlConnection transaction, long organisationId, long from, long into) {
        return Future.succeededFuture();
    }

    /**
     * Nothing may begin to an address under another name than a stop of its person would look for. A stop that is still to be
     * confirmed goes with the address, and so does its confirmation.
     */
    @Override
    public Future<Void> addressMoves(SqlConnection transaction, long addressId) {
        return transaction
                .preparedQuery(
                        """
                        update delivery d set state = 'cancelled', reason = 'address_moved', settled_at = $2
                        from address a
                        where a.id = $1 and d.contact_id = a.contact_id and d.address_id = a.id and d.queued
                          and d.purpose <> 'confirmation'
                        """)
                .execute(Tuple.of(addressId, Timestamps.sql(clock.instant())))
                .compose(cancelled -> transaction
                        .preparedQuery(
                                """
                                select from address a join delivery d on d.contact_id = a.contact_id
                                where a.id = $1 and d.address_id = a.id and d.state = 'sending'
                                  and d.purpose <> 'confirmation'
                                limit 1
                                """)
                        .execute(Tuple.of(addressId)))
                .compose(open -> open.size() == 0
                        ? Future.succeededFuture()
                        : Future.failedFuture(new InvalidInputException("address", FaultCode.ADDRESS_IN_USE)));
    }

    /**
     * States, times and the basis stay as evidence. What only this person was sent loses its text; a broadcast's or an
     * action's text is everybody's. The platform's message id goes, because WhatsApp writes the number into it.
     */
    @Override
    public Future<Void> erase(SqlConnection transaction, long organisationId, List<Long> contactIds) {
        return transaction
                .preparedQuery(
                        """
                        with own as (
                            update delivery d
                            set variables = null, external_id = null,
                                state = case when queued then 'cancelled' else state end,
                                reason = case when queued then 'erased' else reason end,
                                settled_at = case when queued then $3::timestamptz else settled_at end
                            where organisation_id = $1 and contact_id = any ($2)
                            returning message_id, purpose
                        )
                        update message m
                        set spec = jsonb_build_object('language', m.spec->'language', 'mention', false,
                                                      'body', jsonb_build_object(m.spec->>'language', '…'))
                        where m.organisation_id = $1
                          and m.id in (select message_id from own where purpose in ('reply', 'question', 'confirmation', 'stopped_reply', 'test'))
                          and not exists (select from broadcast b where b.message_id = m.id)
                          and not exists (select from broadcast b where b.variant_id = m.id)
                          and not exists (select from action a
                                          where a.organisation_id = $1
                                            and m.id in (a.message_id, a.offer_id, a.content_id, a.reminder_id))
                        """)
                .execute(Tuple.tuple()
                        .addLong(organisationId)
                        .addValue(contactIds.toArray(Long[]::new))
                        .addOffsetDateTime(Timestamps.sql(clock.instant())))
                .mapEmpty();
    }

    /** A claim that takes something while this transaction cancels what is queued has ended by then: one waits for the other's lock. */
    @Override
    public Future<List<Long>> underWay(SqlConnection transaction, List<Long> contactIds) {
        return transaction
                .preparedQuery(UNDER_WAY)
                .execute(Tuple.tuple().addValue(contactIds.toArray(Long[]::new)))
                .map(Rows.all(row -> row.getLong("id")));
    }

    @Override
    public Future<JsonArray> export(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(
                        """
                        select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                                   'id', d.id, 'title', coalesce(b.title, told.title), 'notice', told.kind, 'purpose', d.purpose, 'state', d.state, 'reason', d.reason,
                                   'channel', a.channel, 'broadcast', d.broadcast_id, 'queuedAt', d.queued_at,
                                   'claimedAt', d.claimed_at, 'settledAt', d.settled_at, 'deliveredAt', d.delivered_at,
                                   'readAt', d.read_at, 'basisEvent', d.basis_event_id, 'basisClass', d.basis_class,
                                   'text', m.spec->'body', 'image', m.spec->'image', 'buttons',
                                   (select jsonb_agg(button->'label') from jsonb_array_elements(m.spec->'buttons') button),
                                   'variables', d.variables)) order by d.id), '[]') as found
                        from delivery d
                        join message m on m.id = d.message_id
                        left join address a on a.id = d.address_id
                        left join broadcast b on b.id = d.broadcast_id
                        left join lateral (
                            select n.kind, e.title from event_notice n
                            join event_answer given on given.id = n.answer_id
                            join event e on e.action_id = given.action_id
                            where n.delivery_id = d.id limit 1) told on true
                        where d.organisation_id = $1
                          and d.contact_id in (select $2::bigint union all select id from contact where merged_into = $2)
                        """)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.only(row -> row.getJsonArray("found")));
    }
}
