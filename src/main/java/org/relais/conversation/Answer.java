package org.relais.conversation;

import java.util.List;
import org.relais.template.MessageSpec;

/**
 * What a part says to a reply that was its own.
 *
 * @param messages sent in this order to the address the reply came from; empty: heard, and nothing to say
 */
public record Answer(List<MessageSpec> messages) {
    public Answer {
        messages = List.copyOf(messages);
    }

    public static Answer of(MessageSpec... messages) {
        return new Answer(List.of(messages));
    }

    public static Answer silent() {
        return new Answer(List.of());
    }
}
