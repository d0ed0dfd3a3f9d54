package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

/** Claims are admitted by one answer for a second, and never by more than it said. */
@Unit
class SpendingRoomTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final SpendingRoom room = new SpendingRoom();

    @CanIgnoreReturnValue
    private SpendingRoom.Question asked(int messages, long at) {
        assertThat(room.take(messages, at)).isFalse();
        return room.question(at);
    }

    @Test
    void oneAnswerAdmitsWhatFitsForASecond() {
        room.answered(asked(10, 0), 20);
        assertThat(room.take(15, 1)).isTrue();
        assertThat(room.take(5, SECOND - 1)).isTrue();
        SpendingRoom.Question full = asked(1, SECOND - 1);
        room.answered(full, 100);
        assertThat(room.take(1, 2 * SECOND - 2)).isTrue();
        asked(1, 2 * SECOND - 1);
    }

    @Test
    void whatIsClaimedWhileItIsAskedIsTakenFromTheAnswer() {
        SpendingRoom.Question first = asked(10, 0);
        SpendingRoom.Question second = asked(10, 0);
        room.answered(second, 12);
        assertThat(room.take(2, 1)).isTrue();
        // It did not see the ten and the two.
        room.answered(first, 14);
        assertThat(room.take(2, 2)).isTrue();
        asked(1, 3);
    }

    @Test
    void nothingIsAdmittedByAnAnswerThatLacksRoom() {
        room.answered(asked(10, 0), -3);
        asked(1, 1);
        room.answered(room.question(2), SpendingRoom.UNBOUNDED);
        assertThat(room.take(1_000_000, 3)).isTrue();
    }
}
