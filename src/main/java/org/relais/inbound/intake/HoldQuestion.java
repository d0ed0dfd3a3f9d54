package org.relais.inbound.intake;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.DialogueExit;

/**
 * The buttons of the one question of a hold, "shall we stop?". Its stop button is a stop whoever presses it and
 * whenever; its other buttons end only the hold whose ledger event they name. Where a dialogue was open, one of them does
 * there what the words may have meant.
 */
public final class HoldQuestion {
    private static final String PART = "hold";
    /** Part of the buttons that say how often. */
    public static final String PACE = "pace";

    private static final String CONTINUE = "continue";
    private static final String LEAVE = "leave";

    public static final ButtonPayload STOP = ButtonPayload.of(PART, "stop");
    /** Leaves the calls of whoever has none, and wishes for none: the team sees it, and all else goes on. */
    public static final ButtonPayload NO_CALLS = ButtonPayload.of(DialogueExit.CALLS, "none");

    private HoldQuestion() {}

    /**
     * The button that stops, of a question that was asked again so many times because its answers could not be read: the next
     * is worded by that.
     */
    public static ButtonPayload stop(int unread) {
        return unread == 0 ? STOP : ButtonPayload.of(PART, STOP.verb(), unread);
    }

    /** How often the question with this button had been asked in vain; 0 for any button that does not stop. */
    public static int unread(ButtonPayload payload) {
        return isStop(payload) ? (int) payload.id(0).orElse(0) : 0;
    }

    public static ButtonPayload goOn(long holdEventId) {
        return ButtonPayload.of(PART, CONTINUE, holdEventId);
    }

    /** Ends exactly this hold, and does in its dialogue what the words meant there. */
    public static ButtonPayload leave(long holdEventId, ButtonPayload exit) {
        return new ButtonPayload(
                PART,
                LEAVE,
                Stream.concat(
                                Stream.of(Long.toString(holdEventId), exit.part(), exit.verb()),
                                exit.arguments().stream())
                        .toList());
    }

    /** What the button does in the dialogue, when it is about exactly this hold. */
    public static Optional<ButtonPayload> exit(ButtonPayload payload, long holdEventId) {
        return payload.id(0).orElse(0) == holdEventId ? exit(payload) : Optional.empty();
    }

    /** The same whichever hold it is about, which may be over. */
    public static Optional<ButtonPayload> exit(ButtonPayload payload) {
        List<String> arguments = payload.arguments();
        return payload.is(PART, LEAVE) && arguments.size() > 2
                ? Optional.of(
                        new ButtonPayload(arguments.get(1), arguments.get(2), arguments.subList(3, arguments.size())))
                : Optional.empty();
    }

    /** Whether the button is one of a question that names a dialogue. */
    public static boolean isLeave(ButtonPayload payload) {
        return payload.is(PART, LEAVE);
    }

    /** The same, and not of one how often we may write. */
    public static boolean isOfDialogue(ButtonPayload payload) {
        return exit(payload).filter(exit -> !exit.part().equals(PACE)).isPresent();
    }

    /** Whether the button leaves the calls that somebody makes to others. */
    public static boolean isOfCalls(ButtonPayload payload) {
        return exit(payload)
                .filter(exit ->
                        exit.part().equals(DialogueExit.CALLS) && !exit.verb().equals(DialogueExit.REMOVE_SOMEBODY))
                .isPresent();
    }

    /** Whether the button is one of the question of exactly this hold; the one that stops is of every one's. */
    public static boolean isOf(ButtonPayload payload, long holdEventId) {
        return (payload.is(PART, CONTINUE) || payload.is(PART, LEAVE))
                && payload.id(0).orElse(0) == holdEventId;
    }

    /** Whether the button is one of any hold's question. */
    public static boolean isPart(ButtonPayload payload) {
        return payload.part().equals(PART);
    }

    public static boolean isStop(ButtonPayload payload) {
        return payload.is(PART, STOP.verb());
    }

    /** Whether the button asks to go on after exactly this hold. */
    public static boolean isGoOn(ButtonPayload payload, long holdEventId) {
        return payload.is(PART, CONTINUE) && payload.id(0).orElse(0) == holdEventId;
    }
}
