package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.channel.EventBuilder;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.channel.InboundEvent.Status;
import org.relais.channel.SendOutcome;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.testing.NeedsDatabase;

@NeedsDatabase
@ExtendWith(VertxExtension.class)
class ReceiptsTest {
    private static final Instant AT = Instant.parse("2026-11-25T10:00:00Z");

    private final List<String> stops = new ArrayList<>();
    private DeliveryWorld world;
    private Receipts receipts;
    private long person;
    private long broadcast;
    private long delivery;

    @BeforeEach
    void begin(Vertx vertx) {
        world = new DeliveryWorld(vertx);
        world.sender("fake", "1");
        receipts = new Receipts(world.pool, Instant::now, new Random(1), this::stopped);
        person = world.person();
        broadcast = world.broadcastTo(List.of(person));
        delivery = world.number("select id from delivery");
        accepted();
    }

    @AfterEach
    void end() {
        world.close();
    }

    private Future<Void> stopped(
            long organisationId, long contactId, AddressId address, String code, long deliveryId, Instant at) {
        stops.add(code + " when " + world.state(deliveryId));
        return Future.succeededFuture();
    }

    private void accepted() {
        world.execute("update delivery set state = 'accepted', external_id = 'm1', attempt = 1, settled_at = now()");
    }

    private int apply(InboundEvent... events) {
        return await(receipts.apply(List.of(events)));
    }

    private static InboundEvent report(Status status, long delivery) {
        return Reports.of(status, delivery, "m1", AT);
    }

    @Test
    void reportsAdvanceInWhateverOrderTheyCome() {
        List<Status> order = new ArrayList<>(List.of(Status.SENT, Status.DELIVERED, Status.READ, Status.DELIVERED));
        for (int shuffle = 0; shuffle < 12; shuffle++) {
            accepted();
            world.execute("update delivery set delivered_at = null, read_at = null");
            Collections.shuffle(order, new Random(shuffle));
            order.forEach(status -> apply(report(status, delivery)));
            assertThat(world.state(delivery)).as("%s", order).isEqualTo("read");
            assertThat(world.text("select (delivered_at is not null) || ' ' || (read_at is not null) from delivery"))
                    .isEqualTo("true true");
        }
        assertThat(world.disagreement()).isEmpty();
    }

    /** The conversation shows by it what was read. */
    @Test
    void aReportThatComesBeforeTheAnswerLosesNothingOfWhatWasSent() {
        world.execute("update delivery set state = 'sending', external_id = null, node = 'n', "
                + "lease_until = now() + interval '1 minute', settled_at = null");
        assertThat(apply(Reports.of(Status.DELIVERED, delivery, "m1", AT))).isEqualTo(1);
        SettleStore store = new SettleStore();
        Settlement taken = Settlement.accepted(delivery, 1, "m1").of(new Settlement.Wording("fr", true, true));
        assertThat(await(store.settle(world.pool, "another", List.of(taken), AT)))
                .isZero();
        assertThat(world.text("select mentioned || '' from delivery")).isEqualTo("false");
        assertThat(await(store.settle(world.pool, "n", List.of(taken), AT))).isZero();
        assertThat(world.text("select state || ' ' || language || ' ' || mentioned || ' ' || templated from delivery"))
                .isEqualTo("delivered fr true true");
    }

    @Test
    void aBatchTakesTheFurthestOfEach() {
        assertThat(apply(report(Status.READ, delivery), report(Status.DELIVERED, delivery)))
                .isEqualTo(1);
        assertThat(world.state(delivery)).isEqualTo("read");
    }

    @Test
    void whatIsBilledIsCountedOnceInWhateverOrderItIsSaid() {
        InboundEvent arrived = new EventBuilder("fake", "1", "k", AT)
                .kind(Kind.STATUS)
                .status(Status.DELIVERED)
                .deliveryId(delivery)
                .externalId("m1")
                .pricing(new InboundEvent.Pricing(true, "marketing", "FR"))
                .build();
        apply(report(Status.READ, delivery));
        assertThat(apply(arrived)).isEqualTo(1);
        assertThat(world.state(delivery)).isEqualTo("read");
        assertThat(world.text("select (read_at is not null) || '' from delivery"))
                .isEqualTo("true");
        assertThat(apply(arrived)).isZero();
        assertThat(world.number("select sum(messages)::bigint from charge_change"))
                .isEqualTo(1);
        assertThat(world.disagreement()).isEmpty();
    }

    @Test
    void aReportOfAnotherSendersMessageChangesNothing() {
        InboundEvent foreign = new EventBuilder("fake", "2", "k", AT)
                .kind(Kind.STATUS)
                .status(Status.READ)
                .deliveryId(delivery)
                .externalId("m1")
                .build();
        assertThat(apply(foreign)).isZero();
        assertThat(apply(Reports.of(Status.READ, delivery, "another", AT))).isZero();
        assertThat(world.state(delivery)).isEqualTo("accepted");
    }

