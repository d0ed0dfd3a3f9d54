package org.relais.broadcast.brake;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.database.SqlNamed;

/**
 * A broadcast's brake and where it stands.
 *
 * @param stage null before the broadcast starts
 * @param restedAt since when none of the first part is on its way any more; null while some is
 * @param found what the first part had come to when it was judged; null before
 */
public record Braking(Brake rule, @Nullable Stage stage, @Nullable Instant restedAt, @Nullable Found found) {
    /** Reasons for which a broadcast's {@code state_reason} says that the rest is held. */
    public static final Set<String> HELD = Set.of("brake_nobody", "brake_stops", "brake_failures");

    /** Whose turn it is. */
    public enum Stage implements SqlNamed {
        /** The first part is being enqueued, and sent. */
        FIRST,
        /** All of it is enqueued; it is being sent, or waited for. */
        WATCH,
        /** Everybody else. */
        REST
    }

    /**
     * @param sent messages that arrived, as far as is known
     * @param stopped people who stopped after theirs, said something that may be a stop and waits to be looked at, or were erased
     * @param failed messages that did not arrive, or of which nobody knows
     */
    public record Found(long sent, long stopped, long failed) {}

    /** When the first part is judged, if nothing of it is on its way again by then; null while some is. */
    public @Nullable Instant judgedAt() {
        return restedAt == null ? null : restedAt.plus(Duration.ofMinutes(rule.minutes()));
    }

    /** Whether the rest still waits. */
    public boolean waits() {
        return stage == Stage.FIRST || stage == Stage.WATCH;
    }
}
