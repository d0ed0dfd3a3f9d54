package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

@Unit
class ConnectionSlotsTest {
    private final ConnectionSlots slots = new ConnectionSlots(8);

    @Test
    void manyWaitingSendersAreAskedOnceEach() {
        assertThat(slots.take(8, false, () -> {})).isEqualTo(8);
        int[] asked = new int[60];
        List<Runnable> waiting = new ArrayList<>();
        IntStream.range(0, 60)
                .forEach(sender -> waiting.add(() -> {
                    asked[sender]++;
                    // What a sender does that finds nothing to claim: it gives back at once.
                    slots.give(slots.take(8, false, waiting.get(sender)));
                }));
        waiting.forEach(retry -> assertThat(slots.take(8, false, retry)).isZero());
        slots.give(8);
        assertThat(asked).containsOnly(1);
        assertThat(slots.taken()).isZero();
    }

    @Test
    void oneThatLostItsWorkHoldsUpNobody() {
        assertThat(slots.take(8, false, () -> {})).isEqualTo(8);
        List<Integer> got = new ArrayList<>();
        Runnable nothingLeft = () -> {};
        Runnable[] other = new Runnable[1];
        other[0] = () -> got.add(slots.take(8, false, other[0]));
        assertThat(slots.take(8, false, nothingLeft)).isZero();
        assertThat(slots.take(8, false, other[0])).isZero();
        slots.give(8);
        assertThat(got).containsExactly(8);
    }

    @Test
    void theLongestWaitingGoesFirstAndUrgentOnesGoBeforeIt() {
        assertThat(slots.take(8, false, () -> {})).isEqualTo(8);
        List<String> order = new ArrayList<>();
        Runnable[] retries = new Runnable[3];
        retries[0] = () -> note(order, "first", slots.take(4, false, retries[0]));
        retries[1] = () -> note(order, "second", slots.take(4, false, retries[1]));
        retries[2] = () -> note(order, "urgent", slots.take(4, true, retries[2]));
        assertThat(slots.take(4, false, retries[0])).isZero();
        assertThat(slots.take(4, false, retries[1])).isZero();
        assertThat(slots.take(4, true, retries[2])).isZero();
        slots.give(1);
        assertThat(order).containsExactly("urgent 1");
        slots.give(3);
        assertThat(order).as("half of all places are worth a claim").containsExactly("urgent 1");
        slots.give(1);
        assertThat(order).containsExactly("urgent 1", "first 4");
        slots.give(4);
        assertThat(order).containsExactly("urgent 1", "first 4", "second 4");
    }

    private static void note(List<String> order, String who, int got) {
        order.add(who + " " + got);
    }
}
