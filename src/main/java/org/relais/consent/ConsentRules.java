package org.relais.consent;

import static org.relais.contact.ConsentState.HELD;
import static org.relais.contact.ConsentState.PENDING;
import static org.relais.contact.ConsentState.SUBSCRIBED;
import static org.relais.contact.ConsentState.UNSUBSCRIBED;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.ledger.LedgerKind;

/**
 * What each event does to a person's standing: a total function without side effects.
 *
 * <p>Order is by the platform's time, not by arrival. A stop counts unless the person has opted in explicitly later than
 * it; an opt-in counts only when it is later than every stop; at the same time the stop wins. Platforms deliver again
 * for days, so both a late STOP and a late START do happen. Only the person's own explicit act ends a stop: no import,
 * organiser, button or platform setting does.
 */
public final class ConsentRules {
    private ConsentRules() {}

    /**
     * What is to be written.
     *
     * @param counted whether the event was heeded; when not, {@code because} says why
     * @param newBasis whether the event is what the standing now rests on
     */
    public record Decision(
            ConsentSnapshot next, LedgerKind kind, boolean counted, boolean newBasis, @Nullable String because) {}

    /** @param at the event's time, as {@link EffectiveTime} reads it */
    public static Decision next(ConsentSnapshot current, ConsentEvent event, Instant at) {
        return switch (event.kind()) {
            case OPT_OUT -> stop(current, at);
            case OPT_IN -> optIn(current, event, at);
            case HOLD -> hold(current, at);
            case RELEASE -> release(current, at);
            case CLASS_CHANGE -> classChange(current, Objects.requireNonNull(event.consentClass()));
            case PLATFORM_RESUME -> new Decision(current, LedgerKind.PLATFORM_RESUME, false, false, "no_consent");
        };
    }

    /** Two contacts are one person: the stricter state, the better founded class, and the newest of every time. */
    public static ConsentSnapshot merge(ConsentSnapshot one, ConsentSnapshot other) {
        ConsentState state = stricter(one.state(), other.state());
        Instant optedInAt = later(one.optedInAt(), other.optedInAt());
        Instant stoppedAt = later(one.stoppedAt(), other.stoppedAt());
        Instant heldAt = later(one.heldAt(), other.heldAt());
        return new ConsentSnapshot(
                better(one.consentClass(), other.consentClass()),
                state,
                // An opt-in of the other half came before anybody knew that the two are one: it can't end this stop.
                state == UNSUBSCRIBED ? later(stoppedAt, optedInAt) : stoppedAt,
                optedInAt,
                state == HELD ? later(heldAt, optedInAt) : heldAt,
                state == HELD ? stricter(interrupted(one), interrupted(other)) : null);
    }

    private static Decision stop(ConsentSnapshot current, Instant at) {
        if (current.state() == UNSUBSCRIBED) {
            ConsentSnapshot same = new ConsentSnapshot(
                    current.consentClass(),
                    UNSUBSCRIBED,
                    later(current.stoppedAt(), at),
                    current.optedInAt(),
                    current.heldAt(),
                    null);
            return new Decision(same, LedgerKind.OPT_OUT, true, false, "repeated");
        }
        if (isLater(current.optedInAt(), at)) {
            return ignored(current, "newer_opt_in");
        }
        ConsentSnapshot stopped = new ConsentSnapshot(
                current.consentClass(),
                UNSUBSCRIBED,
                later(current.stoppedAt(), at),
                current.optedInAt(),
                current.heldAt(),
                null);
        return new Decision(stopped, LedgerKind.OPT_OUT, true, true, null);
    }

    private static Decision optIn(ConsentSnapshot current, ConsentEvent event, Instant at) {
        ConsentEvent.OptIn evidence = Objects.requireNonNull(event.evidence());
        if (current.state() == UNSUBSCRIBED && !evidence.undoesStop()) {
            return ignored(current, "stop_stands");
        }
        if (notLater(at, current.stoppedAt())) {
            return ignored(current, "older_than_stop");
        }
        if (evidence == ConsentEvent.OptIn.HOLD_YES && current.state() != HELD) {
            return ignored(current, "no_hold");
        }
        ConsentClass consentClass =
                better(current.consentClass(), Objects.requireNonNullElse(event.consentClass(), ConsentClass.REGULAR));
        Instant optedInAt = evidence.undoesStop() ? later(current.optedInAt(), at) : current.optedInAt();
        if (current.state() == HELD && !settles(evidence, at, current.heldAt())) {
            return stillHeld(current, evidence, consentClass, optedInAt);
        }
        ConsentSnapshot subscribed =
                new ConsentSnapshot(consentClass, SUBSCRIBED, current.stoppedAt(), optedInAt, current.heldAt(), null);
        return new Decision(subscribed, LedgerKind.OPT_IN, true, true, null);
    }

