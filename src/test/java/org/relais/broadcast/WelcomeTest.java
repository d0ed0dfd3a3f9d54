package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.database.Database;
import org.relais.delivery.FakeChannel;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** Broadcasts that stay open: who newly matches gets them once, after the delay, and nobody who has stopped meanwhile. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class WelcomeTest {
    /** Contacts beside whom somebody is found: more with {@code -Drelais.welcome.people=100000}. */
    private static final int PEOPLE = Integer.getInteger("relais.welcome.people", 5_000);

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private Vertx vertx;
    private BroadcastWorld world;
    private WelcomeRunner runner;
    private Pool pool;

    @BeforeEach
    void open(Vertx own) {
        vertx = own;
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 100).running();
        pool = Database.pool(vertx, world.world.address, 1);
        runner = runner(pool, 3);
        // Everything is played in the past, so that what becomes due is due by every clock.
        world.clockBehind(DAY.multipliedBy(100));
    }

    @AfterEach
    void close() {
        await(pool.close());
        world.close();
    }

    private WelcomeRunner runner(Pool its, int pageSize) {
        return new WelcomeRunner(
                its,
                new Expansion(its, world.channels, world.clock(), pageSize),
                organisation -> {},
                world.clock(),
                pageSize);
    }

    @Test
    void whoJoinsGetsItOnceWhenTheDelayIsOver() {
        long before = joined("webhook");
        long id = open(joins(HOUR));
        long ada = joined("webhook");
        long ben = joined("page");
        long imported = joined("import");
        look();
        assertThat(welcome(id)).extracting(Welcome::entered, Welcome::waiting).containsExactly(2L, 2L);
        assertThat(world.rows(id)).isZero();

        world.clockBehind(DAY.multipliedBy(99));
        look();
        got(ada, ben);
        stopAndJoinAgain(ada);
        look();
        look();
        assertThat(welcome(id)).extracting(Welcome::entered, Welcome::waiting).containsExactly(2L, 0L);
        assertThat(world.rows(id)).isEqualTo(2);
        assertThat(world.fake.begunTo(ada)).isEqualTo(1);
        assertThat(world.fake.begunTo(before) + world.fake.begunTo(imported)).isZero();
        assertThat(world.state(id)).as("it stays open").isEqualTo(BroadcastState.EXPANDING);
        assertThat(await(world.service.underWay(world.organisationId, 9))).isEmpty();
    }

    @Test
    void manyAtOnceAreTakenPageByPageAndOnlyThoseOfTheAudience() {
        long id = open(joins(Duration.ZERO), new JsonObject("{\"tags\": {\"any\": [\"north\"]}}"));
        for (int number = 0; number < 10; number++) {
            long contact = joined("webhook");
            if (number % 2 == 0) {
                world.world.execute("update contact set tags = '{north}' where id = " + contact);
            }
        }
        look();
        assertThat(welcome(id)).extracting(Welcome::entered, Welcome::waiting).containsExactly(5L, 0L);
        eventually("all five have it", () -> world.progress(id).sent() == 5);
    }

    @Test
    void aStopBetweenTheOccasionAndTheSendingIsTheEndOfIt() {
        long id = open(joins(HOUR));
        long ada = joined("webhook");
        long ben = joined("webhook");
        look();
        world.world.stop(ada);

        world.clockBehind(DAY.multipliedBy(99));
        look();
        got(ben);
        assertThat(world.fake.begunTo(ada)).isZero();
        assertThat(world.progress(id).suppressed()).containsExactly(java.util.Map.entry("unsubscribed", 1L));
        assertThat(await(world.service.welcomes().stopped(welcome(id)))).isEqualTo(1);
    }

    @Test
    void anAnswerIsOneAndAChangedMindIsNone() {
        long question = world.create(question());
        long early = world.world.person();
        answer(question, early, "yes");
        long id = open(new WelcomeRule(
                WelcomeRule.Occasion.ANSWERED, HOUR, new WelcomeRule.Answer(question, "yes"), null, false));
        long ada = world.world.person();
        long ben = world.world.person();
        long cleo = world.world.person();
        answer(question, ada, "yes");
        answer(question, ben, "yes");
        answer(question, cleo, "no");
        look();
        assertThat(welcome(id).entered()).isEqualTo(2);
        world.world.execute("update broadcast_answer set replaced_at = now() where contact_id = " + ben);

        world.clockBehind(DAY.multipliedBy(99));
        look();
        got(ada);
        assertThat(world.rows(id)).isEqualTo(1);
        assertThat(world.fake.begunTo(early)).isZero();
    }

    @Test
    void silenceIsCountedFromTheLastWord() {
        long silent = seen(DAY.multipliedBy(40));
        long id = open(new WelcomeRule(WelcomeRule.Occasion.INACTIVE, DAY.multipliedBy(30), null, null, false));
        long ada = seen(DAY.multipliedBy(28));
        long ben = seen(Duration.ZERO);
        look();
        assertThat(welcome(id).entered()).isZero();

        world.clockBehind(DAY.multipliedBy(96));
        look();
        got(ada);
        look();
        assertThat(welcome(id).entered()).isEqualTo(1);
        assertThat(world.fake.begunTo(silent) + world.fake.begunTo(ben)).isZero();

        long earlier = open(new WelcomeRule(WelcomeRule.Occasion.INACTIVE, DAY.multipliedBy(30), null, null, true));
        look();
        assertThat(welcome(earlier).entered()).as("who was silent already, too").isEqualTo(2);
    }

    @Test
    void aYesToAnActionIsOneWhileItStands() {
        long event = action();
        long other = action();
        long ada = takesPart(event);
        long id = open(new WelcomeRule(WelcomeRule.Occasion.TOOK_PART, HOUR, null, event, false));
        long any = open(new WelcomeRule(WelcomeRule.Occasion.TOOK_PART, HOUR, null, null, false));
        long ben = takesPart(event);
        long cleo = takesPart(event);
        long dora = takesPart(other);
        look();
        assertThat(welcome(id).entered()).isEqualTo(2);
        assertThat(welcome(any).entered()).isEqualTo(3);
        world.world.execute("update assignment set state = 'declined', declined_at = now() where contact_id = " + cleo);

        world.clockBehind(DAY.multipliedBy(99));
        look();
        eventually("both have them", () -> world.fake.begunTo(ben) == 2 && world.fake.begunTo(dora) == 1);
        assertThat(world.rows(id)).isEqualTo(1);
        assertThat(world.rows(any)).isEqualTo(2);
        assertThat(world.fake.begunTo(ada) + world.fake.begunTo(cleo)).isZero();
    }

    @Test
    void whoDoesNothingAnyMoreIsCountedFromTheLastDeed() {
        long calls = action();
        long ada = takesPart(calls);
        long ben = takesPart(calls);
        long mute = world.world.person();
        long id = open(new WelcomeRule(WelcomeRule.Occasion.IDLE, DAY.multipliedBy(30), null, null, false));
        world.clockBehind(DAY.multipliedBy(80));
        deed(ben, "unit");
        look();
        assertThat(welcome(id).entered()).isZero();

        world.clockBehind(DAY.multipliedBy(68));
        look();
        got(ada);
        world.clockBehind(DAY.multipliedBy(48));
        look();
        got(ben);
        look();
        assertThat(welcome(id).entered()).isEqualTo(2);
        assertThat(world.fake.begunTo(mute)).as("who never did anything").isZero();
    }

    @Test
    void whoJoinedBeforeGetsItOnlyWhereItIsAskedFor() {
        long ada = joined("webhook");
        long id = open(new WelcomeRule(WelcomeRule.Occasion.JOINED, HOUR, null, null, true));
        look();
        assertThat(welcome(id)).extracting(Welcome::entered, Welcome::waiting).containsExactly(1L, 1L);
        world.clockBehind(DAY.multipliedBy(99));
        look();
        got(ada);
    }

    @Test
    void pausedItTakesNobodyAndLosesNobodyCancelledItIsOver() {
        long id = open(joins(HOUR));
        assertThat(await(world.service.pause(world.actor(), id))).isInstanceOf(BroadcastChange.Done.class);
        long ada = joined("webhook");
        look();
        assertThat(welcome(id).entered()).isZero();
        assertThat(await(world.service.resume(world.actor(), id, null))).isInstanceOf(BroadcastChange.Done.class);
        look();
        assertThat(welcome(id).entered()).isEqualTo(1);

        assertThat(await(world.service.cancel(world.actor(), id))).isInstanceOf(BroadcastChange.Done.class);
        world.awaitOver(id);
        world.clockBehind(DAY.multipliedBy(99));
        look();
        assertThat(world.rows(id)).isZero();
        assertThat(world.fake.begunTo(ada)).isZero();
    }

    @Test
    void severalNodesThatLookAtOnceSendItOnce(Vertx vertx) {
        long id = open(joins(Duration.ZERO));
        for (int number = 0; number < 9; number++) {
            joined("webhook");
        }
        Pool other = Database.pool(vertx, world.world.address, 1);
        await(Future.join(runner.look(), runner(other, 2).look()));
        look();
        await(other.close());
        assertThat(world.rows(id)).isEqualTo(9);
        assertThat(welcome(id)).extracting(Welcome::entered, Welcome::waiting).containsExactly(9L, 0L);
    }

    /** Who gets which hangs on the person, whenever they come. */
    @Test
    void ofTwoTextsEachNewcomerGetsOneAndBothAreCounted() {
        long id = world.create(BroadcastWorld.draft()
                .put("variant", new JsonObject("{\"body\": {\"fr\": \"Salut !\", \"en\": \"Hi!\"}}")));
        assertThat(await(world.service.welcomes().open(world.actor(), id, null, joins(Duration.ZERO))))
                .isInstanceOf(BroadcastChange.Done.class);
        for (int round = 1; round <= 2; round++) {
            for (int number = 0; number < 20; number++) {
                joined("webhook");
            }
            look();
            int all = 20 * round;
            eventually("all of them have it", () -> world.progress(id).sent() == all);
        }
        String half = "select count(*) from delivery d join broadcast b on b.id = d.broadcast_id and d.message_id = b.";
        long first = world.world.number(half + "message_id");
        long second = world.world.number(half + "variant_id");
        assertThat(first + second).isEqualTo(40);
        // Five standard deviations are 16.
        assertThat(second).isBetween(4L, 36L);
        Broadcast broadcast =
                await(world.service.find(world.organisationId, id)).orElseThrow();
        VariantResults results = await(
                        new BroadcastResults(vertx, pool, Set.of("telegram"), world.clock(), System::nanoTime)
                                .variants(broadcast))
                .orElseThrow();
        assertThat(results.first().recipients()).isEqualTo(first);
        assertThat(results.first().people(Funnel.Step.SENT)).isEqualTo(first);
        assertThat(results.second().recipients()).isEqualTo(second);
        assertThat(results.second().people(Funnel.Step.SENT)).isEqualTo(second);
    }

    @Test
    void twoContactsOfOnePersonAreOne() {
        long id = open(joins(HOUR));
        long ada = joined("webhook");
        long same = joined("webhook");
        look();
        world.world.execute("update welcome_entry set settled_at = now() where contact_id = " + ada);
        await(pool.withTransaction(tx -> new WelcomeRecordStore().merged(tx, world.organisationId, ada, same)));
        world.clockBehind(DAY.multipliedBy(99));
        look();
        assertThat(world.rows(id)).as("one has got it already").isZero();
        assertThat(world.world.number("select count(*) from welcome_entry")).isEqualTo(1);
        await(pool.withTransaction(tx -> new WelcomeRecordStore().erase(tx, world.organisationId, List.of(same))));
        assertThat(world.world.number("select count(*) from welcome_entry")).isZero();
    }

    @Test
    void whatMakesNoSenseIsRefusedAtItsField() {
        long question = world.create(question());
        assertThat(faults(answered(question, "perhaps"), BroadcastWorld.draft()))
                .containsExactly(Fault.of("answer.payload", FaultCode.BUTTON_UNKNOWN));
        assertThat(faults(
                        answered(question + 1_000, "yes"),
                        BroadcastWorld.draft().put("notAfter", "2099-01-01T00:00:00Z")))
                .containsExactly(
                        Fault.of("answer.broadcast", FaultCode.BROADCAST_UNKNOWN),
                        Fault.of("notAfter", FaultCode.WELCOME_WITH_END));
        assertThat(world.world.number("select count(*) from welcome")).isZero();
    }

    @Test
    void aLookReadsWhoIsNewAndNotEverybody() {
        world.world.people(PEOPLE, "regular", "subscribed", "fake");
        world.world.execute("update contact set last_seen_at = now() - interval '150 days' where id % 2 = 0");
        world.world.execute(
                """
                insert into ledger_event (organisation_id, contact_id, kind, state_before, state_after, occurred_at,
                                          recorded_at, source)
                select organisation_id, id, 'opt_in', 'pending', 'subscribed', now() - interval '200 days',
                       now() - interval '200 days', 'webhook' from contact
                """);
        long action = action();
        everybodyTookPart(action);
        world.world.execute("analyze");
        long question = world.create(question());
        List<Long> all = List.of(
                open(joins(Duration.ZERO)),
                open(answered(question, "yes")),
                open(new WelcomeRule(WelcomeRule.Occasion.INACTIVE, DAY.multipliedBy(30), null, null, false)),
                open(new WelcomeRule(WelcomeRule.Occasion.IDLE, DAY.multipliedBy(30), null, null, false)),
                open(new WelcomeRule(WelcomeRule.Occasion.TOOK_PART, Duration.ZERO, null, action, false)));
        look();
        world.world.execute("select pg_stat_force_next_flush()");
        long before = read();
        joined("webhook");
        answer(question, world.world.person(), "yes");
        seen(DAY.multipliedBy(29));
        takesPart(action);
        world.clockBehind(DAY.multipliedBy(129));
        takesPart(action);
        world.clockBehind(DAY.multipliedBy(98));
        look();
        assertThat(await(world.service.welcomes().of(world.organisationId, Set.copyOf(all)))
                        .values())
                .allSatisfy(each -> assertThat(each.entered()).isEqualTo(1));
        await(pool.close());
        Await.until("PostgreSQL counts the look-ups", () -> read() > before);
        assertThat(read() - before).isLessThan(500);
    }

    /** Rows that were read of what grows with the people. */
    private long read() {
        return world.world.number(
                """
                select (select coalesce(sum(seq_tup_read), 0) from pg_stat_user_tables
                        where relname in ('contact', 'ledger_event', 'welcome_entry', 'broadcast_answer', 'action_event',
                                          'assignment'))::bigint
                       + (select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes
                          where relname in ('contact', 'ledger_event', 'welcome_entry', 'broadcast_answer', 'action_event',
                                          'assignment'))::bigint
                """);
    }

    private static WelcomeRule joins(Duration delay) {
        return new WelcomeRule(WelcomeRule.Occasion.JOINED, delay, null, null, false);
    }

    private static WelcomeRule answered(long broadcast, String payload) {
        return new WelcomeRule(
                WelcomeRule.Occasion.ANSWERED, Duration.ZERO, new WelcomeRule.Answer(broadcast, payload), null, false);
    }

    private long open(WelcomeRule rule) {
        return open(rule, null);
    }

    private long open(WelcomeRule rule, @Nullable JsonObject audience) {
        long id = world.create(audience == null ? BroadcastWorld.draft() : BroadcastWorld.draft(audience));
        assertThat(await(world.service.welcomes().open(world.actor(), id, null, rule)))
                .isInstanceOf(BroadcastChange.Done.class);
        return id;
    }

    private List<Fault> faults(WelcomeRule rule, JsonObject draft) {
        long id = world.create(draft);
        return await(world.service
                .welcomes()
                .open(world.actor(), id, null, rule)
                .map(List.<Fault>of())
                .recover(fault -> Future.succeededFuture(((InvalidInputException) fault).faults())));
    }

    private void look() {
        await(runner.look());
    }

    private Welcome welcome(long id) {
        return await(world.service.welcomes().of(world.organisationId, Set.of(id)))
                .get(id);
    }

    private void got(long... contacts) {
        for (long contact : contacts) {
            eventually(contact + " has it", () -> world.fake.begunTo(contact) == 1);
        }
    }

    private long joined(String source) {
        long contact = world.world.person("regular", "pending", "fake");
        event(contact, "pending", source);
        return contact;
    }

    private void stopAndJoinAgain(long contact) {
        event(contact, "unsubscribed", "webhook");
    }

    private void event(long contact, String before, String source) {
        world.world.execute("update consent set state = 'subscribed' where contact_id = " + contact);
        world.world.execute(
                """
                insert into ledger_event (organisation_id, contact_id, kind, state_before, state_after, occurred_at,
                                          recorded_at, source)
                values (%d, %d, 'opt_in', '%s', 'subscribed', '%5$s', '%5$s', '%4$s')
                """
                        .formatted(world.organisationId, contact, before, source, now()));
    }

    private void answer(long broadcast, long contact, String payload) {
        world.world.execute(
                """
                insert into broadcast_answer (organisation_id, broadcast_id, contact_id, payload, label, manner, answered_at)
                values (%d, %d, %d, '%s', 'Oui', 'tap', '%s')
                """
                        .formatted(world.organisationId, broadcast, contact, payload, now()));
    }

    private long action() {
        return world.world.offered(List.of(world.world.person()));
    }

    /** Somebody says yes now. */
    private long takesPart(long action) {
        long contact = world.world.person();
        world.world.execute(
                """
                insert into assignment (organisation_id, action_id, contact_id, delivery_id, state, offered_at, accepted_at,
                                        active_at)
                select %d, %d, %d, coalesce(max(delivery_id), 0) + 1, 'accepted', '%4$s', '%4$s', '%4$s' from assignment
                """
                        .formatted(world.organisationId, action, contact, now()));
        deed(contact, "accepted");
        return contact;
    }

    /** Long ago. */
    private void everybodyTookPart(long action) {
        world.world.execute(
                """
                insert into assignment (organisation_id, action_id, contact_id, delivery_id, state, offered_at, accepted_at,
                                        active_at)
                select organisation_id, %d, id, 1000000 + id, 'accepted', now(), now(), now() from contact
                """
                        .formatted(action));
        world.world.execute(
                """
                insert into action_event (organisation_id, action_id, assignment_id, kind, at)
                select organisation_id, action_id, id, 'accepted', now() - interval '200 days' from assignment
                """);
    }

    private void deed(long contact, String kind) {
        world.world.execute(
                """
                insert into action_event (organisation_id, action_id, assignment_id, kind, at)
                select organisation_id, action_id, id, '%s', '%s' from assignment where contact_id = %d
                """
                        .formatted(kind, now(), contact));
    }

    private long seen(Duration ago) {
        long contact = world.world.person();
        world.world.execute("update contact set last_seen_at = '" + now().minus(ago) + "' where id = " + contact);
        return contact;
    }

    private Instant now() {
        return world.clock().instant();
    }

    private static JsonObject question() {
        JsonObject draft = BroadcastWorld.draft();
        draft.getJsonObject("message")
                .put(
                        "buttons",
                        new JsonArray()
                                .add(new JsonObject("{\"label\": {\"fr\": \"Oui\"}, \"payload\": \"yes\"}"))
                                .add(new JsonObject("{\"label\": {\"fr\": \"Non\"}, \"payload\": \"no\"}")));
        return draft;
    }
}
