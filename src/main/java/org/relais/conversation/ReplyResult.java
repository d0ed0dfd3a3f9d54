package org.relais.conversation;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.template.MessageSpec;

/**
 * What a part says to a reply that was its own.
 *
 * @param messages sent in this order to the address the reply came from; empty: heard, and nothing to say
 * @param tick a button to be ticked where it was pressed; null for none
 * @param storedIds messages of table {@code message} that go before them: for what is the same message for everybody,
 *     such as one that volunteers pass on
 * @param noted whether the one message only says that something is noted: where the organisation says less, a sign does
 * @param actionId the action in whose course it is said, and which it costs; null for none, and for several
 */
public record ReplyResult(
        List<MessageSpec> messages, List<Long> storedIds, @Nullable Tick tick, boolean noted, @Nullable Long actionId) {
    public ReplyResult {
        messages = List.copyOf(messages);
        storedIds = List.copyOf(storedIds);
    }

    public ReplyResult(List<MessageSpec> messages) {
        this(messages, List.of());
    }

    public ReplyResult(List<MessageSpec> messages, List<Long> storedIds) {
        this(messages, storedIds, null);
    }

    public ReplyResult(List<MessageSpec> messages, List<Long> storedIds, @Nullable Tick tick) {
        this(messages, storedIds, tick, false, null);
    }

    /**
     * A tick on a button of a message sent before, where the platform lets us change it.
     *
     * @param shown what stands for it among the messages to the person
     */
    public record Tick(long deliveryId, String payload, MessageSpec shown) {}

    public static ReplyResult of(MessageSpec... messages) {
        return new ReplyResult(List.of(messages));
    }

    /** Says no more than that something is noted. */
    public static ReplyResult noted(MessageSpec message) {
        return new ReplyResult(List.of(message), List.of(), null, true, null);
    }

    public static ReplyResult silent() {
        return new ReplyResult(List.of());
    }

    /** This, and then what another says, which ticks nothing. */
    public ReplyResult and(ReplyResult other) {
        return new ReplyResult(
                Stream.concat(messages.stream(), other.messages.stream()).toList(), storedIds, tick, false, actionId);
    }

    /** The same, said in the course of an action. */
    public ReplyResult about(long action) {
        return new ReplyResult(messages, storedIds, tick, noted, action);
    }

    /** Whether there is nothing to say. */
    public boolean isSilent() {
        return messages.isEmpty() && storedIds.isEmpty() && tick == null;
    }
}
