package org.relais.share;

import java.util.List;
import java.util.Optional;
import org.relais.channel.MarkedText;
import org.relais.group.InviteLinkStore.GroupLink;
import org.relais.template.SharedText;
import org.relais.text.CleanText;

/**
 * What the page for friends shows.
 *
 * @param code of the link
 * @param address of this page, for previews
 * @param message as it is passed on
 * @param languages other languages the message can be read in
 * @param link the organisation's own page about the matter
 * @param image loaded only by whoever asks for it: it comes from elsewhere and may be heavy
 * @param joins ways to join, one per channel; none when the organisation has no sender
 * @param personal whether it is the link of somebody, who can be told who joined by it
 * @param named whether the reader agrees that whose link it is hears their first name
 * @param group the volunteer's own link into the group that the action helps to grow
 * @param links to the organisation's own site
 */
public record LandingView(
        String code,
        String address,
        SharedText message,
        List<String> languages,
        Optional<String> link,
        Optional<String> image,
        List<Join> joins,
        boolean personal,
        boolean named,
        Optional<GroupLink> group,
        PublicLinks links) {
    private static final int DESCRIPTION = 200;

    public LandingView {
        languages = List.copyOf(languages);
        joins = List.copyOf(joins);
    }

    /** @param link opens the chat with the join code ready to be sent */
    public record Join(String channel, String link) {}

    /** Whether it is political advertising, which says so above the text. */
    public boolean isLabelled() {
        return !message.label().isEmpty();
    }

    /** What the label says, without the address at its end. */
    public String label() {
        return message.label().substring(0, message.label().length() - notice().length());
    }

    /** The address of the notice. */
    public String notice() {
        return message.label().substring(message.label().lastIndexOf(' ') + 1);
    }

    /** For previews: the beginning on one line, cut after a whole word; of political advertising, that of its label. */
    public String description() {
        return CleanText.abridged(
                MarkedText.read(message.labelled())
                        .text()
                        .replaceAll("\\s+", " ")
                        .strip(),
                DESCRIPTION);
    }
}
