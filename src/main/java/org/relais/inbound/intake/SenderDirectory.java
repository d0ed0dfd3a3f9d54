package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderStore;

/**
 * Which sender of which organisation an event came to, asked for every event and so remembered for some seconds, and not
 * beyond a change of the senders or of the database's server: one that was removed may be another organisation's now. A sender that is not found is
 * asked for again each time: it may have been added just now.
 */
public final class SenderDirectory {
    private static final Duration KEPT = Duration.ofSeconds(10);

    private final SenderStore senders;
    private final InstantSource clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private final LongSupplier version;

    private record Known(Sender sender, long version, Instant until) {}

    /** @param version another one whenever the senders, or the server that was asked, may have changed */
    public SenderDirectory(SenderStore senders, InstantSource clock, LongSupplier version) {
        this.senders = senders;
        this.clock = clock;
        this.version = version;
    }

    /** The sender; empty when no organisation has it. */
    public Future<Optional<Sender>> find(SqlClient client, String channel, String externalId) {
        String key = channel + ':' + externalId;
        Known found = known.get(key);
        long current = version.getAsLong();
        if (found != null && found.version() == current && clock.instant().isBefore(found.until())) {
            return Future.succeededFuture(Optional.of(found.sender()));
        }
        return senders.find(client, channel, externalId).onSuccess(sender -> remember(key, current, sender));
    }

    private void remember(String key, long current, Optional<Sender> sender) {
        sender.ifPresentOrElse(
                present -> known.put(
                        key, new Known(present, current, clock.instant().plus(KEPT))),
                () -> known.remove(key));
    }
}
