package org.relais.database;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wait at the start until a server of the database takes writes; says what it waits for: once when it begins, then
 * once a minute. What waiting does not mend (a wrong password, no such database, a certificate) fails at once.
 */
final class ServerWait {
    private static final Logger LOG = LoggerFactory.getLogger(ServerWait.class);
    private static final long LOOK_AGAIN_MILLIS = 500;
    private static final long SAY_AGAIN_NANOS = Duration.ofMinutes(1).toNanos();

    private final Vertx vertx;
    private final DatabaseAddress address;
    private final long patienceNanos;
    private final PrimaryLocator locator;
    private final Promise<Void> found = Promise.promise();
    private final long begun = System.nanoTime();
    private long saidAt;
    private boolean said;

    /** @param patience how long to wait at most; {@link Database#FOR_EVER} */
    static Future<Void> until(Vertx vertx, DatabaseAddress address, Duration patience) {
        ServerWait wait = new ServerWait(vertx, address, patience);
        wait.look();
        return wait.found.future();
    }

    private ServerWait(Vertx vertx, DatabaseAddress address, Duration patience) {
        this.vertx = vertx;
        this.address = address;
        this.patienceNanos =
                patience.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0 ? patience.toNanos() : Long.MAX_VALUE;
        this.locator = new PrimaryLocator(vertx, address);
    }

    private void look() {
        locator.look().onSuccess(this::judge);
    }

    private void judge(PrimaryLocator.Found answers) {
        if (answers.primary().isPresent()) {
            found.complete();
        } else if (answers.lasting().isPresent()) {
            Throwable fault = answers.lasting().get();
            found.fail(new UnfitDatabaseException(address + " refuses us: " + fault.getMessage(), fault));
        } else if (System.nanoTime() - begun >= patienceNanos) {
            found.fail(new NoPrimaryException("no server of " + address + " takes writes: " + answers.words()));
        } else {
            say(answers.words());
            vertx.setTimer(LOOK_AGAIN_MILLIS, timer -> look());
        }
    }

    private void say(String words) {
        long now = System.nanoTime();
        if (!said || now - saidAt >= SAY_AGAIN_NANOS) {
            said = true;
            saidAt = now;
            LOG.warn("waiting for a server of {} that takes writes: {}", address, words);
        }
    }
}
