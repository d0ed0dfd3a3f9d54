package org.relais.input;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.List;
import org.relais.config.AddressRange;

/**
 * Proxies whose {@code X-Forwarded-For} is believed: those with a private address, and those that are named in the
 * configuration. Each appends the address that it was called from; whatever stands before what a trusted one has written may
 * be made up.
 *
 * @param named in the configuration
 */
public record TrustedProxies(List<AddressRange> named) {
    private static final String HEADER = "X-Forwarded-For";

    /** Leaves the header only when it is to be believed, and of it only the entry that {@link ClientAddress} goes by. */
    public void settle(HttpServerRequest request) {
        MultiMap headers = request.headers();
        if (!headers.contains(HEADER)) {
            return;
        }
        String peer =
                request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
        String entries = String.join(",", headers.getAll(HEADER));
        headers.remove(HEADER);
        if (peer != null && trusts(peer)) {
            headers.set(HEADER, client(entries));
        }
    }

    /** Whether a proxy of ours has the address. */
    public boolean trusts(String address) {
        return ClientAddress.isOurs(address) || isNamed(address);
    }

    /** The last entry that is none of the named proxies. */
    private String client(String entries) {
        String[] hops = entries.split(",", -1);
        int hop = hops.length - 1;
        while (hop > 0 && isNamed(hops[hop].strip())) {
            hop--;
        }
        return hops[hop].strip();
    }

    private boolean isNamed(String text) {
        InetAddress address = ClientAddress.parse(text);
        return address != null && named.stream().anyMatch(range -> range.contains(address));
    }
}
