package org.relais.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

/** Ports that nobody listens on; different ones, because both are held until both are known. */
public record FreePorts(int one, int other) {

    public static FreePorts find() {
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket other = new ServerSocket(0)) {
            return new FreePorts(one.getLocalPort(), other.getLocalPort());
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
