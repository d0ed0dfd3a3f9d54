package org.relais.organisation;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Relying party of the passkeys, by which devices know where one may be used: the host and the origin of the service's
 * public address (WebAuthn level 2, "RP ID").
 *
 * @param origin as browsers write it: no path, no port that goes without saying
 */
record RelyingParty(String id, String origin) {
    /** Null where browsers know no passkeys: without https, but on the machine itself; and at an address of digits. */
    static @Nullable RelyingParty of(String publicUrl) {
        URI url = URI.create(publicUrl);
        String host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
        boolean encrypted = "https".equalsIgnoreCase(url.getScheme());
        boolean named = !host.isEmpty() && !host.matches("\\[.*|[0-9.]+");
        if (!named || (!encrypted && !host.equals("localhost"))) {
            return null;
        }
        boolean usual = url.getPort() == -1 || url.getPort() == (encrypted ? 443 : 80);
        return new RelyingParty(
                host, (encrypted ? "https" : "http") + "://" + host + (usual ? "" : ":" + url.getPort()));
    }
}
