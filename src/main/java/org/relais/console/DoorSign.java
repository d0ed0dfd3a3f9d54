package org.relais.console;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationStore;

/**
 * What a page for strangers says of whose console it is: the organisation where there is one alone, else the installation. Read
 * at most once in {@link #KEPT}, so that pages that anybody may ask for cost the database nothing.
 */
final class DoorSign {
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Pool pool;
    private final OrganisationStore organisations;
    private final InstantSource clock;
    private final String host;
    private volatile Read last = new Read(Instant.EPOCH, new Sign(null, ""));

    private record Read(Instant at, Sign sign) {}

    /**
     * A sign.
     *
     * @param organisation the only one; null where there are several, or none yet
     * @param host where the installation is reached
     */
    record Sign(@Nullable Organisation organisation, String host) {}

    DoorSign(Pool pool, InstantSource clock, String publicUrl) {
        this.pool = pool;
        this.organisations = new OrganisationStore(clock);
        this.clock = clock;
        this.host = Optional.ofNullable(URI.create(publicUrl).getAuthority()).orElse("");
    }

    /** The sign; never fails, as a page without a name is better than none. */
    Future<Sign> read() {
        Instant now = clock.instant();
        Read kept = last;
        if (kept.at().plus(KEPT).isAfter(now) && !kept.at().isAfter(now)) {
            return Future.succeededFuture(kept.sign());
        }
        return organisations
                .only(pool)
                .map(only -> new Sign(only.orElse(null), host))
                .onSuccess(sign -> last = new Read(now, sign))
                .otherwise(new Sign(null, host));
    }
}