    @Test
    void aStatusSettlesAnUnknown() {
        world.execute("update delivery set state = 'unknown', reason = 'timeout', external_id = null");
        assertThat(apply(report(Status.SENT, delivery))).isEqualTo(1);
        assertThat(world.state(delivery)).isEqualTo("accepted");
        assertThat(apply(report(Status.DELIVERED, delivery))).isEqualTo(1);
        assertThat(world.state(delivery)).isEqualTo("delivered");
    }

    @Test
    void whatWasKeptBackIsSentOrDropped() {
        String kept = "update delivery set state = 'withheld', reason = 'held_for_quality_assessment'";
        world.execute(kept);
        assertThat(apply(Reports.of(Status.SENT, delivery, "another", AT))).isZero();
        assertThat(apply(report(Status.SENT, delivery))).isEqualTo(1);
        assertThat(world.state(delivery)).isEqualTo("accepted");

        world.execute(kept);
        assertThat(apply(Reports.failed(delivery, "m1", SendOutcome.of(SendOutcome.Kind.REJECTED, "132015"))))
                .isEqualTo(1);
        assertThat(world.state(delivery)).isEqualTo("failed:132015");
        assertThat(world.disagreement()).isEmpty();
    }

    @Test
    void aFailedStatusSettlesAnUnknown() {
        world.execute("update delivery set state = 'unknown', reason = 'timeout', external_id = null");
        assertThat(apply(Reports.failed(delivery, "m1", SendOutcome.of(SendOutcome.Kind.REJECTED, "131051"))))
                .isEqualTo(1);
        assertThat(world.state(delivery)).isEqualTo("failed:131051");
    }

    @Test
    void aStatusThatOvertakesTheReplySettlesWhatIsStillSending() {
        world.execute(
                "update delivery set state = 'sending', external_id = null, node = 'n', lease_until = now() + interval '1 minute'");
        assertThat(apply(report(Status.DELIVERED, delivery))).isEqualTo(1);
        assertThat(await(new SettleStore()
                        .settle(
                                world.pool,
                                "n",
                                List.of(Settlement.ended(delivery, 1, Settlement.State.UNKNOWN, "timeout")),
                                AT)))
                .isZero();
        assertThat(world.state(delivery)).isEqualTo("delivered");
    }

    @Test
    void aReportOfTheAttemptThatIsUnderWaySettlesIt() {
        world.execute(
                "update delivery set state = 'sending', external_id = null, attempt = 2, node = 'n', lease_until = now() + interval '1 minute'");
        assertThat(apply(report(Status.DELIVERED, delivery))).as("of the first").isZero();
        InboundEvent ofTheSecond = new EventBuilder("fake", "1", "k", AT)
                .kind(Kind.STATUS)
                .status(Status.DELIVERED)
                .deliveryId(delivery)
                .attempt(2)
                .externalId("m2")
                .build();
        assertThat(apply(ofTheSecond)).isEqualTo(1);
        assertThat(world.text("select state || ' ' || external_id from delivery"))
                .isEqualTo("delivered m2");
    }

    /** Every one of them: their rows become others between the snapshot of the statement and its locks. */
    @Test
    void whatIsSettledWhileItsReceiptsAreAppliedComesAsFarAsTheySay() throws SQLException {
        world.broadcastTo(world.people(60, "regular", "subscribed", "fake"));
        world.execute("update delivery set state = 'sending', external_id = null, attempt = 1, settled_at = null,"
                + " node = 'n', lease_until = now() + interval '1 minute'");
        List<Long> all = world.numbers("select id from delivery order by id");
        Future<Integer> applied;
        try (Connection settling = world.connect();
                Statement statement = settling.createStatement()) {
            settling.setAutoCommit(false);
            statement.execute("update delivery set state = 'accepted', lease_until = null, settled_at = now(),"
                    + " external_id = 'm' || id where id % 3 > 0");
            applied = receipts.apply(
                    all.stream().flatMap(ReceiptsTest::arrivedAndRead).toList());
            DeliveryWorld.eventually("the receipts wait", () -> world.waitsForLock("delivery"));
            settling.commit();
        }
        assertThat(await(applied)).isEqualTo(all.size());
        assertThat(world.text("select string_agg(distinct state || ' ' || charged, ', ') from delivery"))
                .isEqualTo("read true");
        assertThat(world.number("select sum(messages)::bigint from charge_change"))
                .isEqualTo(all.size());
        assertThat(world.disagreement()).isEmpty();
    }

