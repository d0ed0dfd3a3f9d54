package org.relais.inbound;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.consent.intent.StopDetector;
import org.relais.consent.intent.Verdict;
import org.relais.conversation.ButtonPayload;

/**
 * Says of an event whether it may change consent: pure, so that it can be asked before anything is stored, and again
 * for a redelivery.
 *
 * <p>Not everything that looks like a yes is one here: an answer to an open question depends on the question, so it is
 * worked from the inbox. What means "stop" never waits for that.
 */
final class SignalReader {
    private final StopDetector detector;

    SignalReader(StopDetector detector) {
        this.detector = detector;
    }

    Optional<Signal> read(InboundEvent event) {
        boolean moved = event.kind() == InboundEvent.Kind.IDENTITY_CHANGED;
        if (event.group() && !moved || event.from().isEmpty()) {
            return Optional.empty();
        }
        return switch (event.kind()) {
            case TEXT, EDITED_TEXT -> ofText(event);
            case BUTTON -> ofButton(event);
            case PLATFORM_STOP -> Optional.of(new Signal(Effect.STOP, code(event), event.language()));
            case IDENTITY_CHANGED -> Optional.of(new Signal(Effect.IDENTITY, "platform", null));
            case CARD, UNSUPPORTED, STATUS, PLATFORM_RESUME, SENDER_ALERT, TEMPLATE_STATUS, OTHER -> Optional.empty();
        };
    }

    private Optional<Signal> ofText(InboundEvent event) {
        String text = event.text();
        String payload = event.startPayload();
        boolean edited = event.kind() == InboundEvent.Kind.EDITED_TEXT;
        if (payload != null && payload.isEmpty() && !edited && !event.forwarded()) {
            return Optional.of(new Signal(Effect.START, "start", event.language()));
        }
        if (text == null) {
            return Optional.empty();
        }
        Verdict verdict = detector.detect(text);
        return switch (verdict.intent()) {
            // Words passed on are somebody else's, and yet may be meant: that is what a hold is for.
            case OPT_OUT -> Optional.of(signal(event.forwarded() ? Effect.HOLD : Effect.STOP, verdict, event));
            case HOLD -> event.forwarded() ? Optional.empty() : Optional.of(signal(Effect.HOLD, verdict, event));
            // With a payload it is a join link, which has a question of its own.
            case OPT_IN ->
                edited || event.forwarded() || payload != null
                        ? Optional.empty()
                        : Optional.of(signal(Effect.START, verdict, event));
            case HELP, NONE -> Optional.empty();
        };
    }

    private Optional<Signal> ofButton(InboundEvent event) {
        String payload = event.buttonPayload();
        if (payload == null) {
            return ofLabel(event, event.text());
        }
        Optional<ButtonPayload> own = ButtonPayload.parse(payload);
        if (own.isPresent()) {
            return own.filter(HoldQuestion::isStop).map(stop -> new Signal(Effect.STOP, "button", event.language()));
        }
        return stricter(ofLabel(event, payload), ofLabel(event, event.text()));
    }

    /** Of what a button carries and what it says, a stop beats a hold and a hold beats a start. */
    private static Optional<Signal> stricter(Optional<Signal> one, Optional<Signal> other) {
        return Stream.concat(one.stream(), other.stream()).min(Comparator.comparing(Signal::effect));
    }

    /** Quick replies of platform templates carry words of the organiser's choosing, such as STOP. */
    private Optional<Signal> ofLabel(InboundEvent event, @Nullable String label) {
        if (label == null) {
            return Optional.empty();
        }
        Verdict verdict = detector.detect(label);
        return switch (verdict.intent()) {
            case OPT_OUT -> Optional.of(signal(Effect.STOP, verdict, event));
            case HOLD -> Optional.of(signal(Effect.HOLD, verdict, event));
            case OPT_IN -> Optional.of(signal(Effect.START, verdict, event));
            case HELP, NONE -> Optional.empty();
        };
    }

    private static Signal signal(Effect effect, Verdict verdict, InboundEvent event) {
        return new Signal(effect, verdict.rule(), verdict.language() == null ? event.language() : verdict.language());
    }

    private static String code(InboundEvent event) {
        return event.errorCode() == null ? "platform" : event.errorCode();
    }
}
