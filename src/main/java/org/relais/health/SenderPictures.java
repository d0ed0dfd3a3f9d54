package org.relais.health;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.relais.channel.Channel;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.MediaAnswer;
import org.relais.channel.MediaAnswer.Fetched;
import org.relais.channel.MediaAnswer.Reason;
import org.relais.channel.MediaAnswer.Refused;
import org.relais.organisation.Sender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pictures of senders, asked of their platforms when a sender is looked at and never when a page is. A platform that does
 * not answer here is no fault of the sender: what was known stays.
 */
final class SenderPictures {
    private static final Logger LOG = LoggerFactory.getLogger(SenderPictures.class);

    private final Pool pool;
    private final ChannelRegistry channels;
    private final InstantSource clock;
    private final PictureStore store = new PictureStore();

    SenderPictures(Pool pool, ChannelRegistry channels, InstantSource clock) {
        this.pool = pool;
        this.channels = channels;
        this.clock = clock;
    }

    /**
     * Asks the platform and keeps what it has. Never fails.
     *
     * @param rest nothing is asked when that was done so short a while ago
     */
    Future<Void> refresh(Sender sender, Duration rest) {
        Instant now = clock.instant();
        Optional<Channel> channel = channels.find(sender.channel());
        return channel.isEmpty()
                ? Future.succeededFuture()
                : store.ask(pool, sender, now, now.minus(rest))
                        .compose(due -> due
                                ? channel.get()
                                        .picture(sender.externalId(), SenderPicture.MOST)
                                        .compose(answer -> keep(sender, answer))
                                : Future.<Void>succeededFuture())
                        .onFailure(fault -> LOG.warn("the picture of sender {} is not known", sender.id(), fault))
                        .otherwiseEmpty();
    }

    private Future<Void> keep(Sender sender, MediaAnswer answer) {
        if (answer instanceof Fetched fetched) {
            Optional<SenderPicture> picture = SenderPicture.of(fetched.bytes());
            return picture.isEmpty()
                    ? untouched(sender, Reason.ODD)
                    : store.save(pool, sender, picture.get().bytes());
        }
        Reason reason = ((Refused) answer).reason();
        return reason == Reason.GONE ? store.save(pool, sender, null) : untouched(sender, reason);
    }

    private static Future<Void> untouched(Sender sender, Reason reason) {
        LOG.debug("the picture of sender {} was not to be had: {}", sender.id(), reason);
        return Future.succeededFuture();
    }

    /** Empty when it has none, or is none of the organisation's. */
    Future<Optional<SenderPicture>> find(long organisationId, long senderId) {
        return store.find(pool, organisationId, senderId).map(found -> found.flatMap(SenderPicture::of));
    }
}
