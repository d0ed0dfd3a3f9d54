package org.relais.sandbox.world;

import java.util.Locale;
import java.util.Optional;

/** The two platforms that the sandbox plays. */
public enum SimulatedPlatform {
    WHATSAPP,
    TELEGRAM;

    /** The name used in the control API: {@code whatsapp} or {@code telegram}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The platform with that {@link #key()}. */
    public static Optional<SimulatedPlatform> of(String key) {
        for (SimulatedPlatform platform : values()) {
            if (platform.key().equals(key)) {
                return Optional.of(platform);
            }
        }
        return Optional.empty();
    }
}
