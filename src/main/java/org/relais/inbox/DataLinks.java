package org.relais.inbox;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.relais.digest.HmacSha256;
import org.relais.digest.Sha256;
import org.relais.template.PersonalVariables;

/**
 * Links at which people fetch what is held on them, each of one message to one person. A code is made when its message
 * goes out and stands nowhere: what is kept of it is its SHA-256.
 */
public final class DataLinks implements PersonalVariables {
    /** Where the pages stand. */
    public static final String PATH = "/d/";

    private static final String VARIABLE = "data_link";
    private static final int BYTES = 20;

    private final HmacSha256 codes;
    private final String publicUrl;

    /**
     * @param linkKey {@code security.linkKey} of the configuration, 32 bytes
     * @param publicUrl how people reach the service, without trailing slash
     */
    public DataLinks(byte[] linkKey, String publicUrl) {
        this.codes = new HmacSha256(new HmacSha256(linkKey).of("relais data link 1"));
        this.publicUrl = publicUrl;
    }

    /** The place of the link in a text; whoever looks at the message later sees none. */
    public static String place() {
        return "{{" + VARIABLE + "|…}}";
    }

    @Override
    public Set<String> names() {
        return Set.of(VARIABLE);
    }

    @Override
    public Map<String, String> values(long organisationId, long messageId, long contactId) {
        return Map.of(VARIABLE, publicUrl + PATH + code(messageId, contactId));
    }

    /** What is stored of the link in this message to this person. */
    public byte[] hash(long messageId, long contactId) {
        return hash(code(messageId, contactId));
    }

    /** What is stored of the link with that code. */
    public static byte[] hash(String code) {
        return Sha256.of(code);
    }

    /** 160 bits, in letters and digits that no app's link detection drops. */
    private String code(long messageId, long contactId) {
        byte[] ids =
                Buffer.buffer(16).appendLong(messageId).appendLong(contactId).getBytes();
        return HexFormat.of().formatHex(Arrays.copyOf(codes.of(ids), BYTES));
    }
}
