package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import org.relais.channel.SendOutcome;
import org.relais.contact.AddressId;
import org.relais.organisation.Sender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an outcome means beyond its delivery: for the sender, for what uses the template, for the person. The same for
 * an error in the reply and for one that a status webhook brings. Written to the database, where every node sees it.
 */
final class Reactions {
    private static final Logger LOG = LoggerFactory.getLogger(Reactions.class);
    static final Duration STAND = Duration.ofSeconds(2);

    private final Pool pool;
    private final PlatformStop platformStop;
    private final SendingListener sending;
    private final ReactionStore store = new ReactionStore();

    Reactions(Pool pool, PlatformStop platformStop, SendingListener sending) {
        this.pool = pool;
        this.platformStop = platformStop;
        this.sending = sending;
    }

    /** The delivery that an outcome belongs to. */
    record Subject(long deliveryId, Sender sender, long messageId, long contactId, AddressId address) {}

    /**
     * Does what the outcome asks for. A stop ({@link SendOutcome.Kind#SUPPRESS}) and the pause of a sender are to be
     * committed before their delivery is settled, everything else after it. Repeating it changes nothing.
     */
    Future<Void> react(Subject subject, SendOutcome outcome, Instant now) {
        return switch (outcome.kind()) {
            case ACCEPTED -> {
                sending.accepted(subject.sender().id());
                yield Future.succeededFuture();
            }
            case RETRY, NOT_BEGUN, UNKNOWN -> {
                sending.failed(subject.sender().id());
                yield Future.succeededFuture();
            }
            case WITHHELD, DELAY_PAIR, EXPIRED -> Future.succeededFuture();
            case THROTTLE_SENDER -> throttle(subject, outcome, now);
            case PAUSE_SENDER -> pause(subject, outcome);
            case STOP_TEMPLATE -> stopTemplate(subject, outcome).compose(stopped -> refused(subject, outcome));
            case REJECTED -> refused(subject, outcome);
            case UNREACHABLE -> unreachable(subject, outcome, now);
            case SUPPRESS ->
                platformStop.stop(
                        subject.sender().organisationId(),
                        subject.contactId(),
                        subject.address(),
                        outcome.code(),
                        subject.deliveryId(),
                        now);
        };
    }

    private Future<Void> refused(Subject subject, SendOutcome outcome) {
        return platformStop.refused(subject.sender(), subject.deliveryId(), outcome.code());
    }

    private Future<Void> unreachable(Subject subject, SendOutcome outcome, Instant now) {
        AddressId movedTo = outcome.movedTo();
        return movedTo == null
                ? store.unreachable(pool, subject.contactId(), subject.address(), outcome.code())
                        .mapEmpty()
                : platformStop.moved(subject.sender(), subject.address(), movedTo, subject.deliveryId(), now);
    }

    /** How long a throttled sender stands still. */
    static Duration standstill(SendOutcome outcome) {
        Duration asked = outcome.retryAfter();
        return asked == null ? STAND : asked;
    }

    private Future<Void> throttle(Subject subject, SendOutcome outcome, Instant now) {
        LOG.warn(
                "sender {} is too fast for its platform ({}), it stands still for {} s",
                subject.sender().id(),
                outcome.code(),
                standstill(outcome).toSeconds());
        return store.throttleSender(pool, subject.sender().id(), now.plus(standstill(outcome)))
                .mapEmpty();
    }

    private Future<Void> pause(Subject subject, SendOutcome outcome) {
        return store.pauseSender(pool, subject.sender().id(), outcome.code())
                .onSuccess(paused -> {
                    if (paused > 0) {
                        LOG.error(
                                "sender {} ({}) is paused: the platform answered {}; resume it once that is mended",
                                subject.sender().id(),
                                subject.sender().channel(),
                                outcome.code());
                    }
                })
                .mapEmpty();
    }

    private Future<Void> stopTemplate(Subject subject, SendOutcome outcome) {
        return store.stopTemplate(pool, subject.messageId(), outcome.code())
                .onSuccess(paused -> {
                    if (paused > 0) {
                        LOG.error(
                                "the platform refuses the template of message {} ({}); {} broadcasts are paused",
                                subject.messageId(),
                                outcome.code(),
                                paused);
                    }
                })
                .mapEmpty();
    }
}
