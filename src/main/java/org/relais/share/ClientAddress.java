package org.relais.share;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whose connection a request came over. */
final class ClientAddress {
    private static final int NETWORK_BYTES = 8;

    private ClientAddress() {}

    /**
     * The address, or for IPv6 the /64 network, which is one household. Behind a proxy of our own (a private address) it
     * is the last that {@code X-Forwarded-For} names, the one entry which that proxy wrote itself; from anybody else the
     * header says nothing.
     */
    static String of(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        String peer = remote == null || remote.hostAddress() == null ? "" : remote.hostAddress();
        String forwarded = request.getHeader("X-Forwarded-For");
        if (forwarded == null || !isOurs(peer)) {
            return network(peer);
        }
        String last = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
        return network(last.isEmpty() ? peer : last);
    }

    private static boolean isOurs(String peer) {
        InetAddress address = parse(peer);
        return address != null && (address.isLoopbackAddress() || address.isSiteLocalAddress());
    }

    private static String network(String text) {
        return parse(text) instanceof Inet6Address address
                ? Arrays.toString(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
                : text;
    }

    /** Never looks a name up: only what is written as an address is one. */
    private static @Nullable InetAddress parse(String text) {
        try {
            return text.matches("[0-9.]{7,15}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.%]*") ? InetAddress.getByName(text) : null;
        } catch (UnknownHostException noAddress) {
            return null;
        }
    }
}
