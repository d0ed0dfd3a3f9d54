package org.relais.inbound;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.relais.contact.PersonRecords;

/** What one person wrote: webhook events as received, the organisers' inbox, and where they stand in a dialogue. */
public final class InboundPersonStore implements PersonRecords {

    @Override
    public String name() {
        return "inbound";
    }

    @Override
    public Future<Void> merged(SqlConnection transaction, long organisationId, long from, long into) {
        return transaction
                .preparedQuery(
                        """
                        with messages as (
                            update inbound_message set contact_id = $3 where organisation_id = $1 and contact_id = $2
                        ), events as (
                            update inbox set contact_id = $3 where organisation_id = $1 and contact_id = $2
                        ), other as (
                            select updated_at from conversation where organisation_id = $1 and contact_id = $3
                        ), moved as (
                            delete from conversation where organisation_id = $1 and contact_id = $2
                            returning state, data, updated_at, expires_at
                        )
                        insert into conversation (contact_id, organisation_id, state, data, updated_at, expires_at)
                        select $3, $1, m.state, m.data, m.updated_at, m.expires_at
                        from moved m
                        where not exists (select from other where other.updated_at >= m.updated_at)
                        on conflict (contact_id) do update
                        set state = excluded.state, data = excluded.data, updated_at = excluded.updated_at,
                            expires_at = excluded.expires_at
                        """)
                .execute(Tuple.of(organisationId, from, into))
                .mapEmpty();
    }

    /**
     * Everything goes, also events that name the person only by an address, such as receipts. An event that a platform
     * delivers again afterwards is a stranger's, whose fingerprint the suppression list knows.
     */
    @Override
    public Future<Void> erase(SqlConnection transaction, long organisationId, List<Long> contactIds) {
        return transaction
                .preparedQuery(
                        """
                        with dialogue as (
                            delete from conversation where organisation_id = $1 and contact_id = any ($2)
                        ), messages as (
                            delete from inbound_message where organisation_id = $1 and contact_id = any ($2)
                        ), known as (
                            select a.channel, jsonb_build_array(jsonb_build_object('identifier', a.identifier)) as named
                            from address a
                            where a.organisation_id = $1 and a.contact_id = any ($2)
                        )
                        delete from inbox i
                        where i.contact_id = any ($2) and i.organisation_id = $1
                           or exists (select from known k
                                      join sender s on s.organisation_id = $1 and s.channel = k.channel
                                      where i.channel = k.channel and i.sender_external_id = s.external_id
                                        and (i.event->'from' @> k.named or i.event->'previous' @> k.named))
                        """)
                .execute(Tuple.of(organisationId, contactIds.toArray(Long[]::new)))
                .mapEmpty();
    }

    @Override
    public Future<JsonArray> export(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(
                        """
                        with person as (
                            select id from contact where organisation_id = $1 and (id = $2 or merged_into = $2)
                        )
                        select coalesce(jsonb_agg(found.one order by found.at), '[]') as found
                        from (select received_at as at, jsonb_strip_nulls(jsonb_build_object(
                                         'type', 'message', 'text', text, 'kind', kind, 'receivedAt', received_at,
                                         'state', state)) as one
                              from inbound_message where organisation_id = $1 and contact_id in (select id from person)
                              union all
                              select received_at, jsonb_build_object('type', 'event', 'kind', kind, 'receivedAt', received_at,
                                                                     'event', event)
                              from inbox where organisation_id = $1 and contact_id in (select id from person)
                              union all
                              select updated_at, jsonb_build_object('type', 'dialogue', 'state', state, 'data', data,
                                                                    'updatedAt', updated_at)
                              from conversation where organisation_id = $1 and contact_id in (select id from person)) found
                        """)
                .execute(Tuple.of(organisationId, contactId))
                .map(rows -> (JsonArray) rows.iterator().next().getValue("found"));
    }
}
