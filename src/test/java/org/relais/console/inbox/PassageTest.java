package org.relais.console.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relais.action.call.CallHistoryStore.MadeCall;
import org.relais.channel.MarkedText;
import org.relais.inbox.InboundMessage.Content;
import org.relais.inbox.ThreadEntry;
import org.relais.testing.Unit;

/** The conversation of somebody who calls for an action: a call is one part of it, whatever was pressed during it. */
@Unit
class PassageTest {
    private static final Instant NINE = Instant.parse("2026-11-25T09:00:00Z");

    private static ThreadEntry pressed(int minute) {
        return received(minute, new ThreadEntry.Understood(null, null));
    }

    private static ThreadEntry wrote(int minute) {
        return received(minute, null);
    }

    private static ThreadEntry received(int minute, ThreadEntry.@Nullable Understood understood) {
        return new ThreadEntry.Received(
                minute, at(minute), "whatsapp", "Oui", Content.TAP, understood == null, null, understood, null);
    }

    private static ThreadEntry told(int minute, String state) {
        return new ThreadEntry.Sent(
                minute,
                at(minute),
                "whatsapp",
                "reply",
                new MarkedText("Et après ?", List.of()),
                List.of(),
                null,
                state,
                null,
                null,
                null,
                null,
                null);
    }

    private static Instant at(int minute) {
        return NINE.plus(Duration.ofMinutes(minute));
    }

    private static MadeCall call(long id, int from, int until) {
        return new MadeCall(id, at(from), at(until), 1, "Inviter", "reached", null, id, "Alice");
    }

    private static List<String> shown(List<ThreadEntry> entries, MadeCall... calls) {
        return Passage.of(entries, List.of(), List.of(calls)).stream()
                .map(one ->
                        (one.made() == null ? "words " : "call " + one.made().id() + " ")
                                + one.entries().size())
                .toList();
    }

    @Test
    void whatIsPressedAndAskedDuringACallIsOne() {
        assertThat(shown(
                        List.of(
                                pressed(0),
                                told(2, "read"),
                                pressed(3),
                                told(5, "sent"),
                                told(11, "read"),
                                pressed(14)),
                        call(1, 1, 4),
                        call(2, 10, 13)))
                .containsExactly("words 1", "call 1 3", "call 2 2");
    }

    @Test
    void aConversationOpensAtTheFirstThatWaits() {
        List<ThreadEntry> entries = List.of(pressed(0), told(1, "read"), wrote(2), told(3, "read"), wrote(4));
        assertThat(Passage.oldestUnread(Passage.of(entries, List.of(), List.of())))
                .isEqualTo(2);
        assertThat(Passage.oldestUnread(Passage.of(List.of(pressed(0), told(1, "read")), List.of(), List.of())))
                .as("nothing waits")
                .isNull();
    }

    @Test
    void whatSomebodyShouldReadStandsForItselfAndTheCallIsTheSame() {
        assertThat(shown(
                        List.of(told(2, "read"), wrote(3), told(4, "read"), pressed(5), told(40, "read")),
                        call(1, 1, 6)))
                .containsExactly("call 1 1", "words 4");
        assertThat(shown(List.of(told(2, "read"), told(3, "failed")), call(1, 1, 6)))
                .as("what did not arrive is seen")
                .containsExactly("call 1 1", "words 1");
    }
}