    private static Stream<InboundEvent> arrivedAndRead(long delivery) {
        return Stream.of(Status.DELIVERED, Status.READ)
                .map(status -> new EventBuilder("fake", "1", status + ":" + delivery, AT)
                        .kind(Kind.STATUS)
                        .status(status)
                        .deliveryId(delivery)
                        .externalId("m" + delivery)
                        .pricing(status == Status.READ ? null : new InboundEvent.Pricing(true, "marketing", "FR"))
                        .build());
    }

    @Test
    void aStatusWithoutOurIdIsFoundAmongThePersonsDeliveries() {
        InboundEvent bare = new EventBuilder("fake", "1", "k", AT)
                .kind(Kind.STATUS)
                .status(Status.DELIVERED)
                .from(List.of(new AddressId("fake", AddressKind.of("chat"), Long.toString(1_000_000 + person))))
                .externalId("m1")
                .build();
        assertThat(apply(bare)).isEqualTo(1);
        assertThat(world.state(delivery)).isEqualTo("delivered");
    }

    @Test
    void aFailureThatMayPassIsTriedAgainAndOpensItsBroadcastAgain() {
        world.execute("update broadcast set state = 'finished', finished_at = now()");
        assertThat(apply(Reports.failed(delivery, "m1", SendOutcome.of(SendOutcome.Kind.RETRY, "131000"))))
                .isEqualTo(1);
        assertThat(world.state(delivery)).isEqualTo("queued:131000");
        assertThat(world.text("select state || coalesce(finished_at::text, '') from broadcast where id = " + broadcast))
                .isEqualTo("sending");
        assertThat(world.number("select retries from delivery")).isEqualTo(1);
    }

    @Test
    void aFailureOfACancelledBroadcastLeavesTheRowToTheCancelling() {
        world.execute("update broadcast set state = 'cancelled', finished_at = now()");
        assertThat(apply(Reports.failed(delivery, "m1", SendOutcome.of(SendOutcome.Kind.RETRY, "131000"))))
                .isEqualTo(1);
        assertThat(world.text("select state || coalesce(finished_at::text, '') from broadcast where id = " + broadcast))
                .isEqualTo("cancelled");
        assertThat(await(new Outbox(Instant::now).cancelBroadcast(world.pool, broadcast, "broadcast_cancelled")))
                .isEqualTo(1);
    }

    @Test
    void aFailureIsAppliedOnce() {
        InboundEvent failure = Reports.failed(delivery, "m1", SendOutcome.of(SendOutcome.Kind.RETRY, "131000"));
        assertThat(apply(failure)).isEqualTo(1);
        assertThat(apply(failure)).isZero();
        assertThat(world.number("select retries from delivery")).isEqualTo(1);
    }

    @Test
    void theOldFailureOfAnEarlierAttemptIsNotTheLatestsOne() {
        world.execute(
                "update delivery set state = 'sending', attempt = 2, node = 'n', lease_until = now() + interval '1 minute'");
        assertThat(apply(Reports.failed(delivery, "m1", SendOutcome.of(SendOutcome.Kind.RETRY, "131000"))))
                .isZero();
        assertThat(world.state(delivery)).isEqualTo("sending");
    }

    @Test
    void aStopInAStatusIsCommittedBeforeItsDeliveryIsSettled() {
        InboundEvent refusal = Reports.failed(delivery, "m1", SendOutcome.of(SendOutcome.Kind.SUPPRESS, "131050"));
        assertThat(apply(refusal)).isEqualTo(1);
        assertThat(stops).containsExactly("131050 when accepted");
        assertThat(world.state(delivery)).isEqualTo("suppressed:131050");
        assertThat(apply(refusal)).isZero();
        assertThat(stops).hasSize(1);
    }

    @Test
    void aThrottleInAStatusStopsTheWholeSender() {
        apply(Reports.failed(
                delivery, "m1", SendOutcome.later(SendOutcome.Kind.THROTTLE_SENDER, "130429", Duration.ofSeconds(90))));
        assertThat(
                        world.text(
                                "select throttled_until between now() + interval '80 s' and now() + interval '91 s' from sender"))
                .isEqualTo("t");
        assertThat(world.number("select retries from delivery")).isZero();
    }

    @Test
    void anUnreachablePersonIsMarkedAndNotStopped() {
        apply(Reports.failed(delivery, "m1", SendOutcome.of(SendOutcome.Kind.UNREACHABLE, "131026")));
        assertThat(world.state(delivery)).isEqualTo("failed:131026");
        assertThat(world.text("select status || ':' || status_reason from address"))
                .isEqualTo("unreachable:131026");
        assertThat(world.text("select state from consent")).isEqualTo("subscribed");
    }
}
