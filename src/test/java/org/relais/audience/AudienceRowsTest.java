package org.relais.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.consent.Purpose;
import org.relais.database.Database;
import org.relais.delivery.DeliveryWorld;
import org.relais.input.InvalidInputException;
import org.relais.testing.NeedsDatabase;

/** Rows of an audience: each chooses whom it says, any combination of them is what sets of people make of it. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class AudienceRowsTest {
    private static final int PEOPLE = 24;

    private final AudienceStore store = new AudienceStore();
    private DeliveryWorld world;
    private List<Long> people;
    private long broadcast;
    private long action;

    @BeforeEach
    void open(Vertx vertx) {
        world = new DeliveryWorld(vertx);
        world.sender("fake", "1");
        people = world.people(PEOPLE, "regular", "subscribed", "fake");
        broadcast = world.broadcastTo(people.subList(0, 10));
        action = action();
        lives();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private long action() {
        // What is passed on is a message of its own, made when the action is opened.
        world.execute(
                """
                with composed as (
                    insert into message (organisation_id, spec, created_at)
                    select organisation_id, spec, now() from message where id = (select message_id from broadcast where id = %d)
                    returning id)
                insert into action (organisation_id, kind, state, title, message_id, offer_id, reminder_id, content_id, audience,
                                    created_by, created_at, opened_at)
                select organisation_id, 'question', 'open', 'Sondage', composed.id, message_id, message_id, message_id, '{}',
                       'Ana', now(), now()
                from broadcast, composed where broadcast.id = %d
                """
                        .formatted(broadcast, broadcast));
        return world.number("select max(id) from action");
    }

    /** Each of the first people is one case. */
    private void lives() {
        world.execute("update delivery set state = 'accepted', settled_at = now(), lease_until = null");
        world.execute("update delivery set state = 'read', read_at = now() where contact_id in (%d, %d)"
                .formatted(person(0), person(1)));
        world.execute("update delivery set state = 'failed', reason = 'x' where contact_id = " + person(9));
        world.execute("update contact set tags = '{vip}' where id in (%d, %d)".formatted(person(0), person(2)));
        world.execute("update contact set area = '75020' where id in (%d, %d)".formatted(person(1), person(2)));
        world.execute("update contact set language = 'ar' where id = " + person(3));
        world.execute("update consent set class = 'member' where contact_id = " + person(4));
        world.execute("update consent set opted_in_at = '2026-03-10 12:00Z' where contact_id = " + person(5));
        world.execute("update consent set state = 'unsubscribed', stopped_at = now() where contact_id = " + person(6));
        world.execute("update contact set created_at = now() - interval '200 days',"
                + " last_seen_at = now() - interval '100 days' where id = " + person(7));
        world.execute("update contact set created_at = now() - interval '200 days', last_seen_at = now() where id = "
                + person(8));
        answer(0, "yes", "now()");
        answer(1, "no", "now()");
        survey(10, "come", "'yes', null");
        survey(11, "come", "'no', null");
        survey(12, "people", "null, 4");
        survey(13, "people", "null, null");
        world.execute(
                """
                insert into share_event (organisation_id, message_id, volunteer_id, kind, app, at)
                select organisation_id, message_id, %d, 'shared', 'sms', now() - interval '40 days' from broadcast
                """
                        .formatted(person(14)));
        world.execute(
                """
                insert into share_join (organisation_id, message_id, volunteer_id, contact_id, joined_at)
                select organisation_id, message_id, %d, %d, now() from broadcast
                """
                        .formatted(person(15), person(16)));
        world.execute(
                """
                insert into assignment (organisation_id, action_id, contact_id, delivery_id, state, offered_at, accepted_at,
                                        active_at)
                select organisation_id, %d, %d, (select min(id) from delivery), 'accepted', now(), now(), now()
                from broadcast
                """
                        .formatted(action, person(17)));
        world.execute("update contact set variables = '{\"quartier\": \"Belleville\"}' where id = " + person(20));
        world.execute("update contact set variables = '{\"quartier\": \"Bastille\"}' where id = " + person(21));
        world.execute("update contact set variables = '{\"quartier\": \"\"}' where id = " + person(22));
        world.execute(
                """
                insert into action_offer (broadcast_id, organisation_id, action_id, created_by, created_at)
                values (%d, %d, %d, 'Ana', now())
                """
                        .formatted(broadcast, world.organisationId, action));
        world.execute(
                """
                insert into event (action_id, organisation_id, title, starts_at, ends_at, time_zone, place, changed_at)
                values (%d, %d, 'Party', now(), now() + interval '1 hour', 'UTC', 'Square', now())
                """
                        .formatted(action, world.organisationId));
        comes(5, "yes");
        comes(6, "waiting");
        comes(7, "maybe");
        comes(8, "no");
        called(18, "no_answer");
        called(19, "withdrawn");
    }

    private void comes(int at, String standing) {
        world.execute(
                """
                insert into event_answer (organisation_id, action_id, contact_id, standing, since, told)
                values (%d, %d, %d, '%s', now(), 0)
                """
                        .formatted(world.organisationId, action, person(at), standing));
    }

    private void answer(int at, String payload, String when) {
        world.execute(
                """
                insert into broadcast_answer (organisation_id, broadcast_id, contact_id, payload, label, manner, answered_at)
                values (%d, %d, %d, '%s', 'x', 'tap', %s)
                """
                        .formatted(world.organisationId, broadcast, person(at), payload, when));
    }

    private void survey(int at, String step, String choiceAndNumber) {
        world.execute(
                """
                insert into question_form (action_id, organisation_id, form, keep_days, updated_by, updated_at)
                values (%d, %d, '{}', 30, 'Ana', now()) on conflict do nothing
                """
                        .formatted(action, world.organisationId));
        world.execute(
                """
                insert into question_answer (organisation_id, action_id, contact_id, step, choice, number, answered_at)
                values (%d, %d, %d, '%s', %s, now())
                """
                        .formatted(world.organisationId, action, person(at), step, choiceAndNumber));
    }

    private void called(int at, String result) {
        world.execute(
                """
                with script as (
                    insert into call_script (organisation_id, action_id, version, script, created_by, created_at)
                    values (%1$d, %2$d, %5$d, '{}', 'Ana', now()) returning id
                ), entry as (
                    insert into call_entry (organisation_id, action_id, contact_id, next_at, added_at)
                    values (%1$d, %2$d, %4$d, now(), now()) returning id
                )
                insert into call_attempt (organisation_id, action_id, entry_id, script_id, contact_id, volunteer_id,
                                          handed_out_at, lease_until, ended_at, result, only_contact, sender_id)
                select %1$d, %2$d, entry.id, script.id, %4$d, %3$d, now(), now(), now(), '%6$s', false,
                       (select min(id) from sender)
                from script, entry
                """
                        .formatted(world.organisationId, action, person(at), person(at + 2), at, result));
    }

    private long person(int at) {
        return people.get(at);
    }

    /** One row of each kind, and by their places the people whom it chooses. */
    private Map<JsonObject, Set<Integer>> conditions() {
        Map<JsonObject, Set<Integer>> all = new LinkedHashMap<>();
        all.put(row("tags", List.of("vip")), Set.of(0, 2));
        all.put(row("areas", List.of("69001", "75020")), Set.of(1, 2));
        all.put(row("languages", List.of("ar")), Set.of(3));
        all.put(row("classes", List.of("member")), Set.of(4));
        all.put(row("channels", List.of("elsewhere")), Set.of());
        all.put(row("consented", Map.of("from", "2026-03-10T00:00:00Z", "until", "2026-03-11T00:00:00Z")), Set.of(5));
        all.put(row("answered", Map.of("broadcast", broadcast, "payloads", List.of("yes"))), Set.of(0));
        all.put(row("answered", Map.of("broadcast", broadcast)), Set.of(0, 1));
        // The sixth has stopped.
        all.put(row("answered", Map.of("broadcast", broadcast, "answered", false)), Set.of(2, 3, 4, 5, 7, 8));
        all.put(row("received", Map.of("broadcast", broadcast)), Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8));
        all.put(row("received", Map.of("broadcast", broadcast, "read", true)), Set.of(0, 1));
        all.put(row("survey", Map.of("action", action, "step", "come")), Set.of(10, 11));
        all.put(row("survey", Map.of("action", action, "step", "come", "choices", List.of("yes"))), Set.of(10));
        all.put(row("survey", Map.of("action", action, "step", "people")), Set.of(12));
        all.put(row("survey", Map.of("action", action, "step", "people", "least", 2, "most", 4)), Set.of(12));
        all.put(row("survey", Map.of("action", action, "step", "people", "least", 5)), Set.of());
        all.put(row("did", Map.of("deed", "shared")), Set.of(14));
        all.put(row("did", Map.of("deed", "shared", "action", action)), Set.of(14));
        all.put(row("did", Map.of("deed", "shared", "days", 30)), Set.of());
        all.put(row("did", Map.of("deed", "brought")), Set.of(15));
        all.put(row("did", Map.of("deed", "joined", "days", 2)), Set.of(16));
        all.put(row("did", Map.of("deed", "took_part", "action", action)), Set.of(17));
        all.put(row("did", Map.of("deed", "finished")), Set.of());
        all.put(row("did", Map.of("deed", "comes", "action", action)), Set.of(5));
        all.put(row("did", Map.of("deed", "waits", "days", 1)), Set.of(6));
        all.put(row("did", Map.of("deed", "may_come")), Set.of(7));
        all.put(row("did", Map.of("deed", "stays_away")), Set.of(8));
        all.put(row("did", Map.of("deed", "unanswered", "action", action, "days", 1)), Set.of(0, 1, 2, 3, 4));
        all.put(row("did", Map.of("deed", "called", "days", 1)), Set.of(18));
        all.put(row("silent", Map.of("days", 90)), Set.of(7));
        all.put(row("variable", Map.of("name", "quartier")), Set.of(20, 21));
        all.put(row("variable", Map.of("name", "quartier", "values", List.of("BELLEVILLE", "Éden"))), Set.of(20));
        return all;
    }

    private static JsonObject row(String key, Object condition) {
        return new JsonObject()
                .put(key, new JsonObject(Map.of("it", condition)).copy().getValue("it"));
    }

    private Audience audience(List<JsonObject> rows) {
        return AudienceCodec.decode(new JsonObject().put("rows", new JsonArray(rows)));
    }

    /** By their places, after the page, the dry run and the count were found to agree. */
    private Set<Integer> chosen(Audience audience) {
        List<Long> ids = await(store.page(world.pool, world.organisationId, audience, 0, Long.MAX_VALUE, 100));
        Target target = new Target(world.organisationId, audience, Purpose.BROADCAST, null);
        assertThat(await(store.dryRun(world.pool, target, 0, 100)).stream()
                        .map(AudienceMember::contactId)
                        .toList())
                .isEqualTo(ids);
        assertThat(await(store.count(world.pool, target)).people()).isEqualTo(ids.size());
        ClosedWindows closed = new ClosedWindows(Set.of("fake"), Instant.now());
        Map<String, Long> outside =
                await(store.outsideWindow(world.pool, target, closed)).byChannels();
        assertThat(outside.getOrDefault("fake", 0L))
                .isEqualTo(ids.stream().filter(id -> id != person(6)).count());
        Set<Integer> places = new TreeSet<>();
        ids.forEach(id -> places.add(people.indexOf(id)));
        return places;
    }

    @Test
    void eachRowChoosesWhomItSays() {
        conditions().forEach((row, expected) -> assertThat(chosen(audience(List.of(row))))
                .as(row.encode())
                .isEqualTo(expected));
    }

    @Test
    void anAreaIsTheSameInCapitalsAndWithoutAccents() {
        world.execute("update contact set area = 'Saint-Étienne' where id = " + person(18));
        world.execute("update contact set area = 'SAINT-ETIENNE' where id = " + person(19));
        for (String written : List.of("saint-etienne", "Saint-Étienne", "SAINT-ÉTIENNE")) {
            assertThat(chosen(audience(List.of(row("areas", List.of(written))))))
                    .containsExactly(18, 19);
            assertThat(chosen(AudienceCodec.decode(new JsonObject().put("areas", new JsonArray().add(written)))))
                    .containsExactly(18, 19);
        }
        assertThat(chosen(
                        audience(List.of(row("areas", List.of("saint-etienne")).put("join", "except")))))
                .hasSize(PEOPLE - 2);
        assertThat(await(new AudienceFacetStore().areas(world.pool, world.organisationId)))
                .hasSize(2)
                .contains("75020");
    }

    @Test
    void rowsGoTogetherAsSetsDo() {
        List<JsonObject> rows = new ArrayList<>(conditions().keySet());
        List<Set<Integer>> sets = new ArrayList<>(conditions().values());
        Random random = new Random(16);
        for (int round = 0; round < 60; round++) {
            List<JsonObject> several = new ArrayList<>();
            Set<Integer> expected = new TreeSet<>();
            for (int at = 0; at < PEOPLE; at++) {
                expected.add(at);
            }
            for (int at = 0; at <= random.nextInt(5); at++) {
                int each = random.nextInt(rows.size());
                String join = at == 0
                        ? List.of("and", "except").get(random.nextInt(2))
                        : List.of("and", "or", "or", "except").get(random.nextInt(4));
                several.add(rows.get(each).copy().put("join", join));
                switch (join) {
                    case "and" -> expected.retainAll(sets.get(each));
                    case "or" -> expected.addAll(sets.get(each));
                    default -> expected.removeAll(sets.get(each));
                }
            }
            assertThat(chosen(audience(several))).as(several.toString()).isEqualTo(expected);
        }
    }

    @Test
    void rowsStandBesideTheOtherParts() {
        JsonObject json = new JsonObject()
                .put("areas", new JsonArray().add("75020"))
                .put("rows", new JsonArray().add(row("tags", List.of("vip")).put("join", "except")));
        assertThat(chosen(AudienceCodec.decode(json))).containsExactly(1);
        assertThat(chosen(AudienceCodec.decode(json).among(people.subList(2, 9))))
                .isEmpty();
    }

    @Test
    void whatIsWrittenIsReadBack() {
        List<JsonObject> all = new ArrayList<>();
        conditions().keySet().forEach(row -> all.add(row.copy().put("join", all.isEmpty() ? "and" : "or")));
        for (int from = 0; from < all.size(); from += AudienceCodec.MOST_ROWS) {
            List<JsonObject> some =
                    new ArrayList<>(all.subList(from, Math.min(all.size(), from + AudienceCodec.MOST_ROWS)));
            some.set(0, some.get(0).copy().put("join", "and"));
            JsonObject json = new JsonObject().put("rows", new JsonArray(some));
            assertThat(AudienceCodec.encode(AudienceCodec.decode(json))).isEqualTo(json);
            assertThat(AudienceCodec.restore(json).isEveryone()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{}; rows[0]: needs exactly one of",
                "{'tags': ['a'], 'areas': ['b']}; rows[0]: needs exactly one of",
                "{'tags': []}; rows[0].tags: ",
                "{'classes': ['friend']}; rows[0].classes[0]: ",
                "{'join': 'or', 'tags': ['a']}; rows[0].join: can't be",
                "{'join': 'not', 'tags': ['a']}; rows[0].join: must be one of",
                "{'answered': {}}; rows[0].answered.broadcast: ",
                "{'answered': 7}; rows[0].answered: must be an object",
                "{'survey': {'action': 1}}; rows[0].survey.step: ",
                "{'did': {'deed': 'slept'}}; rows[0].did.deed: must be one of",
                "{'did': {'deed': 'called', 'days': 0}}; rows[0].did.days: must be",
                "{'received': {'broadcast': 1, 'seen': true}}; rows[0].received.seen: is not known here",
                "{'silent': {}}; rows[0].silent.days: ",
                "{'variable': {}}; rows[0].variable.name: ",
                "{'variable': {'name': '1 x'}}; rows[0].variable.name: has a name",
                "{'variable': {'name': 'a', 'value': 'b'}}; rows[0].variable.value: is not known here",
                "{'consented': {'from': 'May'}}; rows[0].consented.from: ",
            })
    void everyFaultIsNamedByItsField(String row, String fault) {
        assertThatThrownBy(() -> audience(List.of(new JsonObject(row.replace('\'', '"')))))
                .isInstanceOfSatisfying(InvalidInputException.class, invalid -> assertThat(invalid.faults())
                        .anySatisfy(each -> assertThat(each.toString()).startsWith(fault.strip())));
    }

    @Test
    void whatIsOfAnotherOrganisationIsRefused() {
        Audience audience = audience(List.of(
                row("received", Map.of("broadcast", broadcast)),
                row("did", Map.of("deed", "called", "action", action)),
                row("silent", Map.of("days", 9))));
        AudienceCheck check = new AudienceCheck();
        assertThat(await(check.faults(world.pool, world.organisationId, audience)))
                .isEmpty();
        assertThat(await(check.faults(world.pool, world.organisationId + 1, audience)))
                .extracting(Object::toString)
                .containsExactly(
                        "audience.rows[0]: is none of the organisation",
                        "audience.rows[1]: is none of the organisation");
        assertThat(await(check.faults(world.pool, world.organisationId, Audience.UNREADABLE)))
                .hasSize(1);
    }

    /** A statement that was first planned over empty tables reads few rows of full ones. */
    @Test
    void noTableOfDeedsIsReadWholeHoweverFullItIsLater(Vertx vertx) {
        world.execute("delete from share_event");
        world.execute("delete from question_answer");
        // Otherwise autovacuum may count the rows in between, and the statement be planned anew, for full tables.
        world.execute("alter table share_event set (autovacuum_enabled = off)");
        world.execute("alter table question_answer set (autovacuum_enabled = off)");
        world.execute("analyze");
        Audience audience = audience(List.of(
                row("tags", List.of("vip")),
                row("did", Map.of("deed", "shared")).put("join", "or"),
                row("survey", Map.of("action", action, "step", "come")).put("join", "or"),
                row("received", Map.of("broadcast", broadcast)),
                row("silent", Map.of("days", 90)).put("join", "except")));
        Pool pool = Database.pool(vertx, world.address, 1);
        for (int at = 0; at < 8; at++) {
            count(pool, audience);
        }
        int many = 20_000;
        world.execute(
                """
                insert into share_event (organisation_id, message_id, volunteer_id, kind, app, at)
                select b.organisation_id, b.message_id, %d, 'shared', 'sms', now()
                from broadcast b, generate_series(1, %d)
                """
                        .formatted(person(3), many));
        world.execute(
                """
                insert into question_answer (organisation_id, action_id, contact_id, step, choice, answered_at)
                select organisation_id, action_id, null, 'other', 'yes', now() from question_form, generate_series(1, %d)
                """
                        .formatted(many));
        world.execute("select pg_stat_force_next_flush()");
        long before = world.read("share_event", "question_answer");

        assertThat(count(pool, audience)).isEqualTo(3);

        await(pool.close());
        eventually("PostgreSQL counts the look-ups", () -> world.read("share_event", "question_answer") > before);
        assertThat(world.read("share_event", "question_answer") - before).isLessThan(2_000);
    }

    private long count(Pool pool, Audience audience) {
        return await(store.count(pool, new Target(world.organisationId, audience, Purpose.BROADCAST, null)))
                .people();
    }
}
