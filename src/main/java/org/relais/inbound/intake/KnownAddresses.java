package org.relais.inbound.intake;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Addresses from which something authentic has come since this process began: what they send has room of its own. Kept
 * in bounded memory and stored nowhere. Safe for use from several event loops.
 */
final class KnownAddresses {
    private static final int MOST = 4_096;

    private final Map<String, Boolean> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST;
        }
    };

    synchronized void add(String address) {
        known.put(address, true);
    }

    synchronized boolean contains(String address) {
        return known.get(address) != null;
    }
}
