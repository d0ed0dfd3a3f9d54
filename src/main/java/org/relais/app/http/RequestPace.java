package org.relais.app.http;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guard that closes a connection on which a request comes too slowly: a head must be complete within a period of its first byte, a
 * body within a period of its head unless it brings so many bytes in each. What we don't take in (the request is paused)
 * is not the sender's fault. Sets a timer only for requests that don't arrive at once; on the connection's event loop
 * only.
 */
final class RequestPace {
    private static final Logger LOG = LoggerFactory.getLogger(RequestPace.class);

    private final Channel channel;
    private final Limits limits;
    private boolean open;
    private boolean inHead = true;
    private long received;
    private @Nullable ScheduledFuture<?> timer;

    /**
     * @param period how long a head may take, and how often is looked at what a body brings
     * @param bytes that a body which is not complete must have brought in each period
     */
    record Limits(Duration period, long bytes) {
        /** A body of three megabytes may take six minutes. */
        static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), 80 * 1024);
    }

    RequestPace(Channel channel, Limits limits) {
        this.channel = channel;
        this.limits = limits;
    }

    void received(int bytes) {
        received += bytes;
    }

    /** There is a byte of a request. */
    void begun() {
        open = true;
    }

    void headEnded() {
        inHead = false;
        cancel();
    }

    /** The request has come to its end, or the connection. */
    void end() {
        open = false;
        inHead = true;
        cancel();
    }

    /** Nothing more is to be read for now. */
    void pause() {
        if (open && timer == null) {
            received = 0;
            timer = channel.eventLoop().schedule(this::look, limits.period().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        timer = null;
        if (inHead || tooSlow()) {
            String part = inHead ? "head" : "body";
            channel.close().addListener(closed -> LOG.debug("a connection was closed: a {} came too slowly", part));
        } else {
            pause();
        }
    }

    private boolean tooSlow() {
        return received < limits.bytes() && channel.config().isAutoRead();
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
