package org.relais.api.imports;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * The content of a form's part, and whether it stands still: of a form that was cut off before the boundary that closes it,
 * the part neither ends nor fails.
 */
final class PartStream implements ReadStream<Buffer> {
    private final ReadStream<Buffer> part;
    private @Nullable Handler<Throwable> failed;
    private boolean paused;
    private boolean ended;
    private long moves;
    private long movesBefore = -1;

    PartStream(ReadStream<Buffer> part) {
        this.part = part;
    }

    boolean isEnded() {
        return ended;
    }

    /** Whether nothing came since the last time this was asked, although the reader wants it. */
    boolean standsStill() {
        boolean still = !paused && moves == movesBefore;
        movesBefore = moves;
        return still;
    }

    /** Tells the reader that nothing more will come. */
    void fail(Throwable fault) {
        if (failed != null) {
            failed.handle(fault);
        }
    }

    @Override
    public PartStream exceptionHandler(@Nullable Handler<Throwable> handler) {
        failed = handler;
        part.exceptionHandler(handler);
        return this;
    }

    @Override
    public PartStream handler(@Nullable Handler<Buffer> handler) {
        part.handler(
                handler == null
                        ? null
                        : chunk -> {
                            moves++;
                            handler.handle(chunk);
                        });
        return this;
    }

    @Override
    public PartStream endHandler(@Nullable Handler<Void> handler) {
        part.endHandler(end -> {
            ended = true;
            if (handler != null) {
                handler.handle(end);
            }
        });
        return this;
    }

    @Override
    public PartStream pause() {
        paused = true;
        part.pause();
        return this;
    }

    @Override
    public PartStream resume() {
        paused = false;
        moves++;
        part.resume();
        return this;
    }

    @Override
    public PartStream fetch(long amount) {
        paused = false;
        moves++;
        part.fetch(amount);
        return this;
    }
}
