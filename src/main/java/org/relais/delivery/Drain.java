package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import org.relais.consent.StopEnforcer;

/** Cancels and waits, so that a stop can be answered. */
public final class Drain implements StopEnforcer {

    public Drain(Vertx vertx, Pool pool, InstantSource clock, Duration bound) {}

    @Override
    public Future<Enforced> enforce(long organisationId, long contactId) {
        throw new UnsupportedOperationException();
    }
}
