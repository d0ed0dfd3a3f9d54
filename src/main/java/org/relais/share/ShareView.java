package org.relais.share;

import java.util.List;
import org.relais.channel.MarkedText;
import org.relais.template.SharedText;

/**
 * What the volunteer's own page shows.
 *
 * @param code of the link
 * @param address of the page for friends
 * @param message as it is passed on
 * @param copying whether the text is there to be copied, and nothing else
 */
public record ShareView(String code, String address, SharedText message, boolean copying) {

    /** Everything that is passed on, with the link. */
    public List<MarkedText.Piece> pieces() {
        return MarkedText.read(message.signed() + "\n" + address).pieces();
    }

    public List<ShareApp> apps() {
        return ShareApp.all();
    }
}
