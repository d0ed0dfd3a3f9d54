package org.relais.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that nobody listens on; different ones, because both are held until both are known.
 *
 * <p>They lie beneath those that a system gives to outgoing connections (32768 and up on Linux, 49152 and up
 * elsewhere): between being found and being listened on none of them is taken by a connection of another test.
 */
public record FreePorts(int one, int other) {
    private static final int FIRST = 15_000;
    private static final int PAST_LAST = 32_000;
    private static final int MOST_TRIES = 1_000;

    public static FreePorts find() {
        try (ServerSocket one = open();
                ServerSocket other = open()) {
            return new FreePorts(one.getLocalPort(), other.getLocalPort());
        } catch (IOException fault) {
            throw new IllegalStateException("no port is free", fault);
        }
    }

    private static ServerSocket open() throws IOException {
        IOException last = null;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            try {
                return new ServerSocket(ThreadLocalRandom.current().nextInt(FIRST, PAST_LAST));
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw new IOException("none of " + MOST_TRIES + " was", last);
    }
}
