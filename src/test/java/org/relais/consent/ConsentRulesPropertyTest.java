package org.relais.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.relais.consent.ConsentEvent.Kind;
import org.relais.consent.ConsentEvent.OptIn;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.ledger.EventSource;
import org.relais.testing.Unit;

/** Whatever is heard of a person, and in whatever order: a stop holds until they explicitly opt in later than it. */
@Unit
class ConsentRulesPropertyTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    /** Times are few, so that events often fall together. */
    @Provide
    Arbitrary<List<ConsentEvent>> events() {
        Arbitrary<Instant> times = Arbitraries.longs().between(0, 12).map(START::plusSeconds);
        Arbitrary<ConsentEvent> plain = Combinators.combine(
                        Arbitraries.of(Kind.OPT_OUT, Kind.HOLD, Kind.RELEASE, Kind.PLATFORM_RESUME), times)
                .as((kind, at) -> switch (kind) {
                    case OPT_OUT -> ConsentEvent.stop(1, 1, at, EventSource.WEBHOOK);
                    case HOLD -> ConsentEvent.hold(1, 1, at, EventSource.WEBHOOK);
                    case RELEASE -> ConsentEvent.release(1, 1, at, EventSource.CONSOLE);
                    default -> ConsentEvent.platformResume(1, 1, at);
                });
        Arbitrary<ConsentEvent> optIns = Combinators.combine(
                        Arbitraries.of(OptIn.values()),
                        times,
                        Arbitraries.of(ConsentClass.MEMBER, ConsentClass.REGULAR)
                                .injectNull(0.5))
                .as((evidence, at, made) -> ConsentEvent.optIn(1, 1, evidence, at, EventSource.WEBHOOK)
                        .as(made));
        Arbitrary<ConsentEvent> classes = Combinators.combine(Arbitraries.of(ConsentClass.values()), times)
                .as((consentClass, at) -> ConsentEvent.classChange(1, 1, consentClass, at, EventSource.CONSOLE));
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(4, plain),
                        net.jqwik.api.Tuple.of(4, optIns),
                        net.jqwik.api.Tuple.of(1, classes))
                .list()
                .ofMaxSize(20);
    }

    @Provide
    Arbitrary<ConsentSnapshot> beginnings() {
        return Combinators.combine(
                        Arbitraries.of(ConsentClass.values()),
                        Arbitraries.of(ConsentState.PENDING, ConsentState.SUBSCRIBED))
                .as(ConsentSnapshot::of);
    }

    @Property(tries = 20_000)
    void aStopHoldsAgainstEverythingButALaterExplicitOptIn(
            @ForAll("beginnings") ConsentSnapshot beginning, @ForAll("events") List<ConsentEvent> events) {
        ConsentSnapshot standing = apply(beginning, events);
        assertThat(standing.state() == ConsentState.UNSUBSCRIBED).isEqualTo(stopped(events.stream()));
    }

    @Property(tries = 20_000)
    void theOrderOfArrivalDoesNotDecideWhoIsStopped(
            @ForAll("beginnings") ConsentSnapshot beginning,
            @ForAll("events") List<ConsentEvent> events,
            @ForAll java.util.Random random) {
        List<ConsentEvent> shuffled = new java.util.ArrayList<>(events);
        java.util.Collections.shuffle(shuffled, random);
        assertThat(apply(beginning, shuffled).state() == ConsentState.UNSUBSCRIBED)
                .isEqualTo(apply(beginning, events).state() == ConsentState.UNSUBSCRIBED);
    }

    @Property(tries = 20_000)
    void oneStoppedHalfStopsThePersonItIsMergedInto(
            @ForAll("beginnings") ConsentSnapshot beginning,
            @ForAll("events") List<ConsentEvent> one,
            @ForAll("events") List<ConsentEvent> other,
            @ForAll("events") List<ConsentEvent> afterwards) {
        ConsentSnapshot first = apply(beginning, one);
        ConsentSnapshot second = apply(beginning, other);
        ConsentSnapshot merged = ConsentRules.merge(first, second);
        boolean stopped = first.state() == ConsentState.UNSUBSCRIBED || second.state() == ConsentState.UNSUBSCRIBED;
        assertThat(merged.state() == ConsentState.UNSUBSCRIBED).isEqualTo(stopped);
        Instant known = Stream.of(one, other)
                .flatMap(List::stream)
                .map(ConsentEvent::occurredAt)
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
        boolean cameBack = afterwards.stream().anyMatch(ConsentRulesPropertyTest::explicit);
        ConsentSnapshot last = apply(merged, afterwards);
        if (stopped && !cameBack) {
            assertThat(last.state()).isEqualTo(ConsentState.UNSUBSCRIBED);
        }
        if (stopped && last.state() != ConsentState.UNSUBSCRIBED) {
            assertThat(last.optedInAt()).isAfter(java.util.Objects.requireNonNull(merged.stoppedAt()));
            assertThat(known).isNotNull();
        }
    }

    @Property(tries = 5_000)
    void applyingEverythingAgainChangesNothing(
            @ForAll("beginnings") ConsentSnapshot beginning, @ForAll("events") List<ConsentEvent> events) {
        List<ConsentEvent> consents = events.stream()
                .filter(event -> event.kind() == Kind.OPT_OUT || explicit(event))
                .toList();
        ConsentSnapshot once = apply(beginning, consents);
        assertThat(apply(once, consents)).isEqualTo(once);
    }

    /** What the law says, without any state: the latest stop, against the latest explicit opt-in. */
    private static boolean stopped(Stream<ConsentEvent> events) {
        List<ConsentEvent> all = events.toList();
        Instant stop = latest(all.stream().filter(event -> event.kind() == Kind.OPT_OUT));
        Instant start = latest(all.stream().filter(ConsentRulesPropertyTest::explicit));
        return !stop.equals(Instant.MIN) && !start.isAfter(stop);
    }

    private static boolean explicit(ConsentEvent event) {
        return event.evidence() != null && event.evidence().undoesStop();
    }

    private static Instant latest(Stream<ConsentEvent> events) {
        return events.map(ConsentEvent::occurredAt).max(Instant::compareTo).orElse(Instant.MIN);
    }

    private static ConsentSnapshot apply(ConsentSnapshot standing, List<ConsentEvent> events) {
        for (ConsentEvent event : events) {
            standing = ConsentRules.next(standing, event, event.occurredAt()).next();
        }
        return standing;
    }
}
