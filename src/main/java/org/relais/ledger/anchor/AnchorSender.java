package org.relais.ledger.anchor;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.relais.task.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sender of noted heads to every destination, again until each has them; knows which one has not since when. */
public final class AnchorSender {
    private static final Logger LOG = LoggerFactory.getLogger(AnchorSender.class);

    private final List<AnchorDestination> destinations;
    private final InstantSource clock;
    private final Map<String, Instant> failingSince = new ConcurrentHashMap<>();

    public AnchorSender(List<AnchorDestination> destinations, InstantSource clock) {
        this.destinations = List.copyOf(destinations);
        this.clock = clock;
    }

    public boolean hasDestinations() {
        return !destinations.isEmpty();
    }

    /** One after the other; what could not be sent now is sent the next time. Never fails. */
    public Future<Void> send() {
        return Sequence.each(destinations, this::send);
    }

    private Future<Void> send(AnchorDestination destination) {
        return destination
                .send()
                .onSuccess(sent -> sent(destination.name(), sent))
                .onFailure(fault -> failed(destination.name(), fault))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private void sent(String name, int heads) {
        Instant since = failingSince.remove(name);
        if (since != null) {
            LOG.info("ledger anchors go out by {} again, after {} of failing", name, since);
        }
        if (heads > 0) {
            LOG.debug("{} ledger anchors sent by {}", heads, name);
        }
    }

    private void failed(String name, Throwable fault) {
        boolean first = failingSince.putIfAbsent(name, clock.instant()) == null;
        if (first) {
            LOG.warn(
                    "ledger anchors can't go out by {}, to be tried again: {}: {}",
                    name,
                    fault.getClass().getSimpleName(),
                    fault.getMessage());
        }
    }

    /** By destination, {@code sent} or since when it takes nothing. */
    public JsonObject health() {
        JsonObject health = new JsonObject();
        for (AnchorDestination destination : destinations) {
            Instant since = failingSince.get(destination.name());
            health.put(destination.name(), since == null ? "sent" : "not taken since " + since);
        }
        return health;
    }
}
