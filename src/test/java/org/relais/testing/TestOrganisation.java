package org.relais.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import java.util.function.Function;

/**
 * An organisation as rows: itself, its senders, its people and what they agreed to. For tests below the service, which
 * make people by the thousand; {@link ServiceFixture} is for those that go through it.
 */
public final class TestOrganisation {
    private final Function<String, List<Long>> sql;
    private final long id;

    private TestOrganisation(Function<String, List<Long>> sql, long id) {
        this.sql = sql;
        this.id = id;
    }

    /**
     * A new one, which may write at any hour.
     *
     * @param sql runs a statement and returns the first column of its rows
     */
    public static TestOrganisation create(Function<String, List<Long>> sql, String slug) {
        return new TestOrganisation(
                sql,
                sql.apply(
                                """
                                insert into organisation (slug, name, kind, purpose, contact_from, contact_until, contact_days, created_at)
                                values ('%s', 'Les Voisins', 'association', '{"fr": "entraide"}', '00:00', '24:00', '{1,2,3,4,5,6,7}', now())
                                returning id
                                """
                                        .formatted(slug))
                        .get(0));
    }

    /** One that is there already. */
    public static TestOrganisation of(Function<String, List<Long>> sql, long id) {
        return new TestOrganisation(sql, id);
    }

    public long id() {
        return id;
    }

    @CanIgnoreReturnValue
    public long sender(String channel, String externalId) {
        return one(
                """
                insert into sender (organisation_id, channel, external_id, name, created_at)
                values (%d, '%s', '%s', 'n', now()) returning id
                """
                        .formatted(id, channel, externalId));
    }

    /** So many people to be made: regular, subscribed, called Ada, with an address on the channel {@code fake}. */
    public People people(int count) {
        return new People(count);
    }

    /** Another address of a person. */
    public long address(long contactId, String channel) {
        return one(
                """
                insert into address (organisation_id, contact_id, channel, kind, identifier, created_at)
                values (%1$d, %2$d, '%3$s', 'chat', '%4$d', now()) returning id
                """
                        .formatted(id, contactId, channel, 2_000_000 + contactId));
    }

    public long message() {
        return one(
                """
                insert into message (organisation_id, spec, created_at) values (%d, '{"text": "hello"}', now()) returning id
                """
                        .formatted(id));
    }

    /** One that is being sent. */
    public long broadcast(long messageId) {
        return one(
                """
                insert into broadcast (organisation_id, title, message_id, audience, state, created_by, created_at, started_at, expanded_at)
                values (%d, 't', %d, '{}', 'sending', 'x', now(), now(), now()) returning id
                """
                        .formatted(id, messageId));
    }

    private long one(String statement) {
        return sql.apply(statement).get(0);
    }

    /** People who are alike, before they are made. */
    public final class People {
        private final int count;
        private String name = "Ada";
        private String language = "null";
        private String tags = "{}";
        private String consentClass = "regular";
        private String state = "subscribed";
        private String channel = "fake";

        private People(int count) {
            this.count = count;
        }

        /** @param name a {@code #} in it stands for the number of the person, from 1 */
        public People named(String name) {
            this.name = name;
            return this;
        }

        public People speaking(String language) {
            this.language = "'" + language + "'";
            return this;
        }

        /** @param tags separated by commas; none for the empty text */
        public People tagged(String tags) {
            this.tags = "{" + tags + "}";
            return this;
        }

        /** Their consent, by the names that the database has for class and state. */
        public People agreed(String consentClass, String state) {
            this.consentClass = consentClass;
            this.state = state;
            return this;
        }

        public People on(String channel) {
            this.channel = channel;
            return this;
        }

        /** Their contacts' ids, in order; the address of each is a million and the id. */
        public List<Long> make() {
            return sql.apply(
                    """
                    with born as (
                        insert into contact (organisation_id, name, language, tags, created_at, updated_at)
                        select %1$d, replace('%3$s', '#', n::text), %4$s, '%5$s', now(), now() from generate_series(1, %2$d) n
                        returning id
                    ), said as (
                        insert into ledger_event (organisation_id, contact_id, kind, occurred_at, recorded_at, source)
                        select %1$d, id, 'opt_in', now() - interval '1 day', now(), 'system' from born returning id, contact_id
                    ), agreed as (
                        insert into consent (contact_id, organisation_id, class, state, changed_at, basis_event_id, stopped_at)
                        select contact_id, %1$d, '%6$s', '%7$s', now(), id, case when '%7$s' = 'unsubscribed' then now() end from said
                    ), reached as (
                        insert into address (organisation_id, contact_id, channel, kind, identifier, created_at)
                        select %1$d, id, '%8$s', 'chat', (1000000 + id)::text, now() from born
                    )
                    select id from born order by id
                    """
                            .formatted(id, count, name, language, tags, consentClass, state, channel));
        }
    }
}
