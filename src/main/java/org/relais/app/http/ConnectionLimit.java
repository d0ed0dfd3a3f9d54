package org.relais.app.http;

import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.input.ClientAddress;
import org.relais.input.TrustedProxies;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Open connections of this node, within a number for all and one for each address. A further one is never refused: the
 * one on which a request began longest ago gives way to it, so that connections which are held open and say nothing cost
 * nobody else a place. A proxy of our own may have as many as there are. Safe for use from several event loops.
 */
final class ConnectionLimit {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimit.class);

    private final int most;
    private final int mostOfAddress;
    private final TrustedProxies proxies;
    /** With their addresses, those whose last request is the oldest first. */
    private final Map<HttpConnection, String> open = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<String, Integer> byAddress = new HashMap<>();

    ConnectionLimit(int most, int mostOfAddress, TrustedProxies proxies) {
        this.most = most;
        this.mostOfAddress = mostOfAddress;
        this.proxies = proxies;
    }

    /** A connection was opened; must be told before it closes. */
    void opened(HttpConnection connection) {
        String address = ClientAddress.of(connection.remoteAddress());
        HttpConnection leaving;
        synchronized (this) {
            open.put(connection, address);
            int ofAddress = byAddress.merge(address, 1, Integer::sum);
            leaving = leaving(address, isProxy(connection) ? 0 : ofAddress);
        }
        connection.closeHandler(closed -> closed(connection));
        if (leaving != null) {
            LOG.debug("a connection gives way to another");
            leaving.close().onFailure(gone -> LOG.debug("it was closed already"));
        }
    }

    private boolean isProxy(HttpConnection connection) {
        String peer = connection.remoteAddress() == null
                ? null
                : connection.remoteAddress().hostAddress();
        return peer != null && proxies.trusts(peer);
    }

    /** A request began on it. */
    synchronized void used(HttpConnection connection) {
        open.get(connection);
    }

    synchronized int count() {
        return open.size();
    }

    private synchronized void closed(HttpConnection connection) {
        String address = open.remove(connection);
        if (address != null) {
            byAddress.computeIfPresent(address, (of, count) -> count == 1 ? null : count - 1);
        }
    }

    private @Nullable HttpConnection leaving(String address, int ofAddress) {
        HttpConnection leaving = null;
        if (ofAddress > mostOfAddress) {
            leaving = open.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(address))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(null);
        } else if (open.size() > most) {
            leaving = open.keySet().iterator().next();
        }
        if (leaving != null) {
            closed(leaving);
        }
        return leaving;
    }
}
