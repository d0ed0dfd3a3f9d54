package org.relais.action.event;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneRulesException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.input.FaultCode;
import org.relais.input.StrictObject;

/**
 * What an organiser says of an event.
 *
 * @param title what people are told it is, 1 to 200 characters
 * @param zone of the place
 * @param place up to 300 characters; empty where it is not known yet, in a draft
 * @param mapUrl http or https; null for none
 * @param capacity places, 1 to 1,000,000; null for no limit
 * @param retentionDays days after its end until nobody can be read from the answers, 0 to 365
 */
public record EventDetails(
        String title,
        Instant startsAt,
        Instant endsAt,
        ZoneId zone,
        String place,
        @Nullable String mapUrl,
        @Nullable Integer capacity,
        int retentionDays) {
    /** The day on which it begins, where it is. */
    public LocalDate day() {
        return startsAt.atZone(zone).toLocalDate();
    }

    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_PLACE = 300;
    private static final int LONGEST_URL = 1_000;
    private static final int MOST_PLACES = 1_000_000;
    private static final int RETENTION_DAYS = 30;
    private static final int MOST_RETENTION_DAYS = 365;
    private static final Duration USUAL = Duration.ofHours(2);
    private static final Duration LONGEST = Duration.ofDays(31);
    /** Further away is a slip of the pen. */
    private static final Duration FURTHEST = Duration.ofDays(5 * 366);

    /**
     * Reads what an organiser wrote: {@code title}, {@code startsAt}, {@code endsAt} (two hours later unless told),
     * {@code timeZone} (the organisation's unless told), {@code place}, {@code mapUrl}, {@code capacity},
     * {@code retentionDays}.
     *
     * @throws org.relais.input.InvalidInputException naming every fault
     */
    public static EventDetails read(JsonObject json, ZoneId organisationZone, Instant now) {
        StrictObject object = StrictObject.of(json);
        String title = inLine(object.text("title", LONGEST_TITLE));
        String place = object.optionalText("place", LONGEST_PLACE)
                .map(EventDetails::inLine)
                .orElse("");
        Optional<Instant> startsAt = object.time("startsAt");
        Optional<Instant> endsAt = object.time("endsAt");
        ZoneId zone = object.optionalText("timeZone", 60)
                .flatMap(name -> zone(object, name))
                .orElse(organisationZone);
        Optional<String> mapUrl = object.optionalText("mapUrl", LONGEST_URL);
        long capacity = object.number("capacity", 1, MOST_PLACES, 0);
        long retentionDays = object.number("retentionDays", 0, MOST_RETENTION_DAYS, RETENTION_DAYS);
        object.noOtherFields();
        object.require("startsAt");
        mapUrl.filter(url -> !url.matches("https?://[^\\s/?#]+\\.?[^\\s]*"))
                .ifPresent(url -> object.fault("mapUrl", FaultCode.MUST_BE_WEB_ADDRESS));
        startsAt.filter(start -> !start.isAfter(now))
                .ifPresent(start -> object.fault("startsAt", FaultCode.EVENT_PAST));
        startsAt.filter(start -> start.isAfter(now.plus(FURTHEST)))
                .ifPresent(start -> object.fault("startsAt", FaultCode.EVENT_TOO_FAR));
        if (startsAt.isPresent() && endsAt.isPresent()) {
            Duration length = Duration.between(startsAt.get(), endsAt.get());
            if (length.isNegative() || length.isZero()) {
                object.fault("endsAt", FaultCode.EVENT_END_FIRST);
            } else if (length.compareTo(LONGEST) > 0) {
                object.fault("endsAt", FaultCode.EVENT_TOO_LONG);
            }
        }
        object.refuseFaults();
        Instant start = startsAt.orElseThrow();
        return new EventDetails(
                title,
                start,
                endsAt.orElseGet(() -> start.plus(USUAL)),
                zone,
                place,
                mapUrl.orElse(null),
                capacity == 0 ? null : (int) capacity,
                (int) retentionDays);
    }

    /** Whether people who count on coming must hear of the difference; more or fewer places are no news to them. */
    public boolean tellsNothingNew(EventDetails before) {
        return title.equals(before.title)
                && startsAt.equals(before.startsAt)
                && endsAt.equals(before.endsAt)
                && zone.equals(before.zone)
                && place.equals(before.place)
                && java.util.Objects.equals(mapUrl, before.mapUrl);
    }

    private static String inLine(String text) {
        return text.replaceAll("\\s+", " ");
    }

    private static Optional<ZoneId> zone(StrictObject object, String name) {
        if (ZoneId.getAvailableZoneIds().contains(name)) {
            try {
                return Optional.of(ZoneId.of(name));
            } catch (ZoneRulesException unreadable) {
                // The same answer as for a name that is none.
            }
        }
        object.fault("timeZone", FaultCode.EVENT_TIME_ZONE_UNKNOWN);
        return Optional.empty();
    }
}
