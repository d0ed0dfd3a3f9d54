package org.relais.action.event;

import java.util.Optional;
import org.relais.share.SignedCodes;
import org.relais.share.SignedCodes.Ids;

/** Signed codes of an event's public page and calendar file; the same code is the payload of its join links. */
public final class EventCodes {
    private final SignedCodes codes;
    private final String publicUrl;

    /**
     * @param linkKey {@code security.linkKey} of the configuration, 32 bytes
     * @param publicUrl how people reach the service, without trailing slash
     */
    public EventCodes(byte[] linkKey, String publicUrl) {
        this.codes = new SignedCodes(linkKey, "event");
        this.publicUrl = publicUrl;
    }

    public String code(long actionId) {
        return codes.code(new Ids(actionId, 0));
    }

    /** The action of a code that was made with this key; empty for everything else. */
    public Optional<Long> read(String code) {
        return codes.read(code).map(Ids::messageId);
    }

    /** Address of the public page. */
    public String page(long actionId) {
        return publicUrl + "/e/" + code(actionId);
    }

    /** Address of the calendar file beside a page. */
    static String calendar(String page) {
        return page + ".ics";
    }
}
