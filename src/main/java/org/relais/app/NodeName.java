package org.relais.app;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The name of this process, another one at every start: leases of a dead process are never taken for those of a new one. */
final class NodeName {
    private static final int RANDOM_BYTES = 6;

    private NodeName() {}

    static String create(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return ProcessHandle.current().pid() + "-" + HexFormat.of().formatHex(bytes);
    }
}
