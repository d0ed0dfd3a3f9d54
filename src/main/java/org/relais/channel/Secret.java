package org.relais.channel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A token or key from the configuration, which nothing prints by accident. */
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The secret itself: for a request's header or path, or a key, and for nothing else. */
    public String reveal() {
        return value;
    }

    /** Nothing is known: matches nothing, and nothing can be sent with it. */
    public boolean isMissing() {
        return value.isEmpty();
    }

    /** Whether {@code other} is the same text, in a time that does not tell how much of it was right. */
    public boolean matches(String other) {
        return !value.isEmpty()
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "***";
    }
}
