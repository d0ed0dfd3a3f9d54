package org.relais.console;

import com.ibm.icu.text.TimeZoneNames;
import com.ibm.icu.util.TimeZone;
import java.text.Collator;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What people call a time zone: the place whose time it is.
 *
 * @param id as {@code Europe/Athens}
 * @param place in the reader's language, as {@code Athènes}
 */
public record ZoneName(ZoneId id, String place) {
    /** Zones of places; the others are links and offsets. */
    private static final Pattern OF_PLACES =
            Pattern.compile("(Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.+");
    /** By language: asking for all of them takes longer than the rest of the page. */
    private static final Map<Locale, List<ZoneName>> ALL = new ConcurrentHashMap<>();

    static ZoneName of(ZoneId zone, Locale locale) {
        String place = TimeZoneNames.getInstance(locale).getExemplarLocationName(TimeZone.getCanonicalID(zone.getId()));
        return new ZoneName(zone, place == null ? zone.getId() : place);
    }

    /** Every zone of a place, once, in the order of the language. */
    static List<ZoneName> all(Locale locale) {
        return ALL.computeIfAbsent(locale, language -> ZoneId.getAvailableZoneIds().stream()
                .filter(OF_PLACES.asMatchPredicate())
                .filter(id -> id.equals(TimeZone.getIanaID(id)))
                .map(id -> of(ZoneId.of(id), language))
                .sorted(Comparator.comparing(ZoneName::place, Collator.getInstance(language)))
                .toList());
    }

    /** The place, and how far its clocks are from UTC at that moment: {@code Athènes (UTC+2)}. */
    String at(Instant moment) {
        ZoneOffset offset = id.getRules().getOffset(moment);
        int minutes = Math.abs(offset.getTotalSeconds()) / 60;
        String hours = minutes == 0
                ? ""
                : (offset.getTotalSeconds() < 0 ? "−" : "+")
                        + minutes / 60
                        + (minutes % 60 == 0 ? "" : ":%02d".formatted(minutes % 60));
        return place.equals("UTC") ? place : place + " (UTC" + hours + ")";
    }
}
