package org.relais.action.event;

import java.util.List;
import java.util.Optional;
import org.relais.share.LandingView.Join;
import org.relais.share.PublicLinks;

/**
 * What the public page of an event shows.
 *
 * @param code of the link
 * @param notice name of the text that says why it can't be answered, or that no place is left; empty for neither
 * @param joins ways to answer, one per channel
 * @param links to the organisation's own site
 */
public record EventView(
        String code,
        String title,
        String when,
        String place,
        Optional<String> map,
        Optional<String> notice,
        List<Join> joins,
        PublicLinks links) {
    public EventView {
        joins = List.copyOf(joins);
    }
}
