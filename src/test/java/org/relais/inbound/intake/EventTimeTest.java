package org.relais.inbound.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.relais.channel.EventBuilder;
import org.relais.channel.InboundEvent;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.testing.Unit;

@Unit
class EventTimeTest {
    private static final Instant SECOND = Instant.parse("2026-11-27T05:20:53Z");
    private static final InboundEvent EVENT = new EventBuilder("telegram", "1", "key", SECOND)
            .kind(InboundEvent.Kind.TEXT)
            .from(List.of(new AddressId("telegram", AddressKind.of("chat"), "7")))
            .text("START")
            .build();

    @Test
    void whatArrivesWithinItsSecondHappenedWhenItArrived() {
        for (Instant arrival : List.of(SECOND, SECOND.plusMillis(707), SECOND.plusNanos(999_368_000))) {
            assertThat(ConsentEventTime.of(EVENT, ConsentEffectKind.START, arrival))
                    .isEqualTo(arrival);
            assertThat(ConsentEventTime.of(EVENT, ConsentEffectKind.STOP, arrival))
                    .isEqualTo(arrival);
        }
    }

    @Test
    void whatArrivesLaterUndoesNoStopOfItsSecond() {
        Instant arrival = SECOND.plusSeconds(1);
        Instant stop = ConsentEventTime.of(EVENT, ConsentEffectKind.STOP, arrival);
        assertThat(stop).isAfter(SECOND.plusMillis(999)).isBefore(arrival);
        assertThat(ConsentEventTime.of(EVENT, ConsentEffectKind.START, arrival)).isEqualTo(SECOND);
    }
}
