package org.relais.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

/** Items are numbers, their answers the batch they were in; the test ends batches when it likes. */
@Unit
class BatcherTest {
    private final List<List<Integer>> batches = new ArrayList<>();
    private final List<Promise<List<Future<Integer>>>> ends = new ArrayList<>();

    @Test
    void whatComesDuringABatchGoesIntoTheNextTogether() {
        Batcher<Integer, Integer> batcher = new Batcher<>(() -> item -> true, this::work);
        Future<Integer> first = batcher.add(1);
        Future<Integer> second = batcher.add(2);
        batcher.add(3);
        assertThat(batcher.waiting()).isEqualTo(2);
        end(0);
        assertThat(first.result()).isZero();
        end(1);
        assertThat(second.result()).isEqualTo(1);
        batcher.add(4);
        assertThat(batches).containsExactly(List.of(1), List.of(2, 3), List.of(4));
    }

    @Test
    void whatAnswersLeadToGoesTogether() {
        Batcher<Integer, Integer> batcher = new Batcher<>(() -> item -> true, this::work);
        batcher.add(1).onComplete(done -> {
            batcher.add(2).onComplete(further -> {});
            batcher.add(3).onComplete(further -> {});
        });
        end(0);
        assertThat(batches).containsExactly(List.of(1), List.of(2, 3));
    }

    @Test
    void aBatchHoldsNoMoreThanFitsAndTheFirstAlways() {
        Batcher<Integer, Integer> batcher = new Batcher<>(Batcher.upTo(5, item -> item), this::work);
        List.of(9, 8, 2, 3, 1).forEach(item -> batcher.add(item).onComplete(done -> {}));
        for (int at = 0; at < 4; at++) {
            end(at);
        }
        assertThat(batches).containsExactly(List.of(9), List.of(8), List.of(2, 3), List.of(1));
    }

    @Test
    void whatIsUrgentIsJudgedFirst() {
        Batcher<Integer, Integer> batcher =
                new Batcher<>(Batcher.upTo(1, item -> 1), Comparator.<Integer>reverseOrder(), this::work);
        List.of(1, 2, 3).forEach(item -> batcher.add(item).onComplete(done -> {}));
        end(0);
        end(1);
        assertThat(batches).containsExactly(List.of(1), List.of(3), List.of(2));
    }

    @Test
    void aFurtherBatchBeginsWhenEnoughWaits() {
        Batcher<Integer, Integer> batcher = new Batcher<>(() -> item -> true, 2, 2, this::work);
        List.of(1, 2, 3, 4, 5).forEach(item -> batcher.add(item).onComplete(done -> {}));
        assertThat(batches).containsExactly(List.of(1), List.of(2, 3));
        end(0);
        assertThat(batches).containsExactly(List.of(1), List.of(2, 3), List.of(4, 5));
    }

    @Test
    void aFaultIsEveryonesAndTheNextBatchGoesOn() {
        Batcher<Integer, Integer> batcher = new Batcher<>(() -> item -> true, this::work);
        Future<Integer> first = batcher.add(1);
        Future<Integer> second = batcher.add(2);
        first.onComplete(done -> {
            throw new IllegalStateException("one who can't handle the answer");
        });
        ends.get(0).fail("no");
        assertThat(first.failed()).isTrue();
        end(1);
        assertThat(second.result()).isEqualTo(1);
    }

    @Test
    void workThatThrowsIsAFaultOfItsBatchAlone() {
        Batcher<Integer, Integer> batcher = new Batcher<>(() -> item -> true, items -> {
            if (items.contains(1)) {
                throw new StackOverflowError("and be it an error");
            }
            return Future.succeededFuture(List.of(Future.succeededFuture(2)));
        });
        assertThat(batcher.add(1).failed()).isTrue();
        assertThat(batcher.add(2).result()).isEqualTo(2);
    }

    private Future<List<Future<Integer>>> work(List<Integer> items) {
        batches.add(items);
        ends.add(Promise.promise());
        return ends.get(ends.size() - 1).future();
    }

    private void end(int batch) {
        ends.get(batch)
                .complete(batches.get(batch).stream()
                        .map(item -> Future.succeededFuture(batch))
                        .toList());
    }
}
