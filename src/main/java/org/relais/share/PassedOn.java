package org.relais.share;

import java.util.HashMap;
import java.util.Map;
import org.relais.template.OrganisationProfile;
import org.relais.template.PoliticalLabel;
import org.relais.template.Recipient;
import org.relais.template.Renderer;
import org.relais.template.ShareLinks;
import org.relais.template.SharedText;

/** What a volunteer passes on of a shareable message, in their own words and language. */
final class PassedOn {
    private final PersonalShareLinks links;
    private final Renderer renderer = new Renderer();

    PassedOn(PersonalShareLinks links) {
        this.links = links;
    }

    /** @param code of the volunteer's link to the message */
    SharedText text(SharedMessage message, String code, OrganisationProfile profile) {
        Map<String, String> variables = new HashMap<>();
        message.volunteerVariables().forEach(entry -> {
            if (entry.getValue() != null) {
                variables.put(entry.getKey(), entry.getValue().toString());
            }
        });
        variables.put(ShareLinks.PAGE, links.page(code));
        variables.put(ShareLinks.TAPS, links.taps(code));
        variables.put(PoliticalLabel.LINK, links.notice(message.messageId()));
        Recipient volunteer =
                new Recipient(message.volunteerName(), message.volunteerLanguage(), variables, false, false, null);
        return renderer.passedOn(message.spec(), volunteer, profile).orElseThrow();
    }
}
