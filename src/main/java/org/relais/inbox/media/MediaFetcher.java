package org.relais.inbox.media;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.MediaAnswer;
import org.relais.inbox.media.InboundMediaStore.Claimed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Worker that fetches what people sent, after the webhook was answered, and tries again for hours; then an organiser may.
 * Any number of nodes share the work. To fetch is no message to anybody, so a stop does not end it.
 */
public final class MediaFetcher {
    /** What WhatsApp lets people send as voice or film; Telegram lets bots take 20 MB. */
    public static final int MOST_BYTES = 16 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(MediaFetcher.class);
    /** Longer than a channel takes for both of its requests. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofHours(6));
    /** A picture that can't be cleaned. */
    private static final String UNCLEAN = "format";

    private static final int AT_ONCE = 3;
    private static final int REMOVED_AT_ONCE = 100;

    private final Vertx vertx;
    private final Pool pool;
    private final ChannelRegistry channels;
    private final InstantSource clock;
    private final InboundMediaStore store = new InboundMediaStore();

    public MediaFetcher(Vertx vertx, Pool pool, ChannelRegistry channels, InstantSource clock) {
        this.vertx = vertx;
        this.pool = pool;
        this.channels = channels;
        this.clock = clock;
    }

    /** Fetches all that is due now. */
    public Future<Void> fetch() {
        return Future.join(Stream.generate(this::next).limit(AT_ONCE).toList()).mapEmpty();
    }

    /** Removes what was kept for longer than its organisation keeps people of whom nothing is heard. */
    public Future<Void> removeOld() {
        return store.remove(pool, clock.instant(), REMOVED_AT_ONCE)
                .compose(count -> count == 0 ? Future.succeededFuture() : removeOld());
    }

    private Future<Void> next() {
        Instant now = clock.instant();
        return store.claim(pool, now, now.plus(LEASE))
                .compose(claimed -> claimed.isEmpty()
                        ? Future.succeededFuture()
                        : fetch(claimed.get()).compose(done -> next()));
    }

    private Future<Void> fetch(Claimed claimed) {
        return channels.find(claimed.channel())
                .map(channel -> channel.fetch(claimed.sender(), claimed.fileId(), MOST_BYTES))
                .orElseGet(() -> Future.succeededFuture(MediaAnswer.of(MediaAnswer.Reason.NO_SENDER)))
                .compose(answer -> answer instanceof MediaAnswer.Fetched fetched
                        ? keep(claimed, fetched.bytes())
                        : refused(claimed, (MediaAnswer.Refused) answer));
    }

    private Future<Void> keep(Claimed claimed, Buffer bytes) {
        Optional<MediaType> type = MediaType.of(bytes);
        if (type.isEmpty()) {
            return store.fail(pool, claimed, UNCLEAN, null, false);
        }
        // Sixteen megabytes are too long for an event loop.
        return vertx.executeBlocking(() -> Metadata.removed(type.get(), bytes), false)
                .transform(cleaned -> cleaned.failed()
                        ? store.fail(pool, claimed, UNCLEAN, null, false)
                        : store.keep(pool, claimed, type.get(), cleaned.result()));
    }

    private Future<Void> refused(Claimed claimed, MediaAnswer.Refused refused) {
        String reason = refused.reason().name().toLowerCase(Locale.ROOT);
        LOG.info("what came with message {} was not fetched: {}", claimed.messageId(), reason);
        boolean again = refused.reason() != MediaAnswer.Reason.TOO_LARGE;
        return store.fail(pool, claimed, reason, refused.again() ? nextAt(claimed.attempt()) : null, again);
    }

    private @Nullable Instant nextAt(int attempt) {
        return attempt > PAUSES.size() ? null : clock.instant().plus(PAUSES.get(attempt - 1));
    }
}
