package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.DayOfWeek;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Organisations in SQL. */
public final class OrganisationStore {
    /** PostgreSQL knows 24:00, {@link java.time.LocalTime} does not. */
    private static final String COLUMNS =
            """
            id, slug, name, name_of, kind, purpose, language, time_zone, country, consent_only, contact_from,
            case when contact_until = '24:00' then '23:59:59' else contact_until end as contact_until,
            contact_days, mention_every_days, mention_link, occasional_retention_days, regular_silence_days
            """;

    private final InstantSource clock;

    public OrganisationStore(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Creates an organisation; {@code draft.id()} is ignored.
     *
     * @return fails with SQLSTATE 23505 when the slug is taken
     */
    public Future<Organisation> create(SqlClient client, Organisation draft) {
        return client.preparedQuery(
                        """
                        insert into organisation (slug, name, name_of, kind, purpose, language, time_zone, country, consent_only,
                            contact_from, contact_until, contact_days, mention_every_days, mention_link,
                            occasional_retention_days, regular_silence_days, created_at)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
                        returning
                        """
                                + COLUMNS)
                .execute(values(draft.slug(), draft).addOffsetDateTime(Timestamps.sql(clock.instant())))
                .map(Rows.only(OrganisationStore::organisation));
    }

    /** Changes everything but id and slug; false when there is no such organisation. */
    public Future<Boolean> update(SqlClient client, Organisation changed) {
        return client.preparedQuery(
                        """
                        update organisation
                        set name = $2, name_of = $3, kind = $4, purpose = $5, language = $6, time_zone = $7, country = $8,
                            consent_only = $9, contact_from = $10, contact_until = $11, contact_days = $12,
                            mention_every_days = $13, mention_link = $14, occasional_retention_days = $15,
                            regular_silence_days = $16
                        where id = $1
                        """)
                .execute(values(changed.id(), changed))
                .map(rows -> rows.rowCount() == 1);
    }

    /**
     * Makes due by the present contact hours what waits for the opening of those before: at most 10,000 messages, and none
     * that a stop or a claim holds just now. What waits for anything else (a retry, a platform's limit) waits for no
     * opening, and stays.
     *
     * @param before whose hours and zone it waits by
     * @return how many leave earlier
     */
    public Future<Integer> release(SqlClient client, Organisation before) {
        return client.preparedQuery(
                        """
                        with waiting as (
                            select d.id, next_contact_time(o.contact_from, o.contact_until, o.contact_days,
                                                           coalesce(c.time_zone, o.time_zone), $2) as open_at
                            from sender s
                            join organisation o on o.id = s.organisation_id
                            join delivery d on d.sender_id = s.id and d.queued and d.priority = 2 and d.not_before > $2
                            join contact c on c.id = d.contact_id
                            where s.organisation_id = $1 and d.purpose in ('broadcast', 'first_contact')
                              and d.not_before = next_contact_time($3, $4, $5, coalesce(c.time_zone, $6), $2)
                              and d.not_before > next_contact_time(o.contact_from, o.contact_until, o.contact_days,
                                                                   coalesce(c.time_zone, o.time_zone), $2)
                            limit 10000
                            for update of d skip locked
                        )
                        update delivery d set not_before = waiting.open_at from waiting where d.id = waiting.id
                        """)
                .execute(Tuple.from(new Object[] {
                    before.id(),
                    Timestamps.sql(clock.instant()),
                    before.rules().from(),
                    before.rules().until(),
                    days(before.rules().days()),
                    before.timeZone().getId()
                }))
                .map(SqlResult::rowCount);
    }

    /** What an organisation says of itself, behind what names it. */
    private static Tuple values(Object key, Organisation organisation) {
        ContactRules rules = organisation.rules();
        return Tuple.from(new Object[] {
            key,
            organisation.name(),
            organisation.nameOf(),
            organisation.kind().sqlName(),
            purposeJson(organisation.purpose()),
            organisation.language(),
            organisation.timeZone().getId(),
            organisation.country(),
            organisation.consentOnly(),
            rules.from(),
            rules.until(),
            days(rules.days()),
            rules.mentionEveryDays(),
            rules.mentionLink(),
            rules.occasionalRetentionDays(),
            rules.regularSilenceDays()
        });
    }

    public Future<Optional<Organisation>> find(SqlClient client, long id) {
        return client.preparedQuery("select " + COLUMNS + " from organisation where id = $1")
                .execute(Tuple.of(id))
                .map(Rows.first(OrganisationStore::organisation));
    }

    public Future<Optional<Organisation>> findBySlug(SqlClient client, String slug) {
        return client.preparedQuery("select " + COLUMNS + " from organisation where slug = $1")
                .execute(Tuple.of(slug))
                .map(Rows.first(OrganisationStore::organisation));
    }

    /** The organisation of a database that has one alone; empty where there are several, or none. */
    public Future<Optional<Organisation>> only(SqlClient client) {
        return client.preparedQuery("select " + COLUMNS + " from organisation limit 2")
                .execute()
                .map(Rows.all(OrganisationStore::organisation))
                .map(found -> found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty());
    }

    /** The preferences that an organisation has. */
    public Future<Set<Preference>> preferences(SqlClient client, long id) {
        return client.preparedQuery("select number_request, says_less, political from organisation where id = $1")
                .execute(Tuple.of(id))
                .map(Rows.only(row -> Arrays.stream(Preference.values())
                        .filter(preference -> row.getBoolean(preference.column()))
                        .collect(Collectors.toSet())));
    }

    /** Takes one up from now on, or drops it. */
    public Future<Void> prefer(SqlClient client, long id, Preference preference, boolean wanted) {
        return client.preparedQuery("update organisation set " + preference.column() + " = $2 where id = $1")
                .execute(Tuple.of(id, wanted))
                .mapEmpty();
    }

    /** All organisations, oldest first. */
    public Future<List<Organisation>> all(SqlClient client) {
        return client.preparedQuery("select " + COLUMNS + " from organisation order by id")
                .execute()
                .map(Rows.all(OrganisationStore::organisation));
    }

    private static Organisation organisation(Row row) {
        return new Organisation(
                row.getLong("id"),
                row.getString("slug"),
                row.getString("name"),
                row.getString("name_of"),
                OrganisationKind.of(row.getString("kind")),
                purpose(row.getJsonObject("purpose")),
                row.getString("language"),
                ZoneId.of(row.getString("time_zone")),
                row.getString("country"),
                row.getBoolean("consent_only"),
                new ContactRules(
                        row.getLocalTime("contact_from"),
                        row.getLocalTime("contact_until"),
                        Arrays.stream(row.getArrayOfShorts("contact_days"))
                                .map(day -> DayOfWeek.of(day))
                                .collect(Collectors.toSet()),
                        row.getInteger("mention_every_days"),
                        row.getBoolean("mention_link"),
                        row.getInteger("occasional_retention_days"),
                        row.getInteger("regular_silence_days")));
    }

    private static JsonObject purposeJson(Map<String, String> purpose) {
        JsonObject json = new JsonObject();
        purpose.forEach(json::put);
        return json;
    }

    private static Map<String, String> purpose(JsonObject json) {
        Map<String, String> purpose = new LinkedHashMap<>();
        json.forEach(entry -> purpose.put(entry.getKey(), String.valueOf(entry.getValue())));
        return purpose;
    }

    private static Short[] days(Set<DayOfWeek> days) {
        return days.stream().map(day -> (short) day.getValue()).sorted().toArray(Short[]::new);
    }
}
