package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.consent.Purpose;
import org.relais.delivery.ClaimStore.ClaimRequest;
import org.relais.delivery.ClaimStore.Result;
import org.relais.delivery.Gates.Gate;
import org.relais.organisation.Sender;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** Claims of several senders in one statement, held up inside PostgreSQL. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class ClaimBatcherTest {
    private static final EngineSettings SETTINGS =
            new EngineSettings("node", Duration.ofSeconds(10), Duration.ofSeconds(30), Await.BOUND, 64);

    private DeliveryWorld world;
    private Gates gates;
    private Context loop;
    private Sender sender;
    private ClaimBatcher batcher;

    @BeforeEach
    void begin(Vertx vertx) {
        world = new DeliveryWorld(vertx);
        gates = new Gates(world);
        loop = vertx.getOrCreateContext();
        sender = new Sender(world.sender("fake", "1"), world.organisationId, "fake", "1", "n");
        batcher = new ClaimBatcher(world.pool, SETTINGS, Instant::now, System::nanoTime);
    }

    @AfterEach
    void end() {
        gates.close();
        world.close();
    }

    private Lane broadcast(List<Long> people) {
        return new Lane(new Lane.Key(sender.id(), 2, world.broadcastTo(people)), false, QueuePosition.BEGINNING);
    }

    private Lane replies() {
        return new Lane(new Lane.Key(sender.id(), 1, 0), false, QueuePosition.BEGINNING);
    }

    private Future<Result> ask(Lane lane, int room, BooleanSupplier still) {
        Promise<Result> answer = Promise.promise();
        Promise<Void> asked = Promise.promise();
        loop.runOnContext(go -> {
            batcher.claim(new ClaimRequest(sender, lane, QueuePosition.BEGINNING, room), still)
                    .onComplete(answer);
            asked.complete();
        });
        // Whatever the test does next, it has been asked for.
        await(asked.future());
        return answer.future();
    }

    private Future<Result> ask(Lane lane, int room) {
        return ask(lane, room, () -> true);
    }

    private long claims() {
        return world.number("select count(*) from claim_batch");
    }

    private static List<Long> ids(List<Result> results) {
        return results.stream()
                .flatMap(result -> result.taken().stream())
                .map(ClaimedDelivery::id)
                .toList();
    }

    @Test
    void whatIsAskedForDuringAClaimGoesIntoTheNextStatementTogether() {
        gates.close(Gate.CLAIM_LOCKED);
        Future<Result> first = ask(broadcast(world.people(2, "regular", "subscribed", "fake")), 10);
        eventually("the first claim is under way", () -> gates.holdsSomeone(Gate.CLAIM_LOCKED));
        List<Future<Result>> others = new ArrayList<>();
        IntStream.range(0, 5)
                .forEach(n -> others.add(ask(broadcast(world.people(3, "regular", "subscribed", "fake")), 2)));
        world.queue(world.person(), Purpose.REPLY);
        others.add(ask(replies(), 10));
        gates.open(Gate.CLAIM_LOCKED);

        assertThat(await(first).taken()).hasSize(2);
        List<Result> results = others.stream().map(DeliveryWorld::await).toList();
        assertThat(results).extracting(Result::found).containsExactly(2, 2, 2, 2, 2, 1);
        assertThat(ids(results)).hasSize(11).doesNotHaveDuplicates();
        assertThat(claims()).isEqualTo(2);
    }

    @Test
    void aLaneThatIsAskedForTwiceIsNotTakenTwice() {
        Lane lane = broadcast(world.people(5, "regular", "subscribed", "fake"));
        gates.close(Gate.CLAIM_LOCKED);
        Future<Result> first = ask(broadcast(world.people(1, "regular", "subscribed", "fake")), 1);
        eventually("a claim is under way", () -> gates.holdsSomeone(Gate.CLAIM_LOCKED));
        List<Future<Result>> twice = List.of(ask(lane, 3), ask(lane, 3));
        gates.open(Gate.CLAIM_LOCKED);

        assertThat(await(first).taken()).hasSize(1);
        List<Result> results = twice.stream().map(DeliveryWorld::await).toList();
        assertThat(ids(results)).hasSize(5).doesNotHaveDuplicates();
        assertThat(world.number("select max(attempt) from delivery")).isEqualTo(1);
    }

    @Test
    void aSenderThatMayNoLongerClaimLeavesItsLaneAsItIs() {
        Lane lane = broadcast(world.people(4, "regular", "subscribed", "fake"));
        AtomicBoolean may = new AtomicBoolean(true);
        gates.close(Gate.CLAIM_LOCKED);
        Future<Result> first = ask(broadcast(world.people(1, "regular", "subscribed", "fake")), 1);
        eventually("a claim is under way", () -> gates.holdsSomeone(Gate.CLAIM_LOCKED));
        Future<Result> withdrawn = ask(lane, 3, may::get);
        may.set(false);
        gates.open(Gate.CLAIM_LOCKED);

        assertThat(await(first).taken()).hasSize(1);
        Result result = await(withdrawn);
        assertThat(result.taken()).isEmpty();
        assertThat(result.found()).as("there is still as much as was asked for").isEqualTo(3);
        assertThat(result.last()).isEqualTo(QueuePosition.BEGINNING);
        assertThat(world.number("select count(*) from delivery where queued")).isEqualTo(4);
        assertThat(await(ask(lane, 10)).taken()).hasSize(4);
    }

    @Test
    void aClaimThatFailsFailsForAllWhoAskedAndTheNextOneGoesOn() {
        Lane one = broadcast(world.people(1, "regular", "subscribed", "fake"));
        gates.close(Gate.CLAIM_LOCKED);
        Future<Result> first = ask(one, 1);
        eventually("a claim is under way", () -> gates.holdsSomeone(Gate.CLAIM_LOCKED));
        world.execute(
                """
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and query like 'with lane as%' and pid <> pg_backend_pid()
                """);
        eventually("it has failed", first::failed);
        gates.open(Gate.CLAIM_LOCKED);
        assertThat(await(ask(one, 1)).taken()).hasSize(1);
    }

    /** Whatever it is that PostgreSQL refuses in a lane, it is there again with each claim. */
    @Test
    void aLaneThatIsRefusedKeepsNoOtherFromItsClaim() {
        Lane refused = broadcast(world.people(2, "regular", "subscribed", "fake"));
        world.execute(
                """
                create function refuse() returns trigger language plpgsql as
                    'begin raise exception numeric_value_out_of_range; end';
                create trigger refuse before update on delivery for each row when (new.broadcast_id = %d)
                    execute function refuse();
                """
                        .formatted(refused.key().broadcastId()));
        AtomicBoolean may = new AtomicBoolean(true);
        Lane stands = broadcast(world.people(1, "regular", "subscribed", "fake"));
        gates.close(Gate.CLAIM_LOCKED);
        Future<Result> first = ask(broadcast(world.people(1, "regular", "subscribed", "fake")), 1);
        eventually("a claim is under way", () -> gates.holdsSomeone(Gate.CLAIM_LOCKED));
        world.queue(world.person(), Purpose.REPLY);
        Future<Result> reply = ask(replies(), 1);
        Future<Result> none = ask(refused, 2);
        // Told to stand still while the statement before its own is under way.
        Future<Result> withdrawn = ask(stands, 1, () -> may.getAndSet(false));
        Future<Result> other = ask(broadcast(world.people(3, "regular", "subscribed", "fake")), 5);
        gates.open(Gate.CLAIM_LOCKED);

        assertThat(await(first).taken()).hasSize(1);
        assertThat(await(reply).taken()).hasSize(1);
        assertThat(await(other).taken()).hasSize(3);
        eventually("the refused one is told", none::isComplete);
        assertThat(none.failed()).isTrue();
        assertThat(await(withdrawn))
                .isEqualTo(Result.untouched(new ClaimRequest(sender, stands, QueuePosition.BEGINNING, 1)));
        assertThat(world.number("select count(*) from delivery where queued")).isEqualTo(3);
        assertThat(claims())
                .as("the first, the reply's, and the other broadcast's")
                .isEqualTo(3);
    }

    @Test
    void aRowThatIsRefusedKeepsNoOtherOfItsLaneFromItsClaim() {
        List<Long> people = world.people(5, "regular", "subscribed", "fake");
        Lane lane = broadcast(people);
        long refused = world.number("select id from delivery where contact_id = " + people.get(2));
        world.execute(
                """
                create function refuse() returns trigger language plpgsql as
                    'begin raise exception numeric_value_out_of_range; end';
                create trigger refuse before update on delivery for each row
                    when (new.id = %d and new.state = 'sending') execute function refuse();
                """
                        .formatted(refused));

        List<Result> taken = new ArrayList<>();
        eventually("all others are claimed", () -> {
            Future<Result> claim = ask(lane, 10);
            eventually("it is answered", claim::isComplete);
            if (claim.succeeded()) {
                taken.add(claim.result());
            }
            return ids(taken).size() == 4;
        });
        assertThat(ids(taken)).doesNotContain(refused).doesNotHaveDuplicates();
        assertThat(world.text("select state || ' ' || reason || ' ' || (not_before > now()) from delivery where id = "
                        + refused))
                .isEqualTo("queued claim_refused true");
    }

    @Test
    void oneWhoCantHandleTheAnswerHoldsUpNobody() {
        Lane one = broadcast(world.people(1, "regular", "subscribed", "fake"));
        Lane other = broadcast(world.people(1, "regular", "subscribed", "fake"));
        gates.close(Gate.CLAIM_LOCKED);
        Future<Result> first = ask(broadcast(world.people(1, "regular", "subscribed", "fake")), 1);
        eventually("a claim is under way", () -> gates.holdsSomeone(Gate.CLAIM_LOCKED));
        loop.runOnContext(go -> batcher.claim(new ClaimRequest(sender, one, QueuePosition.BEGINNING, 1), () -> true)
                .onComplete(answer -> {
                    throw new IllegalStateException("unexpected");
                }));
        Future<Result> second = ask(other, 1);
        gates.open(Gate.CLAIM_LOCKED);
        assertThat(await(first).taken()).hasSize(1);
        assertThat(await(second).taken()).hasSize(1);
        assertThat(await(ask(broadcast(world.people(2, "regular", "subscribed", "fake")), 5))
                        .taken())
                .hasSize(2);
    }

    @Test
    void aRowThatChangesHandsDuringAClaimIsLeftForTheNext() {
        long before = world.person();
        long after = world.person();
        Lane lane = broadcast(List.of(before));
        gates.close(Gate.CLAIM_SNAPSHOT);
        Future<Result> claim = ask(lane, 1);
        eventually("the claim has its snapshot", () -> gates.holdsSomeone(Gate.CLAIM_SNAPSHOT));
        world.execute("update address set contact_id = %d where contact_id = %d".formatted(after, before));
        gates.open(Gate.CLAIM_SNAPSHOT);

        Result result = await(claim);
        assertThat(result.taken()).isEmpty();
        assertThat(result.deferred()).isEqualTo(1);
        assertThat(world.text("select state || ' ' || contact_id from delivery"))
                .isEqualTo("queued " + after);
        world.execute("update delivery set not_before = now()");
        assertThat(await(ask(lane, 1)).taken())
                .extracting(taken -> taken.recipient().claim().contactId())
                .containsExactly(after);
    }
}
