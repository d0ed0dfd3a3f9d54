package org.relais.action.question;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.ButtonPayload;

/**
 * Codes that say whom a form was opened for, in which action: what comes back with another's, or with one that nobody made, are no
 * answers. An HMAC-SHA256 over both ids, of which 120 bits are kept, so that it fits into a button. An action is of one
 * organisation, and looked up in that of the sender that was written to. Without a key there are none, and no forms.
 */
final class FormCodes {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 15;

    private final byte @Nullable [] linkKey;

    /** @param linkKey {@code security.linkKey} of the configuration */
    FormCodes(byte @Nullable [] linkKey) {
        this.linkKey = linkKey == null ? null : linkKey.clone();
    }

    boolean possible() {
        return linkKey != null;
    }

    /** What the form's button carries; empty where there are none. */
    Optional<ButtonPayload> button(long actionId, long contactId) {
        return code(actionId, contactId).map(code -> QuestionButtons.form(actionId, code));
    }

    /** Whether it is what this person's form in this action carries. */
    boolean isOf(ButtonPayload button, long actionId, long contactId) {
        return button.arguments().size() == 2
                && code(actionId, contactId)
                        .filter(code -> MessageDigest.isEqual(
                                code.getBytes(StandardCharsets.US_ASCII),
                                button.arguments().get(1).getBytes(StandardCharsets.US_ASCII)))
                        .isPresent();
    }

    private Optional<String> code(long actionId, long contactId) {
        if (linkKey == null) {
            return Optional.empty();
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(linkKey, ALGORITHM));
            byte[] sum =
                    mac.doFinal(("relais form 1:" + actionId + ":" + contactId).getBytes(StandardCharsets.US_ASCII));
            return Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(sum, BYTES)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has HmacSHA256", impossible);
        }
    }
}
