package org.relais.delivery;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.relais.channel.Channel;
import org.relais.channel.OutboundMessage;
import org.relais.channel.SendOutcome;
import org.relais.consent.ConsentGate;
import org.relais.delivery.MessageRenderer.PreparedMessage;
import org.relais.delivery.MessageRenderer.Rendered;
import org.relais.delivery.Settlement.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what was claimed, at once, and hands what came of it to the {@link Settler}. One event loop. */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final ConsentGate gate;
    private final RetryPolicy policy;
    private final Reactions reactions;
    private final Settler settler;
    private final InstantSource clock;

    Dispatcher(ConsentGate gate, RetryPolicy policy, Reactions reactions, Settler settler, InstantSource clock) {
        this.gate = gate;
        this.policy = policy;
        this.reactions = reactions;
        this.settler = settler;
        this.clock = clock;
    }

    /** What the sender's loop learns of each request. */
    interface Heard {
        void outcome(Taken taken, SendOutcome outcome);
    }

    /**
     * Sends one delivery.
     *
     * @param message null when its message could not be read now: it is tried again
     */
    void dispatch(Taken taken, Channel channel, Map<Long, PreparedMessage> messages, Heard heard) {
        PreparedMessage message = messages.get(taken.messageId());
        if (message == null) {
            later(taken, "message_unreadable", clock.instant().plus(Reactions.STAND));
            return;
        }
        Rendered rendered = render(taken, message, channel);
        if (rendered instanceof Rendered.Ready ready) {
            send(taken, channel, ready.message(), ready.mention(), heard);
        } else if (rendered instanceof Rendered.Refused refused) {
            ended(taken, refused.reason());
        }
    }

    /** Not now, and through no fault of its own; nothing was sent. */
    void later(Taken taken, String reason, Instant notBefore) {
        settler.add(new Settler.Item(
                taken,
                Settlement.later(taken.id(), taken.recipient().claim().attempt(), reason, notBefore, false),
                false,
                () -> {}));
    }

    private void ended(Taken taken, String reason) {
        settler.add(new Settler.Item(
                taken,
                Settlement.ended(taken.id(), taken.recipient().claim().attempt(), State.FAILED, reason),
                false,
                () -> {}));
    }

    private static Rendered render(Taken taken, PreparedMessage message, Channel channel) {
        try {
            return message.render(taken.recipient(), channel);
        } catch (RuntimeException fault) {
            LOG.error("delivery {} can't be rendered", taken.id(), fault);
            return new Rendered.Refused("render_fault");
        }
    }

    private void send(Taken taken, Channel channel, OutboundMessage message, boolean mention, Heard heard) {
        channel.send(gate.permit(taken.recipient().claim()), message)
                .otherwise(fault -> SendOutcome.of(SendOutcome.Kind.UNKNOWN, "channel_fault"))
                .onSuccess(outcome -> settle(taken, outcome, mention && taken.spacedMention(), heard));
    }

    private void settle(Taken taken, SendOutcome outcome, boolean noteMention, Heard heard) {
        Instant now = clock.instant();
        heard.outcome(taken, outcome);
        settler.add(new Settler.Item(
                taken, policy.settlement(taken.tried(), outcome, now), noteMention, () -> react(taken, outcome, now)));
    }

    private void react(Taken taken, SendOutcome outcome, Instant now) {
        reactions
                .react(
                        new Reactions.Subject(
                                taken.id(),
                                taken.recipient().claim().sender(),
                                taken.messageId(),
                                taken.recipient().claim().contactId(),
                                taken.recipient().claim().address()),
                        outcome,
                        now)
                .onFailure(
                        fault -> LOG.error("what {} asks for could not be done: {}", outcome.code(), fault.toString()));
    }
}
