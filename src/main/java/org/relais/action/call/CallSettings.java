package org.relais.action.call;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.relais.contact.OriginText;
import org.relais.input.InvalidInputException;
import org.relais.input.StrictObject;

/**
 * How a list of contacts is worked.
 *
 * @param lease silence of the volunteer after which a contact goes back to the list, 1 to 240 minutes
 * @param mostAttempts how often one contact is called at most, 1 to 10; an occasional one once in all
 * @param retryAfter pause before somebody who did not answer is called again, 5 minutes to 14 days
 * @param origins where the data of occasional contacts come from, by language; a contact's own origin goes before it
 */
public record CallSettings(Duration lease, int mostAttempts, Duration retryAfter, Map<String, String> origins) {
    public static final CallSettings DEFAULT =
            new CallSettings(Duration.ofMinutes(15), 3, Duration.ofHours(4), Map.of());

    /** Hours of the day in which nobody is called again. */
    private static final int NIGHT = 21;

    private static final int MORNING = 9;

    /** Whoever waits for less is called by the same people on the same evening. */
    private static final Duration LONGEST_SAME_EVENING = Duration.ofHours(1);

    private static final int LONGEST_LEASE = 240;
    private static final int MOST_ATTEMPTS = 10;
    private static final int SHORTEST_RETRY = 5;
    private static final int LONGEST_RETRY = 14 * 24 * 60;
    private static final int LONGEST_ORIGIN = 200;

    public CallSettings {
        origins = origins.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, origin -> OriginText.bare(origin.getValue())));
    }

    /**
     * When somebody who did not answer may be called again. A pause of an hour or more that would end in the night lasts until the
     * morning, also where an organisation keeps no hours.
     */
    Instant again(Instant now, ZoneId zone) {
        ZonedDateTime again = now.plus(retryAfter).atZone(zone);
        if (!isNight(again) || retryAfter.compareTo(LONGEST_SAME_EVENING) < 0) {
            return again.toInstant();
        }
        return again.toLocalDate()
                .plusDays(again.getHour() < MORNING ? 0 : 1)
                .atTime(MORNING, 0)
                .atZone(zone)
                .toInstant();
    }

    private static boolean isNight(ZonedDateTime time) {
        return time.getHour() < MORNING || time.getHour() >= NIGHT;
    }

    /**
     * Reads what an organiser wrote; a missing field has its default.
     *
     * @throws InvalidInputException with every fault, by field path
     */
    public static CallSettings decode(JsonObject json) {
        StrictObject object = StrictObject.of(json);
        long lease =
                object.number("leaseMinutes", 1, LONGEST_LEASE, DEFAULT.lease().toMinutes());
        long attempts = object.number("attempts", 1, MOST_ATTEMPTS, DEFAULT.mostAttempts());
        long retry = object.number(
                "retryMinutes",
                SHORTEST_RETRY,
                LONGEST_RETRY,
                DEFAULT.retryAfter().toMinutes());
        Map<String, String> origins = object.has("origin") ? object.texts("origin", "", LONGEST_ORIGIN) : Map.of();
        object.done();
        return new CallSettings(
                Duration.ofMinutes(lease), Math.toIntExact(attempts), Duration.ofMinutes(retry), origins);
    }

    /** The JSON that {@link #decode} reads back as equal settings. */
    public JsonObject encode() {
        return new JsonObject()
                .put("leaseMinutes", lease.toMinutes())
                .put("attempts", mostAttempts)
                .put("retryMinutes", retryAfter.toMinutes())
                .put("origin", new JsonObject(new TreeMap<>(origins)));
    }
}
