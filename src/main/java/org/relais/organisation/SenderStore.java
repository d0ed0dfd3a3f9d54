package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Senders in SQL: who they belong to, and whether they may send. */
public final class SenderStore {
    /** Why a sender is paused: somebody of the organisation did it. */
    public static final String ORGANISER = "organiser";

    private final InstantSource clock;

    public SenderStore(InstantSource clock) {
        this.clock = clock;
    }

    private static final String REGISTER =
            """
            with back as (
                update sender set removed_at = null, status = 'active', status_reason = null, paused_by = null,
                       paused_words = null, paused_until = null, source = 'file', name = $4
                where id = (select r.id from sender r
                            where r.organisation_id = $1 and r.channel = $2 and r.external_id = $3
                              and r.removed_at is not null
                              and not exists (select from sender l
                                              where l.channel = $2 and l.external_id = $3 and l.removed_at is null)
                            order by r.removed_at desc limit 1)
                returning id, organisation_id, channel, external_id, name
            ), added as (
                insert into sender (organisation_id, channel, external_id, name, created_at)
                select $1, $2, $3, $4, $5 where not exists (select from back)
                on conflict (channel, external_id, removed_at) do update set name = excluded.name, source = 'file'
                where sender.organisation_id = excluded.organisation_id
                returning id, organisation_id, channel, external_id, name
            ), registered as (
                select * from back union all select * from added
            ), forgotten as (
                delete from sender_credential where sender_id in (select id from registered)
            ), checks as (
                delete from sender_check where sender_id in (select id from back)
            ), health as (
                delete from sender_health where sender_id in (select id from back)
            ), handshakes as (
                delete from handshake h using back b where h.channel = b.channel and h.account = b.external_id
            )
            select id, organisation_id, channel, external_id, name from registered
            """;

    /**
     * A sender with what its page shows. {@code pausedUntil} null with status paused: until somebody resumes it.
     *
     * @param reason the platform's code, or one of ours: {@link #ORGANISER}
     * @param pause who paused it; null: nobody of the organisation did
     * @param inFile it stands in a configuration file, and is changed and removed there
     * @param displayed the name that its platform shows people, as it said when it was last looked at; null while unknown
     * @param pictured whether the picture that its platform shows people is known
     */
    public record SenderState(
            Sender sender,
            boolean paused,
            @Nullable String reason,
            @Nullable Pause pause,
            @Nullable Instant pausedUntil,
            boolean inFile,
            @Nullable String displayed,
            boolean pictured) {
        /** Channels of which every one of these senders is paused, in the order of their names. */
        public static SortedSet<String> pausedChannels(List<SenderState> states) {
            SortedSet<String> channels = new TreeSet<>();
            states.forEach(state -> channels.add(state.sender().channel()));
            states.stream()
                    .filter(state -> !state.paused())
                    .forEach(state -> channels.remove(state.sender().channel()));
            return channels;
        }
    }

    /**
     * What somebody of an organisation, or a program of theirs, did.
     *
     * @param by the actor, as the audit trail names it
     * @param name what it is called; as {@code by} once it is gone
     * @param words why, as somebody typed it; null: they did not say
     */
    public record Pause(String by, String name, @Nullable String words) {}

