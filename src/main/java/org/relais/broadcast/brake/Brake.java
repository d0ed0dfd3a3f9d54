package org.relais.broadcast.brake;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.relais.input.StrictObject;

/**
 * Rule of a broadcast that does not go to everybody at once: a random part gets it first, and the rest waits until that part
 * has come to rest, and for good when too many of it stopped or were not reached.
 *
 * @param percent share of the people who get it first
 * @param stops highest share, in percent, of those who got it that may stop
 * @param failures highest share, in percent, of the messages sent that may not arrive
 * @param minutes how long answers and stops are waited for once everything has been sent
 */
public record Brake(int percent, int stops, int failures, int minutes) {
    /** What is proposed to who asks for a brake. */
    public static final Brake USUAL = new Brake(10, 2, 5, 30);
    /** Highest {@link #percent}. */
    public static final int MOST_PERCENT = 90;
    /** Longest wait, a week. */
    public static final int MOST_MINUTES = (int) Duration.ofDays(7).toMinutes();

    /**
     * Reads {@code {"percent": 10, "stops": 2, "failures": 5, "minutes": 30}}; what is left out is as usual. Faults are noted
     * in the object.
     */
    public static Brake read(StrictObject object) {
        Brake read = new Brake(
                (int) object.number("percent", 1, MOST_PERCENT, USUAL.percent),
                (int) object.number("stops", 0, 100, USUAL.stops),
                (int) object.number("failures", 0, 100, USUAL.failures),
                (int) object.number("minutes", 0, MOST_MINUTES, USUAL.minutes));
        object.noOtherFields();
        return read;
    }

    /** A stored rule. */
    static Brake restore(JsonObject json) {
        return read(StrictObject.of(json));
    }

    /** The JSON that {@link #read} reads back as an equal rule. */
    public JsonObject encode() {
        return new JsonObject()
                .put("percent", percent)
                .put("stops", stops)
                .put("failures", failures)
                .put("minutes", minutes);
    }

    /** Those of these people, who can be reached, that get it first: at least one of any, always the same ones for the same seed. */
    public List<Long> firstOf(List<Long> contactIds, long seed) {
        int most = (int) ((contactIds.size() * (long) percent + 99) / 100);
        return contactIds.stream()
                .sorted(Comparator.comparingLong((Long id) -> mixed(id ^ seed)).thenComparing(id -> id))
                .limit(most)
                .sorted()
                .toList();
    }

    /** Spreads neighbouring numbers over all numbers: the last steps of SplitMix64. */
    private static long mixed(long number) {
        long first = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
        long second = (first ^ (first >>> 27)) * 0x94d049bb133111ebL;
        return second ^ (second >>> 31);
    }
}
