package org.relais.action.referral;

import java.util.Optional;
import org.relais.share.SignedCodes;
import org.relais.share.SignedCodes.Ids;

/** Signed codes of the page on which one volunteer names people. */
public final class ReferralCodes {
    static final String PATH = "/n/";

    private final SignedCodes codes;
    private final String publicUrl;

    /**
     * @param linkKey {@code security.linkKey} of the configuration, 32 bytes
     * @param publicUrl how people reach the service, without trailing slash
     */
    public ReferralCodes(byte[] linkKey, String publicUrl) {
        this.codes = new SignedCodes(linkKey, "named");
        this.publicUrl = publicUrl;
    }

    /** The volunteer's own page. */
    String page(long contactId) {
        return publicUrl + PATH + codes.code(new Ids(0, contactId));
    }

    /** The contact of a code that was made with this key; empty for everything else. */
    public Optional<Long> read(String code) {
        return codes.read(code).map(Ids::contactId);
    }
}