    /**
     * Makes a sender of the configuration file known, or updates its name. One that was removed is back with its history;
     * what the database held of its secrets goes, and so does how it stood before.
     *
     * @return fails with {@link IllegalStateException} when it belongs to another organisation already: history and
     *     consent would change hands
     */
    public Future<Sender> register(
            SqlClient client, long organisationId, String channel, String externalId, String name) {
        return client.preparedQuery(REGISTER)
                .execute(Tuple.of(organisationId, channel, externalId, name, Timestamps.sql(clock.instant())))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw new IllegalStateException("the sender " + name + " (" + channel + ") belongs to another"
                                + " organisation already");
                    }
                    return sender(rows.iterator().next());
                });
    }

    private static final String OWN_NUMBER =
            """
            select exists (
                select from sender s
                join sender_check c on c.sender_id = s.id and c.name = 'identity'
                where s.organisation_id = $1 and s.removed_at is null
                  and '+' || regexp_replace(
                          jsonb_path_query_first(c.results, '$[*] ? (@.code == "identity.known").arguments.handle') #>> '{}',
                          '[^0-9]', '', 'g') = any ($2)) as own
            """;

    /** Whether the organisation writes from one of these numbers (E.164), as far as their platform said. */
    public Future<Boolean> isOwn(SqlClient client, long organisationId, Collection<String> numbers) {
        return client.preparedQuery(OWN_NUMBER)
                .execute(Tuple.of(organisationId).addArrayOfString(numbers.toArray(String[]::new)))
                .map(Rows.only(row -> row.getBoolean("own")));
    }

    /** Whose sender it is; one that was removed is found for as long as nobody has connected it again. */
    public Future<Optional<Sender>> find(SqlClient client, String channel, String externalId) {
        return client.preparedQuery(
                        """
                        select id, organisation_id, channel, external_id, name
                        from sender where channel = $1 and external_id = $2
                        order by removed_at desc nulls first limit 1
                        """)
                .execute(Tuple.of(channel, externalId))
                .map(Rows.first(SenderStore::sender));
    }

    /** The senders of an organisation with their state, oldest first. */
    public Future<List<SenderState>> states(SqlClient client, long organisationId) {
        return client.preparedQuery(
                        """
                        select s.id, s.organisation_id, s.channel, s.external_id, s.name, s.status, s.status_reason,
                               s.paused_by, s.paused_words, s.paused_until,
                               coalesce(o.name, t.name, s.paused_by) as paused_by_name, s.source, s.picture is not null as pictured,
                               jsonb_path_query_first(
                                   c.results, '$[*] ? (@.code == "identity.known").arguments.name') #>> '{}' as displayed
                        from sender s left join sender_check c on c.sender_id = s.id and c.name = 'identity'
                        left join organiser o on o.organisation_id = s.organisation_id
                            and s.paused_by = 'organiser:' || o.id
                        left join api_token t on t.organisation_id = s.organisation_id and s.paused_by = 'token:' || t.id
                        where s.organisation_id = $1 and s.removed_at is null order by s.id
                        """)
                .execute(Tuple.of(organisationId))
                .map(Rows.all(SenderStore::state));
    }

    /**
     * Pauses a sender for a code of its platform; {@code until} null: until somebody resumes it. False when it is not the
     * organisation's.
     */
    public Future<Boolean> pause(
            SqlClient client, long organisationId, long senderId, String code, @Nullable Instant until) {
        return client.preparedQuery(
                        """
                        update sender set status = 'paused', status_reason = $3, paused_by = null, paused_words = null,
                               paused_until = $4
                        where organisation_id = $1 and id = $2 and removed_at is null
                        """)
                .execute(Tuple.of(organisationId, senderId, code, Timestamps.sqlOrNull(until)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** The same by somebody, until it is resumed; {@code words} null: they gave no reason. False when it is not the organisation's. */
    public Future<Boolean> pauseBy(
            SqlClient client, long organisationId, long senderId, String by, @Nullable String words) {
        return client.preparedQuery(
                        """
                        update sender set status = 'paused', status_reason = $3, paused_by = $4, paused_words = $5,
                               paused_until = null
                        where organisation_id = $1 and id = $2 and removed_at is null
                        """)
                .execute(Tuple.of(organisationId, senderId, ORGANISER, by, words))
                .map(rows -> rows.rowCount() == 1);
    }

    public Future<Boolean> resume(SqlClient client, long organisationId, long senderId) {
        return client.preparedQuery(
                        """
                        update sender set status = 'active', status_reason = null, paused_by = null, paused_words = null,
                               paused_until = null
                        where organisation_id = $1 and id = $2 and removed_at is null
                        """)
                .execute(Tuple.of(organisationId, senderId))
                .map(rows -> rows.rowCount() == 1);
    }

    /** A sender as it stands in a row that has its columns by their names. */
    public static Sender sender(Row row) {
        return new Sender(
                row.getLong("id"),
                row.getLong("organisation_id"),
                row.getString("channel"),
                row.getString("external_id"),
                row.getString("name"));
    }

    /** Whether it stands in a configuration file, in a row that has {@code source}. */
    public static boolean inFile(Row row) {
        return "file".equals(row.getString("source"));
    }

    private static SenderState state(Row row) {
        return new SenderState(
                sender(row),
                "paused".equals(row.getString("status")),
                row.getString("status_reason"),
                row.getString("paused_by") == null
                        ? null
                        : new Pause(
                                row.getString("paused_by"),
                                row.getString("paused_by_name"),
                                row.getString("paused_words")),
                Timestamps.instantOrNull(row, "paused_until"),
                inFile(row),
                row.getString("displayed"),
                row.getBoolean("pictured"));
    }
}
