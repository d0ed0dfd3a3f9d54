package org.relais.action.referral;

import java.util.List;

/**
 * What a volunteer's page to name people shows.
 *
 * @param said what there is to say of what was just sent, a paragraph each
 * @param links to the people for whom a message is ready; without one, the form is shown
 */
public record ReferralView(String purpose, List<String> said, List<Link> links) {
    public ReferralView {
        said = List.copyOf(said);
        links = List.copyOf(links);
    }

    /** Registry name of the channel whose app the links open. */
    public String app() {
        return NumberApp.channel().kind();
    }

    /** @param name as the volunteer wrote it, or the number */
    public record Link(String name, String address) {}
}
