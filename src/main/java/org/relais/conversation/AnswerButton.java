package org.relais.conversation;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.relais.conversation.words.TypedLabel;

/**
 * A button that an organiser composed, as it is named where an answer in words, a number or a choice between several
 * messages stands for it: by the delivery that it came with and its place among that message's answers. The payload of the
 * button itself is the organiser's and says nothing to us.
 */
public final class AnswerButton {
    /** The part that such answers belong to. */
    public static final String PART = "answer";

    private AnswerButton() {}

    /** @param place among the answers of the message, from 0 */
    static ButtonPayload of(long deliveryId, int place, String payload) {
        String verb = Optional.of(payload)
                .filter(said -> !TypedLabel.isLetter(said))
                .flatMap(ReplyWords::read)
                .map(reading -> switch (reading.meaning()) {
                    case YES -> "yes";
                    case NO -> "no";
                    case MAYBE -> "maybe";
                    case LATER -> "pick";
                })
                .orElse("pick");
        return ButtonPayload.of(PART, verb, deliveryId, place + 1);
    }

    /** The delivery that the button came with; empty for a button of another part. */
    public static OptionalLong delivery(ButtonPayload button) {
        return button.part().equals(PART) ? button.id(0) : OptionalLong.empty();
    }

    /** The button's place among the answers of its message, from 0. */
    public static OptionalInt place(ButtonPayload button) {
        OptionalLong number = button.id(1);
        return number.isPresent() && number.getAsLong() <= 100
                ? OptionalInt.of((int) number.getAsLong() - 1)
                : OptionalInt.empty();
    }
}
