package org.relais.action.event;

import biweekly.Biweekly;
import biweekly.ICalVersion;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.property.Method;
import biweekly.property.Status;
import biweekly.property.Transparency;
import java.net.URI;
import java.util.Date;

/**
 * An event as a calendar file (RFC 5545). UID stays the same for good and SEQUENCE counts the changes, so a calendar that
 * reads the file again moves its entry, or strikes it out when the event is cancelled. Times are in UTC: a calendar shows
 * them on its owner's clock.
 */
final class CalendarFile {
    static final String TYPE = "text/calendar; charset=utf-8";

    private CalendarFile() {}

    /**
     * @param organisation who invites
     * @param page the event's public page
     */
    static String of(Event event, String organisation, String page) {
        EventDetails details = event.details();
        VEvent entry = new VEvent();
        entry.setUid(event.actionId() + "@" + URI.create(page).getHost());
        entry.setSequence(event.sequence());
        entry.setDateTimeStamp(Date.from(event.changedAt()));
        entry.setLastModified(Date.from(event.changedAt()));
        entry.setDateStart(Date.from(details.startsAt()), true);
        entry.setDateEnd(Date.from(details.endsAt()), true);
        entry.setSummary(details.title());
        entry.setLocation(details.place());
        entry.setDescription(description(organisation, details));
        entry.setUrl(page);
        // No ORGANIZER: it needs an address (RFC 5545, 3.8.4.3), and the organisation has none that answers.
        entry.setStatus(event.cancelled() ? Status.cancelled() : Status.confirmed());
        entry.setTransparency(event.cancelled() ? Transparency.transparent() : Transparency.opaque());
        ICalendar calendar = new ICalendar();
        calendar.setVersion(ICalVersion.V2_0);
        calendar.setProductId("-//Relais//Event//EN");
        calendar.setMethod(event.cancelled() ? Method.CANCEL : Method.PUBLISH);
        calendar.addEvent(entry);
        return Biweekly.write(calendar).go();
    }

    private static String description(String organisation, EventDetails details) {
        return details.mapUrl() == null ? organisation : organisation + "\n" + details.mapUrl();
    }
}
