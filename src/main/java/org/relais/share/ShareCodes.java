package org.relais.share;

import java.util.Optional;

/** Codes of share links; both platforms take one as a join payload. */
public final class ShareCodes {
    /** Behind a code: whoever comes by it has agreed on the page that their first name is told. */
    private static final String NAMED = "_n";

    private final SignedCodes codes;

    /** @param linkKey {@code security.linkKey} of the configuration, 32 bytes */
    public ShareCodes(byte[] linkKey) {
        this.codes = new SignedCodes(linkKey, "share");
    }

    /** The code of a link: 14 to 16 characters until ids have seven digits, never more than 34. */
    public String code(ShareLink link) {
        return codes.code(new SignedCodes.Ids(link.messageId(), link.volunteerId()));
    }

    /** The same code for whoever agrees that whose link it is hears their first name. */
    static String named(String code) {
        return isNamed(code) ? code : code + NAMED;
    }

    static boolean isNamed(String code) {
        return code.endsWith(NAMED);
    }

    /** The link of a code that was made with this key; empty for everything else. */
    public Optional<ShareLink> read(String code) {
        return codes.read(isNamed(code) ? code.substring(0, code.length() - NAMED.length()) : code)
                .map(ids -> new ShareLink(ids.messageId(), ids.contactId()));
    }
}
