package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.SqlClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.audience.ClosedWindows;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.OutboundMessage;
import org.relais.channel.SendOutcome;
import org.relais.consent.Purpose;
import org.relais.database.Connections;
import org.relais.database.Notifications;
import org.relais.organisation.Actor;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationService;
import org.relais.organisation.Tokens;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** What a delivery goes through besides sending: hours, the one first contact, cancelling, wakes, limits, the end of a node. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class OutboxLifeTest {
    /** 64 connections, and as many again that are claimed ahead. */
    private static final int CLAIMED_AT_ONCE = 128;
    /** As many as there are connections, and a quarter of that whose beginning is noted ahead. */
    private static final int BEGUN_AT_ONCE = 80;

    private Vertx vertx;
    private DeliveryWorld world;

    @BeforeEach
    void begin(Vertx vertx) {
        this.vertx = vertx;
        world = new DeliveryWorld(vertx);
        world.sender("fake", "1");
    }

    @AfterEach
    void end() {
        world.close();
    }

    private DeliveryEngine engine(FakeChannel channel, JumpingClock clock) {
        return world.engine(
                new ChannelRegistry(List.of(channel.at(clock))),
                new PlainRenderer(),
                channel::stopped,
                world.drain(),
                new EngineSettings("n", Duration.ofSeconds(10), Duration.ofSeconds(30), Await.BOUND, 64),
                clock);
    }

    private static JumpingClock at(String time) {
        JumpingClock clock = new JumpingClock();
        clock.jump(Duration.between(Instant.now(), Instant.parse(time)));
        return clock;
    }

    private void enqueueAudience(List<Long> people, Purpose purpose, long broadcast, long message, Instant now) {
        await(new AudiencePageStore()
                .enqueue(
                        world.pool,
                        new AudiencePage(
                                world.organisationId,
                                broadcast,
                                message,
                                purpose,
                                null,
                                people,
                                now,
                                null,
                                ClosedWindows.NONE,
                                null),
                        now));
    }

    @Test
    void outsideTheHoursOfTheirOwnTimeZonePeopleGetItWhenTheyOpen() {
        // Wednesday, 8 in Paris and Cayenne's 3 in the night.
        JumpingClock clock = at("2030-01-16T07:00:00Z");
        world.execute(
                "update organisation set contact_from = '09:00', contact_until = '20:00', time_zone = 'Europe/Paris'");
        long paris = world.person();
        long cayenne = world.person();
        world.execute("update contact set time_zone = 'America/Cayenne' where id = " + cayenne);
        long message = world.message();
        long broadcast = world.broadcast(message);
        enqueueAudience(List.of(paris, cayenne), Purpose.BROADCAST, broadcast, message, clock.instant());
        FakeChannel channel = FakeChannel.accepting();
        DeliveryEngine engine = engine(channel, clock);

        long reply = world.queue(world.person(), Purpose.REPLY);
        engine.wake(world.organisationId);
        eventually("a reply goes at any hour", () -> world.state(reply).equals("accepted"));
        assertThat(channel.begun).hasSize(1);
        clock.jump(Duration.ofMinutes(61));
        engine.wake(world.organisationId);
        eventually("Paris opens", () -> channel.begunTo(paris) == 1);
        assertThat(channel.begunTo(cayenne)).isZero();
        clock.jump(Duration.ofHours(4));
        engine.wake(world.organisationId);
        eventually("Cayenne opens", () -> channel.begunTo(cayenne) == 1);
        eventually("nothing is lost", () -> world.states().equals(Map.of("accepted", 3L)));
    }

    @Test
    void whatWaitsForTheHoursLeavesWhenTheyAreWidened() {
        // Sunday noon in Paris, when nobody writes by default.
        JumpingClock clock = at("2030-01-20T11:00:00Z");
        world.execute("update organisation set contact_from = '09:00', contact_until = '20:00',"
                + " contact_days = '{1,2,3,4,5,6}', time_zone = 'Europe/Paris'");
        List<Long> people = world.people(30, "regular", "subscribed", "fake");
        long later = people.get(0);
        long message = world.message();
        long broadcast = world.broadcast(message);
        enqueueAudience(people, Purpose.BROADCAST, broadcast, message, clock.instant());
        world.execute("update delivery set not_before = '2030-01-20T13:00:00Z' where contact_id = " + later);
        FakeChannel channel = FakeChannel.accepting();
        DeliveryEngine engine = engine(channel, clock);

        OrganisationService service = new OrganisationService(world.pool, new Tokens(new SecureRandom()), clock);
        Organisation before = await(service.find(world.organisationId));
        Organisation open = before.with(before.consentOnly(), before.rules().atAnyHour());
        assertThat(channel.begun).isEmpty();
        await(service.update(Actor.command(before.id()), open));
        engine.wake(world.organisationId);
        eventually("all but one leave", () -> world.states().equals(Map.of("accepted", 29L, "queued", 1L)));
        assertThat(channel.begunTo(later)).as("it waits for something else").isZero();
    }

    @Test
    void whatWasQueuedInHoursAndIsClaimedOutsideThemWaitsToo() {
        JumpingClock clock = at("2030-01-16T18:59:00Z");
        world.execute(
                "update organisation set contact_from = '09:00', contact_until = '20:00', time_zone = 'Europe/Paris'");
        List<Long> people = world.people(30, "regular", "subscribed", "fake");
        long message = world.message();
        long broadcast = world.broadcast(message);
        enqueueAudience(people, Purpose.BROADCAST, broadcast, message, clock.instant());
        clock.jump(Duration.ofMinutes(5));
        FakeChannel channel = FakeChannel.accepting();
        DeliveryEngine engine = engine(channel, clock);

        eventually(
                "all wait for the morning",
                () -> world.number("select count(*) from delivery where queued and not_before = '2030-01-17T08:00:00Z'")
                        == 30);
        assertThat(channel.begun).isEmpty();
        clock.jump(Duration.ofHours(13));
        engine.wake(world.organisationId);
        eventually("all arrive", () -> world.open() == 0);
        assertThat(world.states()).isEqualTo(Map.of("accepted", 30L));
    }

    @Test
    void theOneContactOfAnOccasionalPersonIsSpentBeforeTheAttempt() {
        long person = world.person("occasional", "pending", "fake");
        List<Long> spentAtSend = new ArrayList<>();
        FakeChannel channel = FakeChannel.answering(permit -> {
            spentAtSend.add(world.number(
                    "select count(*) from consent where occasional_spent_at is not null and occasional_delivery_id = "
                            + permit.deliveryId()));
            return Future.succeededFuture(SendOutcome.of(SendOutcome.Kind.UNKNOWN, "timeout"));
        });
        firstContact(person);
        DeliveryEngine engine = engine(channel, new JumpingClock());
        eventually("tried", () -> world.states().containsKey("unknown"));
        assertThat(spentAtSend).containsExactly(1L);

        firstContact(person);
        engine.wake(world.organisationId);
        eventually("all settled", () -> world.open() == 0);
        assertThat(channel.begunTo(person)).isEqualTo(1);
        assertThat(world.text("select string_agg(state || ':' || reason, ',' order by id) from delivery"))
                .isEqualTo("unknown:timeout,suppressed:occasional_spent");
    }

    @Test
    void twoFirstContactsAtOnceAreOne() {
        List<Long> people = world.people(20, "occasional", "pending", "fake");
        FakeChannel channel = FakeChannel.accepting();
        people.forEach(this::firstContact);
        people.forEach(this::firstContact);
        engine(channel, new JumpingClock());
        eventually("all settled", () -> world.open() == 0);
        assertThat(channel.begun).hasSize(20);
        assertThat(channel.begun.stream().map(FakeChannel.Begun::contactId)).doesNotHaveDuplicates();
        assertThat(world.states()).isEqualTo(Map.of("accepted", 20L, "suppressed", 20L));
    }

    @Test
    void aFirstContactThatWasCertainlyNotTakenIsTriedAgain() {
        long person = world.person("occasional", "pending", "fake");
        AtomicInteger tries = new AtomicInteger();
        FakeChannel channel = FakeChannel.answering(permit -> Future.succeededFuture(
                tries.incrementAndGet() == 1
                        ? SendOutcome.of(SendOutcome.Kind.RETRY, "1")
                        : SendOutcome.accepted("m")));
        firstContact(person);
        JumpingClock clock = new JumpingClock();
        engine(channel, clock);
        eventually("it waits", () -> world.states().containsKey("queued") && tries.get() == 1);
        clock.jump(Duration.ofSeconds(3));
        eventually("it arrives", () -> world.states().containsKey("accepted"));
        assertThat(tries).hasValue(2);
    }

    @Test
    void whatIsTriedAgainSoonIsNotOvertakenByWhatWasEnqueuedAfterIt() {
        long person = world.person();
        long first = world.queue(person, Purpose.REPLY);
        long second = world.queue(person, Purpose.REPLY);
        AtomicInteger tries = new AtomicInteger();
        FakeChannel channel = FakeChannel.answering(permit -> Future.succeededFuture(
                permit.deliveryId() == first && tries.incrementAndGet() == 1
                        ? SendOutcome.of(SendOutcome.Kind.NOT_BEGUN, "connection_refused")
                        : SendOutcome.accepted("m" + permit.deliveryId())));
        engine(channel, new JumpingClock());
        eventually("both arrive", () -> world.states().equals(Map.of("accepted", 2L)));
        assertThat(channel.begun).extracting(FakeChannel.Begun::deliveryId).containsExactly(first, first, second);
    }

    @Test
    void bothMessagesOfAnAnswerThatWasLongInCommittingGoInTheirOrder() {
        Instant others = Instant.now();
        FakeChannel channel = FakeChannel.accepting();
        DeliveryEngine engine = engine(channel, new JumpingClock());
        long other = enqueue(world.pool, world.person(), others);
        engine.wake(world.organisationId);
        eventually("somebody else's is through", () -> world.state(other).equals("accepted"));
        channel.begun.clear();

        long person = world.person();
        List<Long> answer = await(world.pool.withTransaction(transaction -> outbox(others.minusSeconds(12))
                .enqueue(transaction, message(person, others.minusSeconds(12)))
                .compose(first -> outbox(others)
                        .enqueue(transaction, message(person, others))
                        .map(second -> List.of(first.orElseThrow(), second.orElseThrow())))));
        engine.wake(world.organisationId);
        eventually("both arrive", () -> world.states().equals(Map.of("accepted", 3L)));
        assertThat(channel.begun).extracting(FakeChannel.Begun::deliveryId).containsExactlyElementsOf(answer);
    }

    @Test
    void whatWasClaimedWhileItsPersonMovedFollowsThemWhenItComesBack() {
        long person = world.person();
        long delivery = world.queue(person, Purpose.REPLY);
        world.execute("update delivery set state = 'sending', lease_until = now() where id = " + delivery);
        long left = world.number("select id from address where contact_id = " + person);
        world.execute("update address set status = 'retired', retired_at = now() where id = " + left);
        long moved = world.address(person, "fake");
        world.execute("update delivery set state = 'queued', lease_until = null, attempt = 1 where id = " + delivery);
        FakeChannel channel = FakeChannel.accepting();
        engine(channel, new JumpingClock());
        eventually("it arrives", () -> world.state(delivery).equals("accepted"));
        assertThat(world.number("select address_id from delivery where id = " + delivery))
                .isEqualTo(moved);
    }

    private long enqueue(SqlClient client, long person, Instant at) {
        return await(outbox(at).enqueue(client, message(person, at))).orElseThrow();
    }

    private static Outbox outbox(Instant at) {
        return new Outbox(() -> at);
    }

    private NewDelivery message(long person, Instant at) {
        return NewDelivery.now(
                NewDelivery.Chat.preferred(world.organisationId, person),
                Purpose.REPLY,
                new DeliveryContent.Inline(new JsonObject().put("text", "hello")),
                at);
    }

    private void firstContact(long person) {
        long message = world.message();
        long broadcast = world.broadcast(message);
        world.execute("update broadcast set purpose = 'first_contact' where id = " + broadcast);
        enqueueAudience(List.of(person), Purpose.FIRST_CONTACT, broadcast, message, Instant.now());
    }

    @Test
    void aNodeThatStopsFinishesWhatItClaimedAndLeavesNoLease() {
        Turnstile answer = new Turnstile();
        answer.close();
        FakeChannel channel =
                FakeChannel.answering(permit -> answer.pass().map(SendOutcome.accepted("m" + permit.deliveryId())));
        world.broadcastTo(world.people(200, "regular", "subscribed", "fake"));
        DeliveryEngine engine = engine(channel, new JumpingClock());
        eventually("requests are open", () -> channel.begun.size() == BEGUN_AT_ONCE);

        Future<Void> stopped = engine.stop();
        answer.open();
        await(stopped);

        // What it claimed before it heard of its end is finished as well.
        Map<String, Long> states = world.states();
        assertThat(states.keySet()).isSubsetOf("accepted", "queued");
        assertThat(states.get("accepted")).isEqualTo(channel.begun.size()).isGreaterThanOrEqualTo(CLAIMED_AT_ONCE);
        assertThat(world.number("select count(*) from pacer_lease")).isZero();
        assertThat(world.number("select count(*) from claim_batch")).isZero();
        assertThat(world.number("select count(*) from delivery_node")).isZero();
    }

    /** A platform that wants silence all day has the first message tried every few seconds; a claim is of all senders. */
    @Test
    void whatWasTriedMoreOftenThanIsCountedHoldsUpNobody() {
        long worn = world.queue(world.person(), Purpose.REPLY);
        world.execute("update delivery set attempt = 32767");
        world.queue(world.person(), Purpose.REPLY);
        world.engine(FakeChannel.accepting());
        eventually("both are sent", () -> world.open() == 0);
        assertThat(world.states()).isEqualTo(Map.of("accepted", 2L));
        assertThat(world.number("select attempt from delivery where id = " + worn))
                .isEqualTo(1);
    }

    /** A later version may have written it, and been taken back. */
    @Test
    void whatCannotBeReadHoldsUpNobody() {
        long odd = world.queue(world.person(), Purpose.REPLY);
        long unreadable = world.queue(world.person(), Purpose.REPLY);
        long ordinary = world.queue(world.person(), Purpose.REPLY);
        world.execute("update message set spec = spec || '{\"replaces\": \"what?\"}'"
                + " where id = (select message_id from delivery where id = " + odd + ")");
        long its = world.number("select message_id from delivery where id = " + unreadable);
        MessageRenderer renderer = (organisationId, messageId, spec) -> {
            if (messageId == its) {
                throw new ClassCastException("another shape");
            }
            return new PlainRenderer().prepare(organisationId, messageId, spec);
        };
        FakeChannel channel = FakeChannel.accepting();
        world.engine(
                new ChannelRegistry(List.of(channel)), renderer, channel::stopped, world.drain(), world.settings());

        eventually("all are settled", () -> world.open() == 0);
        assertThat(world.state(unreadable)).isEqualTo("failed:unreadable_message");
        assertThat(List.of(odd, ordinary)).map(world::state).containsOnly("accepted");
    }

    /** Though it was noted together with others that are to begin. */
    @Test
    void whatCannotBeWordedOrHandedOverHoldsUpNobody() {
        long wordless = world.queue(world.person(), Purpose.REPLY);
        long impossible = world.queue(world.person(), Purpose.REPLY);
        long ordinary = world.queue(world.person(), Purpose.REPLY);
        MessageRenderer renderer = (organisationId, messageId, spec) -> Future.succeededFuture((recipient, channel) -> {
            if (recipient.claim().deliveryId() == wordless) {
                throw new StackOverflowError("and be it an error");
            }
            return new MessageRenderer.Rendered.Ready(OutboundMessage.Text.of("hello"), false);
        });
        FakeChannel channel = FakeChannel.answering(permit -> {
            if (permit.deliveryId() == impossible) {
                throw new IllegalStateException("not to be said");
            }
            return Future.succeededFuture(SendOutcome.accepted("m" + permit.deliveryId()));
        });
        world.engine(
                new ChannelRegistry(List.of(channel)), renderer, channel::stopped, world.drain(), world.settings());

        eventually("all are settled", () -> world.open() == 0);
        assertThat(world.state(wordless)).isEqualTo("failed:render_fault");
        assertThat(world.state(impossible)).isEqualTo("unknown:channel_fault");
        assertThat(world.state(ordinary)).isEqualTo("accepted");
    }

    @Test
    void noMoreIsClaimedThanMayBeOpen() {
        Turnstile answer = new Turnstile();
        answer.close();
        FakeChannel channel =
                FakeChannel.answering(permit -> answer.pass().map(SendOutcome.accepted("m" + permit.deliveryId())));
        world.broadcastTo(world.people(300, "regular", "subscribed", "fake"));
        engine(channel, new JumpingClock());
        eventually("requests are open", () -> channel.begun.size() == BEGUN_AT_ONCE);
        eventually(
                "others are claimed ahead",
                () -> world.number("select count(*) from delivery where state = 'sending'") == CLAIMED_AT_ONCE);
        assertThat(channel.begun).hasSize(BEGUN_AT_ONCE);
        answer.open();
        eventually("all arrive", () -> world.open() == 0);
        assertThat(world.states()).isEqualTo(Map.of("accepted", 300L));
    }

    @Test
    void broadcastsTakeTurns() {
        ConcurrentLinkedQueue<Long> order = new ConcurrentLinkedQueue<>();
        FakeChannel channel = new FakeChannel(
                "fake", new org.relais.channel.Limits(100, Duration.ZERO, 1, Long.MAX_VALUE), List.of("1"), permit -> {
                    order.add(permit.claim().contactId());
                    return Future.succeededFuture(SendOutcome.accepted("m"));
                });
        List<Long> large = world.people(150, "regular", "subscribed", "fake");
        List<Long> small = world.people(20, "regular", "subscribed", "fake");
        world.broadcastTo(large);
        world.broadcastTo(small);
        engine(channel, new JumpingClock());
        eventually("the small one is through", () -> order.containsAll(small));
        List<Long> sent = List.copyOf(order);
        int last = small.stream().mapToInt(sent::indexOf).max().orElseThrow();
        assertThat(sent.subList(0, last)).filteredOn(large::contains).hasSizeLessThan(100);
    }

    @Test
    void cancellingALargeQueueGoesPageByPageAndLeavesWhatIsSent() {
        List<Long> people = world.people(1_000, "regular", "subscribed", "fake");
        long broadcast = world.broadcastTo(people);
        world.execute(
                "update delivery set state = 'accepted', external_id = 'm', settled_at = now() where contact_id % 3 = 0");
        long sent = world.states().get("accepted");
        world.execute("update broadcast set state = 'cancelled'");

        assertThat(await(new Outbox(Instant::now, 70).cancelBroadcast(world.pool, broadcast, "broadcast_cancelled")))
                .isEqualTo((int) (1_000 - sent));

        assertThat(world.states()).isEqualTo(Map.of("accepted", sent, "cancelled", 1_000 - sent));
        assertThat(world.disagreement()).isEmpty();
        assertThat(await(new Outbox(Instant::now, 70).cancelBroadcast(world.pool, broadcast, "again")))
                .isZero();
    }

    @Test
    void whatIsWorthNothingAnyMoreIsCancelled() {
        long person = world.person();
        Instant now = Instant.now();
        long delivery = await(new Outbox(Instant::now)
                        .enqueue(
                                world.pool,
                                new NewDelivery(
                                        world.organisationId,
                                        person,
                                        null,
                                        null,
                                        null,
                                        null,
                                        Purpose.REPLY,
                                        new DeliveryContent.Inline(new JsonObject().put("text", "late")),
                                        new JsonObject(),
                                        now,
                                        now.plusSeconds(60),
                                        null)))
                .orElseThrow();
        JumpingClock clock = new JumpingClock();
        clock.jump(Duration.ofSeconds(61));
        FakeChannel channel = FakeChannel.accepting();
        engine(channel, clock);
        eventually("cancelled", () -> world.state(delivery).equals("cancelled:expired"));
        assertThat(channel.begun).isEmpty();
    }

    @Test
    void oneConfirmationPerStop() {
        long person = world.person("regular", "unsubscribed", "fake");
        long stop = world.number("select max(id) from ledger_event");
        NewDelivery confirmation = NewDelivery.confirmation(
                NewDelivery.Chat.preferred(world.organisationId, person),
                new DeliveryContent.Inline(new JsonObject().put("text", "stopped")),
                Instant.now(),
                Instant.now().plusSeconds(300),
                stop);
        Outbox outbox = new Outbox(Instant::now);
        assertThat(await(outbox.enqueue(world.pool, confirmation))).isPresent();
        assertThat(await(outbox.enqueue(world.pool, confirmation))).isEmpty();
        FakeChannel channel = FakeChannel.accepting();
        engine(channel, new JumpingClock());
        eventually("sent", () -> world.open() == 0);
        assertThat(channel.begunTo(person)).isEqualTo(1);
    }

    @Test
    void aConfirmationGoesWhereTheStopWasSaidThoughTheAddressHasMoved() {
        long said = world.person("regular", "unsubscribed", "fake");
        long stop = world.number("select max(id) from ledger_event");
        long address = world.address(said, "fake");
        long has = world.person("regular", "unsubscribed", "fake");
        world.execute("update address set contact_id = " + has + " where id = " + address);
        NewDelivery confirmation = NewDelivery.confirmation(
                new NewDelivery.Chat(world.organisationId, said, address, null),
                new DeliveryContent.Inline(new JsonObject().put("text", "stopped")),
                Instant.now(),
                Instant.now().plusSeconds(300),
                stop);
        long delivery = await(new Outbox(Instant::now).enqueue(world.pool, confirmation))
                .orElseThrow();
        FakeChannel channel = FakeChannel.accepting();
        engine(channel, new JumpingClock());
        eventually("sent", () -> world.state(delivery).equals("accepted"));
        assertThat(channel.begunTo(has)).isEqualTo(1);
        assertThat(channel.begunTo(said)).isZero();
    }

    @Test
    void aNodeWakesTheOneThatPacesTheSender() {
        ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
        Notifications listener =
                new Notifications(vertx, new Connections(vertx, world.address), "relais_delivery", heard::add);
        await(listener.start());
        DeliveryEngine idle = engine(
                new FakeChannel("nothing", FakeChannel.FAST, List.of(), permit -> Future.succeededFuture()),
                new JumpingClock());
        idle.wake(world.organisationId);
        eventually("the others are told", () -> heard.contains(Long.toString(world.organisationId)));
        await(listener.close());
    }

    @Test
    void aNodeThatIsTornOutOfItsSleepLooksAtOnce() {
        FakeChannel channel = FakeChannel.accepting();
        DeliveryNode sleeper = new DeliveryNode(
                vertx,
                world.parts(
                        new ChannelRegistry(List.of(channel)),
                        new PlainRenderer(),
                        channel::stopped,
                        world.drain(),
                        world.settings(),
                        new JumpingClock()),
                Duration.ofHours(1));
        String deployment = await(vertx.deployVerticle(sleeper, new DeploymentOptions()));
        long first = world.queue(world.person(), Purpose.REPLY);
        sleeper.post(world.organisationId);
        eventually("the sender is paced", () -> world.state(first).equals("accepted"));

        long second = world.queue(world.person(), Purpose.REPLY);
        world.execute("select pg_notify('relais_delivery', '%d')".formatted(world.organisationId));
        eventually("the notice was heard", () -> world.state(second).equals("accepted"));
        await(vertx.undeploy(deployment));
    }

    @Test
    void whatADeadNodePacedIsTakenOver() {
        FakeChannel channel = FakeChannel.accepting();
        world.execute("insert into pacer_lease values (%d, 'fake', 'dead')".formatted(world.organisationId));
        long delivery = world.queue(world.person(), Purpose.REPLY);
        engine(channel, new JumpingClock());
        eventually("it is sent", () -> world.state(delivery).equals("accepted"));
        assertThat(world.text("select node from pacer_lease")).isEqualTo("n");
    }

    /** Whoever has given a sign of life since it was watched is alive. */
    @Test
    void whatALivingNodePacesIsLeftToIt() {
        PaceStore store = new PaceStore();
        PaceStore.Key key = new PaceStore.Key(world.organisationId, "fake");
        PaceStore.Beat first = await(store.heartbeat(world.pool, "living", SenderAssignment.LEASE))
                .get(0);
        assertThat(await(store.acquire(world.pool, "living", List.of(key), List.of())))
                .containsOnly(Map.entry(key, false));
        assertThat(await(store.acquire(world.pool, "other", List.of(key), List.of())))
                .isEmpty();
        PaceStore.Beat last = await(store.heartbeat(world.pool, "living", SenderAssignment.LEASE))
                .get(0);
        assertThat(await(store.acquire(world.pool, "other", List.of(key), List.of(first))))
                .isEmpty();
        assertThat(await(store.acquire(world.pool, "other", List.of(key), List.of(last))))
                .containsOnly(Map.entry(key, true));
    }
}
