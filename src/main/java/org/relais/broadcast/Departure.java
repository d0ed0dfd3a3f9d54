package org.relais.broadcast;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.relais.organisation.ContactRules;

/**
 * When those of a broadcast leave who are reached on one channel, if nothing else is sent meanwhile: at the pace of one
 * sender, within the contact hours, and as its platform's limit of people has room.
 *
 * @param atOnce how many leave without a pause, from the start on
 * @param perSecond how fast they leave
 * @param first when the first one leaves
 * @param last when the last one has left
 * @param waitingForHours how many leave only when the contact hours begin, or begin again
 * @param waitingForLimit how many leave only when the platform's limit has room again
 */
public record Departure(
        String channel,
        long people,
        long atOnce,
        int perSecond,
        Instant first,
        Instant last,
        long waitingForHours,
        long waitingForLimit) {
    private static final Duration DAY = Duration.ofHours(24);
    /** Nobody plans further: what is left then is taken to leave at once. */
    private static final int MOST_WAVES = 1_000;

    /**
     * A platform's limit of different people in 24 hours.
     *
     * @param free how many of it are free now
     */
    public record Limit(long most, long free) {}

    /**
     * What decides.
     *
     * @param limit null where there is none
     */
    public record Conditions(int perSecond, @Nullable Limit limit, ContactRules hours, ZoneId zone) {}

    /** How so many people leave from then on. */
    static Departure of(String channel, long people, Conditions conditions, Instant start) {
        return new Reckoning(conditions, start).depart(channel, people);
    }

    /** One reckoning, wave by wave. */
    private static final class Reckoning {
        private final Conditions conditions;
        private final Instant start;
        private Instant now;
        private Instant filled;
        private long room;
        private long atOnce;
        private long hours;
        private long limited;

        Reckoning(Conditions conditions, Instant start) {
            this.conditions = conditions;
            this.start = start;
            this.now = start;
            this.filled = start;
            Limit limit = conditions.limit();
            this.room = limit == null ? Long.MAX_VALUE : Math.max(0, limit.free());
        }

        Departure depart(String channel, long people) {
            Instant first = room == 0 ? open(start.plus(DAY)) : open(start);
            long left = people;
            for (int wave = 0; left > 0 && wave < MOST_WAVES; wave++) {
                left -= wave(left);
            }
            return new Departure(channel, people, atOnce, conditions.perSecond(), first, now, hours, limited);
        }

        /** Sends until nobody is left, the hours end or the limit is reached. */
        private long wave(long left) {
            boolean renewed = room == 0;
            if (renewed) {
                Instant again = filled.plus(DAY);
                now = now.isAfter(again) ? now : again;
                room = conditions.limit() == null
                        ? Long.MAX_VALUE
                        : conditions.limit().most();
            }
            Instant opening = open(now);
            boolean waited = opening.isAfter(now);
            now = opening;
            filled = renewed ? now : filled;
            long seconds = Math.max(1, Duration.between(now, close(now)).toSeconds());
            long sent = Math.min(Math.min(left, room), seconds * conditions.perSecond());
            count(sent, renewed, waited);
            now = now.plusMillis(sent * 1000 / conditions.perSecond());
            now = sent == seconds * conditions.perSecond() ? close(opening) : now;
            room = conditions.limit() == null ? room : room - sent;
            return sent;
        }

        private void count(long sent, boolean renewed, boolean waited) {
            if (renewed || limited > 0) {
                limited += sent;
            } else if (waited || hours > 0) {
                hours += sent;
            } else {
                atOnce += sent;
            }
        }

        private Instant open(Instant at) {
            return conditions.hours().opening(at, conditions.zone());
        }

        /** When the hours end that an open moment is in. */
        private Instant close(Instant open) {
            return open.atZone(conditions.zone())
                    .with(conditions.hours().until())
                    .toInstant();
        }
    }
}
