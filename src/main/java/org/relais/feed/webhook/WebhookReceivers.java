package org.relais.feed.webhook;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.relais.config.AddressRange;

/**
 * Where programs may stand: at any public address, and at those private ones that the configuration names. A name is looked
 * up for each request, and the request goes to the very address that was looked at.
 */
public final class WebhookReceivers {
    /** Of no use to anybody outside, or of somebody's inner network (RFC 6890). */
    private static final List<AddressRange> PRIVATE = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "224.0.0.0/3",
                    "::/96",
                    "64:ff9b::/96",
                    "64:ff9b:1::/48",
                    "2002::/16",
                    "fc00::/7",
                    "fe80::/9",
                    "ff00::/8")
            .map(text -> AddressRange.parse(text).orElseThrow())
            .toList();

    private final Vertx vertx;
    private final List<AddressRange> allowed;

    /** @param allowed private addresses that programs may stand at */
    public WebhookReceivers(Vertx vertx, List<AddressRange> allowed) {
        this.vertx = vertx;
        this.allowed = List.copyOf(allowed);
    }

    /** The address that a request to this host may go to; fails with {@link RefusedAddressException}, or when there is none. */
    Future<InetAddress> resolve(String host) {
        return vertx.executeBlocking(() -> lookUp(host), false).map(this::permitted);
    }

    private static List<InetAddress> lookUp(String host) throws UnknownHostException {
        return List.of(InetAddress.getAllByName(host));
    }

    private InetAddress permitted(List<InetAddress> addresses) {
        return addresses.stream()
                .filter(this::permits)
                .min((one, other) -> Boolean.compare(other instanceof Inet4Address, one instanceof Inet4Address))
                .orElseThrow(RefusedAddressException::new);
    }

    boolean permits(InetAddress address) {
        return allowed.stream().anyMatch(range -> range.contains(address))
                || PRIVATE.stream().noneMatch(range -> range.contains(address));
    }

    /** An address that nothing is sent to. */
    static final class RefusedAddressException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RefusedAddressException() {
            super("the address is private", null, false, false);
        }
    }
}
