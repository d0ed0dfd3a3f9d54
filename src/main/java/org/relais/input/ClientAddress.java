package org.relais.input;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whose connection a request came over. */
public final class ClientAddress {
    private static final int NETWORK_BYTES = 8;

    private ClientAddress() {}

    /**
     * The address, or for IPv6 the /64 network, which is one household. Behind a proxy of our own it is the last that
     * {@code X-Forwarded-For} names, the one entry which that proxy wrote itself; from anybody else the server has taken the
     * header away ({@link TrustedProxies#settle}).
     */
    public static String of(HttpServerRequest request) {
        String peer = peer(request.remoteAddress());
        String forwarded = request.getHeader("X-Forwarded-For");
        if (forwarded == null) {
            return network(peer);
        }
        String last = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
        return network(last.isEmpty() ? peer : last);
    }

    /** As {@link #of(HttpServerRequest)}, when there is no request yet: behind a proxy it is the proxy's. */
    public static String of(@Nullable SocketAddress remote) {
        return network(peer(remote));
    }

    private static String peer(@Nullable SocketAddress remote) {
        return remote == null || remote.hostAddress() == null ? "" : remote.hostAddress();
    }

    /** Whether a proxy of our own may have the address: it is private. */
    public static boolean isOurs(String peer) {
        InetAddress address = parse(peer);
        return address != null && (address.isLoopbackAddress() || address.isSiteLocalAddress());
    }

    private static String network(String text) {
        return parse(text) instanceof Inet6Address address
                ? Arrays.toString(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
                : text;
    }

    /** Never looks a name up: only what is written as an address is one. */
    static @Nullable InetAddress parse(String text) {
        try {
            return text.matches("[0-9.]{7,15}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.%]*") ? InetAddress.getByName(text) : null;
        } catch (UnknownHostException noAddress) {
            return null;
        }
    }
}
