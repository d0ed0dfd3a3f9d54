package org.relais.delivery;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sending of what is queued, on this node, as fast as the platforms allow. Owns the lifecycle; {@link DeliveryNode} works. */
public final class DeliveryEngine {
    private final Vertx vertx;
    private final EngineParts parts;
    private @Nullable Running running;

    private record Running(String deploymentId, DeliveryNode room) {}

    public DeliveryEngine(Vertx vertx, EngineParts parts) {
        this.vertx = vertx;
        this.parts = parts;
    }

    /** Begins to send. */
    public synchronized Future<Void> start() {
        if (running != null) {
            return Future.failedFuture(new IllegalStateException("the engine runs already"));
        }
        DeliveryNode room = new DeliveryNode(vertx, parts);
        return vertx.deployVerticle(room, new DeploymentOptions())
                .onSuccess(id -> began(new Running(id, room)))
                .mapEmpty();
    }

    /** Claims nothing more, waits (bounded by the HTTP timeout) for what is open, settles it, and gives its leases back. */
    public synchronized Future<Void> stop() {
        Running before = running;
        running = null;
        return before == null ? Future.succeededFuture() : vertx.undeploy(before.deploymentId());
    }

    /**
     * Says that something was queued, after its commit: looked at now instead of within half a second, on whichever
     * node paces the organisation's senders.
     */
    public void wake(long organisationId) {
        Running now;
        synchronized (this) {
            now = running;
        }
        if (now != null) {
            now.room().post(organisationId);
        }
    }

    /**
     * How much of what it could this node claims.
     *
     * @param limit most deliveries that may be claimed and not settled; less than {@code most} while the node can't keep up
     */
    public record Load(int limit, int most) {
        public boolean reduced() {
            return limit < most;
        }
    }

    /** Empty while the engine does not run. */
    public synchronized Optional<Load> load() {
        return Optional.ofNullable(running).map(now -> now.room().load());
    }

    private synchronized void began(Running now) {
        running = now;
    }
}
