package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

@Unit
class SenderLanesTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Lane.Key REPLIES = new Lane.Key(1, 1, 0);
    private static final Lane.Key BROADCAST = new Lane.Key(1, 2, 7);

    private final SenderLanes lanes = new SenderLanes();

    @Test
    void anAnswerThatIsCommittedAfterALookThroughEverythingIsNotPassedOver() {
        lanes.foundAll(List.of(new Lane(REPLIES, false, new QueuePosition(NOON, 40))));
        assertThat(lanes.take(REPLIES)).isLessThan(new QueuePosition(NOON.minusSeconds(12), 30));
    }

    @Test
    void aBroadcastGoesOnWhereALookThroughEverythingFoundIt() {
        lanes.foundAll(List.of(new Lane(BROADCAST, false, new QueuePosition(NOON, 40))));
        assertThat(lanes.take(BROADCAST)).isEqualTo(new QueuePosition(NOON, 39));
    }
}