    private static boolean settles(ConsentEvent.OptIn evidence, Instant at, @Nullable Instant heldAt) {
        boolean answers = evidence.undoesStop() || evidence == ConsentEvent.OptIn.HOLD_YES;
        return answers && !notLater(at, heldAt);
    }

    /** An explicit opt-in older than the hold is what the hold interrupted; anything else waits until it is settled. */
    private static Decision stillHeld(
            ConsentSnapshot current,
            ConsentEvent.OptIn evidence,
            ConsentClass consentClass,
            @Nullable Instant optedInAt) {
        if (!evidence.undoesStop()) {
            return ignored(current, "hold_stands");
        }
        ConsentSnapshot held =
                new ConsentSnapshot(consentClass, HELD, current.stoppedAt(), optedInAt, current.heldAt(), SUBSCRIBED);
        return new Decision(held, LedgerKind.OPT_IN, true, false, "hold_stands");
    }

    private static Decision hold(ConsentSnapshot current, Instant at) {
        if (current.state() == UNSUBSCRIBED) {
            return ignored(current, "stop_stands");
        }
        if (current.state() == HELD) {
            ConsentSnapshot same = new ConsentSnapshot(
                    current.consentClass(),
                    HELD,
                    current.stoppedAt(),
                    current.optedInAt(),
                    later(current.heldAt(), at),
                    current.heldFrom());
            return new Decision(same, LedgerKind.HOLD, true, false, "repeated");
        }
        if (isLater(current.optedInAt(), at)) {
            return ignored(current, "newer_opt_in");
        }
        if (notLater(at, current.heldAt())) {
            return ignored(current, "settled");
        }
        ConsentSnapshot held = new ConsentSnapshot(
                current.consentClass(), HELD, current.stoppedAt(), current.optedInAt(), at, current.state());
        return new Decision(held, LedgerKind.HOLD, true, true, null);
    }

    private static Decision release(ConsentSnapshot current, Instant at) {
        ConsentState interrupted = current.heldFrom();
        if (interrupted == null) {
            return ignored(current, "no_hold");
        }
        if (isLater(current.heldAt(), at)) {
            return ignored(current, "newer_hold");
        }
        ConsentSnapshot released = new ConsentSnapshot(
                current.consentClass(), interrupted, current.stoppedAt(), current.optedInAt(), current.heldAt(), null);
        return new Decision(released, LedgerKind.RELEASE, true, true, null);
    }

    /** Who turns out to be occasional has not agreed to anything; who turns out to be more has not thereby agreed either. */
    private static Decision classChange(ConsentSnapshot current, ConsentClass consentClass) {
        boolean lowered = consentClass == ConsentClass.OCCASIONAL;
        ConsentSnapshot changed = new ConsentSnapshot(
                consentClass,
                lowered && current.state() == SUBSCRIBED ? PENDING : current.state(),
                current.stoppedAt(),
                current.optedInAt(),
                current.heldAt(),
                lowered && current.heldFrom() != null ? PENDING : current.heldFrom());
        // The stop or hold that stands stays the basis: its confirmation or question belongs to that event.
        boolean open = current.state() != UNSUBSCRIBED && current.state() != HELD;
        return new Decision(changed, LedgerKind.CLASS_CHANGE, true, open, null);
    }

    private static Decision ignored(ConsentSnapshot current, String because) {
        return new Decision(current, LedgerKind.IGNORED, false, false, because);
    }

    private static ConsentState interrupted(ConsentSnapshot standing) {
        ConsentState from = standing.heldFrom();
        return from == null ? standing.state() : from;
    }

    /** What stands of two that are one person's. */
    public static ConsentState stricter(ConsentState one, ConsentState other) {
        return strictness(one) >= strictness(other) ? one : other;
    }

    private static int strictness(ConsentState state) {
        return switch (state) {
            case SUBSCRIBED -> 0;
            case PENDING -> 1;
            case HELD -> 2;
            case UNSUBSCRIBED -> 3;
        };
    }

    /** The same of their classes: the better founded one. */
    public static ConsentClass better(ConsentClass one, ConsentClass other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }

    private static boolean isLater(@Nullable Instant time, Instant than) {
        return time != null && time.isAfter(than);
    }

    private static boolean notLater(Instant time, @Nullable Instant than) {
        return than != null && !time.isAfter(than);
    }
}
