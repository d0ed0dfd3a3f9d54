package org.relais.testing;

import java.util.List;
import org.relais.config.RelaisConfig;
import org.relais.consent.ConsentGate;
import org.relais.consent.Fingerprints;

/** Keys for tests, known to everybody. */
public final class Keys {
    private Keys() {}

    /** Fingerprints under a key of zeros. */
    public static Fingerprints fingerprints() {
        return new Fingerprints(List.of(new RelaisConfig.Key("test", new byte[32])));
    }

    /** A gate that has a key. */
    public static ConsentGate gate() {
        return new ConsentGate(fingerprints());
    }
}
