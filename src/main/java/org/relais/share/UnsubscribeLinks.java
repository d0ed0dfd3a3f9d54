package org.relais.share;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.relais.template.LegalMention;
import org.relais.template.PersonalVariables;

/** Links of everybody's own, in every message, to the page where one tap stops everything. */
public final class UnsubscribeLinks implements PersonalVariables {
    static final String PATH = "/u/";

    private final SignedCodes codes;
    private final String publicUrl;

    /**
     * @param linkKey {@code security.linkKey} of the configuration, 32 bytes
     * @param publicUrl how people reach the service, without trailing slash
     */
    public UnsubscribeLinks(byte[] linkKey, String publicUrl) {
        this.codes = new SignedCodes(linkKey, "unsubscribe");
        this.publicUrl = publicUrl;
    }

    @Override
    public Set<String> names() {
        return Set.of(LegalMention.LINK);
    }

    /** In a preview, message and contact are 0: the link looks like a real one and leads nowhere. */
    @Override
    public Map<String, String> values(long organisationId, long messageId, long contactId) {
        return Map.of(LegalMention.LINK, link(messageId, contactId));
    }

    /**
     * The person's own link, as it stands in a message.
     *
     * @param messageId 0: none in particular
     */
    public String link(long messageId, long contactId) {
        return publicUrl + PATH + codes.code(new SignedCodes.Ids(messageId, contactId));
    }

    /** Whose link it is, and in which message it stood; empty for what is no code of ours. */
    public Optional<SignedCodes.Ids> read(String code) {
        return codes.read(code);
    }
}
