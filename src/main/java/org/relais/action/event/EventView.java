package org.relais.action.event;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.relais.share.LandingView.Join;
import org.relais.share.PublicLinks;
import org.relais.template.SharedText;

/**
 * What the public page of an event shows.
 *
 * @param code of the link
 * @param day on which it begins, where it is
 * @param invitation what its organisers write to everybody, to a reader of whom nothing is known
 * @param cancelled whether it does not take place
 * @param notice name of the text that says why it can't be answered, or that no place is left; empty for neither
 * @param note why it is cancelled, as its organiser wrote it
 * @param left how many places are left; empty where they are not counted, or none is
 * @param languages others in which the invitation can be read
 * @param joins ways to answer, one per channel
 * @param links to the organisation's own site
 */
public record EventView(
        String code,
        String title,
        LocalDate day,
        String when,
        String place,
        Optional<String> map,
        Optional<SharedText> invitation,
        boolean cancelled,
        Optional<String> notice,
        Optional<String> note,
        Optional<Long> left,
        List<String> languages,
        List<Join> joins,
        PublicLinks links) {
    public EventView {
        languages = List.copyOf(languages);
        joins = List.copyOf(joins);
    }
}
