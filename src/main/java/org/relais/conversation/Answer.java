package org.relais.conversation;

import java.util.List;
import org.relais.template.MessageSpec;

/**
 * What a part says to a reply that was its own.
 *
 * @param messages sent in this order to the address the reply came from; empty: heard, and nothing to say
 * @param storedIds messages of table {@code message} that follow them: for what is the same message for everybody, such
 *     as one that volunteers pass on
 */
public record Answer(List<MessageSpec> messages, List<Long> storedIds) {
    public Answer {
        messages = List.copyOf(messages);
        storedIds = List.copyOf(storedIds);
    }

    public Answer(List<MessageSpec> messages) {
        this(messages, List.of());
    }

    public static Answer of(MessageSpec... messages) {
        return new Answer(List.of(messages));
    }

    /** A message that is stored already. */
    public static Answer stored(long messageId) {
        return new Answer(List.of(), List.of(messageId));
    }

    public static Answer silent() {
        return new Answer(List.of());
    }

    /** Whether there is nothing to say. */
    public boolean isSilent() {
        return messages.isEmpty() && storedIds.isEmpty();
    }
}
