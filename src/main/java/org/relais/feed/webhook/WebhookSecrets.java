package org.relais.feed.webhook;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.digest.HmacSha256;

/**
 * Maker of the secrets that programs check signatures by. A secret is HMAC-SHA-256 under {@code security.linkKey} over what
 * it is for: the database holds nothing of it, and every node knows it.
 */
public final class WebhookSecrets {
    /** Header of the signatures: {@code t=SECONDS,v1=HEX}, and one more {@code v1} while a secret is being changed. */
    public static final String SIGNATURE = "Relais-Signature";

    private static final String PREFIX = "whsec_";

    private final byte @Nullable [] key;

    /** @param key null: there are no webhooks */
    public WebhookSecrets(byte @Nullable [] key) {
        this.key = key;
    }

    public boolean available() {
        return key != null;
    }

    /** What the owner gives to the program. */
    String secret(long organisationId, long webhookId, int version) {
        if (key == null) {
            throw new IllegalStateException("there is no security.linkKey");
        }
        String purpose = "webhook secret\n" + organisationId + "\n" + webhookId + "\n" + version;
        return PREFIX + hex(key, purpose.getBytes(StandardCharsets.UTF_8));
    }

    /** The header for a body that is sent at this second: HEX is over {@code SECONDS.BODY}, under the secret as it is written. */
    static String signature(List<String> secrets, long seconds, byte[] body) {
        byte[] time = (seconds + ".").getBytes(StandardCharsets.UTF_8);
        byte[] signed = new byte[time.length + body.length];
        System.arraycopy(time, 0, signed, 0, time.length);
        System.arraycopy(body, 0, signed, time.length, body.length);
        return "t=" + seconds
                + secrets.stream()
                        .map(secret -> ",v1=" + hex(secret.getBytes(StandardCharsets.UTF_8), signed))
                        .collect(Collectors.joining());
    }

    private static String hex(byte[] key, byte[] text) {
        return HexFormat.of().formatHex(new HmacSha256(key).of(text));
    }
}
