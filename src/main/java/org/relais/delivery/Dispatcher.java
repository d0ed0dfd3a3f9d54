package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.relais.channel.Channel;
import org.relais.channel.OutboundMessage;
import org.relais.channel.SendOutcome;
import org.relais.consent.ConsentGate;
import org.relais.delivery.MessageRenderer.PreparedMessage;
import org.relais.delivery.MessageRenderer.Rendered;
import org.relais.delivery.Settlement.State;
import org.relais.delivery.Settlement.Wording;
import org.relais.task.RequestScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sender of what was claimed, at once; hands what came of it to the {@link Settler}. One event loop. */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** A database that is away is waited for, as by the settler; a contact that is gone is not. */
    private static final int STOP_TRIES = 150;

    private static final long STOP_AGAIN_MILLIS = 200;

    private final Vertx vertx;
    private final ConsentGate gate;
    private final Consequences consequences;
    private final Runnable answered;
    private final InstantSource clock;

    /**
     * What follows from a platform's answer.
     *
     * @param policy what becomes of the delivery
     * @param reactions what else is done
     * @param settler writes it down
     */
    record Consequences(RetryPolicy policy, Reactions reactions, Settler settler) {}

    /** @param answered run once for each delivery as soon as no request of it is open: its place is free from then on */
    Dispatcher(Vertx vertx, ConsentGate gate, Consequences consequences, Runnable answered, InstantSource clock) {
        this.vertx = vertx;
        this.gate = gate;
        this.consequences = consequences;
        this.answered = answered;
        this.clock = clock;
    }

    /** What the sender's loop learns of each request. */
    interface SendListener {
        /** @param settlement what becomes of the delivery */
        void outcome(ClaimedDelivery taken, SendOutcome outcome, Settlement settlement);
    }

    /**
     * Sends one delivery.
     *
     * @return whether a request begins, of which {@code heard} will be told
     */
    boolean dispatch(ClaimedDelivery taken, Channel channel, PreparedMessage message, SendListener heard) {
        Rendered rendered = render(taken, message, channel);
        if (rendered instanceof Rendered.Ready ready) {
            send(taken, channel, ready, heard);
            return true;
        }
        if (rendered instanceof Rendered.Refused refused) {
            ended(taken, refused.reason());
        }
        return false;
    }

    /**
     * Not now, and through no fault of its own; nothing was sent.
     *
     * @param notBefore when it is due again; null where it is its sender that waits, and it keeps its place
     */
    void later(ClaimedDelivery taken, String reason, @Nullable Instant notBefore) {
        consequences
                .settler()
                .add(new Settler.Item(
                        taken,
                        Settlement.later(taken.id(), taken.recipient().claim().attempt(), reason, notBefore, false),
                        false,
                        () -> {}));
        answered.run();
    }

    /** Its claim lasts no longer, or nobody can tell; nothing was sent, and it keeps its place. */
    void expired(ClaimedDelivery taken) {
        later(taken, "permit_expired", null);
    }

    private void ended(ClaimedDelivery taken, String reason) {
        consequences
                .settler()
                .add(new Settler.Item(
                        taken,
                        Settlement.ended(taken.id(), taken.recipient().claim().attempt(), State.FAILED, reason),
                        false,
                        () -> {}));
        answered.run();
    }

    private static Rendered render(ClaimedDelivery taken, PreparedMessage message, Channel channel) {
        try {
            return message.render(taken.recipient(), channel);
        } catch (RuntimeException | StackOverflowError fault) {
            LOG.error("delivery {} can't be rendered", taken.id(), fault);
            return new Rendered.Refused("render_fault");
        }
    }

    private void send(ClaimedDelivery taken, Channel channel, Rendered.Ready ready, SendListener heard) {
        Attempt tried = taken.tried(ready.message() instanceof OutboundMessage.Sign);
        RequestScope.within(taken.request(), () -> handOver(taken, channel, ready.message()))
                .otherwise(fault -> SendOutcome.of(SendOutcome.Kind.UNKNOWN, "channel_fault"))
                .onSuccess(outcome -> {
                    LOG.debug("delivery {} sent by {}: {}", taken.id(), channel.kind(), outcome.kind());
                    RequestScope.outside(() -> settle(taken, tried, outcome, ready, heard));
                });
    }

    /** A fault of the channel's own is this delivery's: the others that were noted with it still begin. */
    private Future<SendOutcome> handOver(ClaimedDelivery taken, Channel channel, OutboundMessage message) {
        try {
            return channel.send(gate.permit(taken.recipient().claim()), message);
        } catch (RuntimeException | StackOverflowError fault) {
            LOG.error("delivery {} can't be handed over", taken.id(), fault);
            return Future.failedFuture(fault);
        }
    }

    private static @Nullable Wording wording(Rendered.Ready ready) {
        return ready.language() == null
                ? null
                : new Wording(ready.language(), ready.mention(), ready.message() instanceof OutboundMessage.Template);
    }

    private void settle(
            ClaimedDelivery taken, Attempt tried, SendOutcome outcome, Rendered.Ready ready, SendListener heard) {
        Instant now = clock.instant();
        boolean noteMention = ready.mention() && taken.spacedMention();
        Settlement settlement =
                consequences.policy().settlement(tried, outcome, now).of(wording(ready));
        heard.outcome(taken, outcome, settlement);
        if (outcome.kind() == SendOutcome.Kind.SUPPRESS || outcome.kind() == SendOutcome.Kind.PAUSE_SENDER) {
            reactFirst(new Settler.Item(taken, settlement, noteMention, () -> {}), outcome, now, STOP_TRIES);
        } else {
            consequences
                    .settler()
                    .add(new Settler.Item(taken, settlement, noteMention, () -> react(taken, outcome, now)));
        }
        answered.run();
    }

    /**
     * A stop that a platform told us is committed before its delivery is settled: a crash in between leaves it open. So is
     * the pause of a sender: what goes back to the queue must not be claimed again before it.
     */
    private void reactFirst(Settler.Item item, SendOutcome outcome, Instant now, int tries) {
        consequences.reactions().react(subject(item.taken()), outcome, now).onComplete(done -> {
            if (done.failed() && tries > 1) {
                vertx.setTimer(STOP_AGAIN_MILLIS, timer -> reactFirst(item, outcome, now, tries - 1));
                return;
            }
            if (done.failed()) {
                LOG.error(
                        "what {} asks for could not be committed: {}",
                        outcome.code(),
                        done.cause().toString());
            }
            consequences.settler().add(item);
        });
    }

    private void react(ClaimedDelivery taken, SendOutcome outcome, Instant now) {
        consequences
                .reactions()
                .react(subject(taken), outcome, now)
                .onFailure(
                        fault -> LOG.error("what {} asks for could not be done: {}", outcome.code(), fault.toString()));
    }

    private static Reactions.Subject subject(ClaimedDelivery taken) {
        return new Reactions.Subject(
                taken.id(),
                taken.recipient().claim().sender(),
                taken.messageId(),
                taken.recipient().claim().contactId(),
                taken.recipient().claim().address());
    }
}
