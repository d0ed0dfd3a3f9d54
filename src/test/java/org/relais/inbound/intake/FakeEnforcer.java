package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.relais.consent.StopEnforcer;

/** Notes who is waited for, and lets a test say when the wait is over. */
public final class FakeEnforcer implements StopEnforcer {
    /** Every wait begun, by contact. */
    public final List<Long> asked = new CopyOnWriteArrayList<>();

    private final Map<Long, List<Promise<Enforced>>> held = new ConcurrentHashMap<>();
    private volatile boolean holding;
    private volatile boolean failing;
    private volatile List<Long> inFlight = List.of();

    /** From now on waits last until {@link #release}. */
    public void hold() {
        holding = true;
    }

    /** From now on waits fail. */
    public void fail(boolean fails) {
        failing = fails;
    }

    /** From now on waits end at their bound with these deliveries in flight. */
    public void inFlight(List<Long> deliveries) {
        inFlight = deliveries;
    }

    /** Ends the waits for everybody, and holds no more. */
    public void release() {
        List<List<Promise<Enforced>>> all;
        synchronized (this) {
            holding = false;
            all = new ArrayList<>(held.values());
            held.clear();
        }
        all.forEach(list -> list.forEach(promise -> promise.tryComplete(new Enforced(0, inFlight))));
    }

    /** One piece with {@link #release}: a wait that a test has seen begin is among those that it ends. */
    @Override
    public synchronized Future<Enforced> enforce(long organisationId, long contactId) {
        asked.add(contactId);
        if (failing) {
            return Future.failedFuture(new IllegalStateException("the database is gone"));
        }
        if (!holding) {
            return Future.succeededFuture(new Enforced(0, inFlight));
        }
        Promise<Enforced> promise = Promise.promise();
        held.computeIfAbsent(contactId, id -> new CopyOnWriteArrayList<>()).add(promise);
        return promise.future();
    }
}
