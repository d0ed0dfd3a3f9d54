package org.relais.action.question;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.ButtonPayload;
import org.relais.digest.HmacSha256;

/**
 * Codes that say whom a form was opened for, in which action: what comes back with another's, or with one that nobody made, are no
 * answers. An HMAC-SHA256 over both ids, of which 120 bits are kept, so that it fits into a button. An action is of one
 * organisation, and looked up in that of the sender that was written to. Without a key there are none, and no forms.
 */
final class FormCodes {
    private static final int BYTES = 15;

    private final @Nullable HmacSha256 signing;

    /** @param linkKey {@code security.linkKey} of the configuration */
    FormCodes(byte @Nullable [] linkKey) {
        this.signing = linkKey == null ? null : new HmacSha256(linkKey);
    }

    boolean possible() {
        return signing != null;
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
        return Optional.ofNullable(signing)
                .map(key -> key.of("relais form 1:" + actionId + ":" + contactId))
                .map(sum -> Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(sum, BYTES)));
    }
}
