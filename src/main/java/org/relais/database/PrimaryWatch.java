package org.relais.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.relais.config.DatabaseUrl.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watch over which of several servers is the primary; says when that has changed. A single server is taken as it is.
 * Safe for use from any thread.
 */
final class PrimaryWatch {
    private static final Logger LOG = LoggerFactory.getLogger(PrimaryWatch.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Duration SEARCH_EVERY = Duration.ofMillis(500);
    private static final long SAY_AGAIN_NANOS = Duration.ofMinutes(1).toNanos();

    /** A primary that does not answer once may be busy. */
    private static final int MOST_MISSES = 2;

    private final Vertx vertx;
    private final DatabaseAddress address;
    private final PrimaryLocator locator;
    private final Runnable changed;
    private boolean watching;
    private int misses;
    private long saidAt;
    private PrimaryLocator.@Nullable Answer primary;

    /** The last primary that there was; never given up for one that came before it. */
    private PrimaryLocator.@Nullable Answer latest;

    private @Nullable String missing;
    private @Nullable Future<PrimaryLocator.Found> looking;

    /** @param changed run when connections to the server so far are no good any more */
    PrimaryWatch(Vertx vertx, DatabaseAddress address, Runnable changed) {
        this.vertx = vertx;
        this.address = address;
        this.locator = new PrimaryLocator(vertx, address);
        this.changed = changed;
    }

    /** Where to connect now; fails with {@link NoPrimaryException} while no server takes writes. */
    Future<Server> primary() {
        if (isSingle()) {
            return Future.succeededFuture(address.url().servers().get(0));
        }
        synchronized (this) {
            if (primary != null) {
                return Future.succeededFuture(primary.server());
            }
            if (missing != null) {
                return Future.failedFuture(new NoPrimaryException(missing));
            }
        }
        return look().compose(found -> found.primary()
                .map(answer -> Future.succeededFuture(answer.server()))
                .orElseGet(() -> Future.failedFuture(new NoPrimaryException(found.words()))));
    }

    synchronized void start() {
        if (!watching && !isSingle()) {
            watching = true;
            again();
        }
    }

    synchronized void stop() {
        watching = false;
    }

    private boolean isSingle() {
        return address.url().servers().size() == 1;
    }

    private void again() {
        look().onComplete(found -> {
            synchronized (this) {
                if (watching) {
                    vertx.setTimer((primary == null ? SEARCH_EVERY : LOOK_EVERY).toMillis(), timer -> again());
                }
            }
        });
    }

    /** Whoever asks meanwhile shares the look that is under way. */
    private synchronized Future<PrimaryLocator.Found> look() {
        if (looking == null) {
            looking = locator.look().map(this::found);
        }
        return looking;
    }

    private PrimaryLocator.Found found(PrimaryLocator.Found all) {
        boolean moved;
        PrimaryLocator.Found found;
        synchronized (this) {
            looking = null;
            found = all.since(latest);
            moved = found.primary().map(this::is).orElseGet(() -> isMissing(found));
        }
        if (moved) {
            changed.run();
        }
        return found;
    }

    /** Returns whether older connections are no good. */
    private boolean is(PrimaryLocator.Answer answer) {
        boolean same = primary != null && primary.isStill(answer);
        if (primary == null || !same) {
            LOG.info("the primary of {} is {}", address, answer.server());
        }
        boolean moved = primary != null && !same;
        primary = answer;
        latest = answer;
        missing = null;
        misses = 0;
        return moved;
    }

    private boolean isMissing(PrimaryLocator.Found found) {
        misses++;
        boolean lost = primary != null && (misses >= MOST_MISSES || found.saysReadOnly(primary.server()));
        if (lost || primary == null) {
            primary = null;
            say(found.words());
        }
        return lost;
    }

    /** Once when it begins, then once a minute. */
    private void say(String words) {
        long now = System.nanoTime();
        if (missing == null || now - saidAt >= SAY_AGAIN_NANOS) {
            saidAt = now;
            LOG.warn("waiting for a server of {} that takes writes: {}", address, words);
        }
        missing = words;
    }
}
