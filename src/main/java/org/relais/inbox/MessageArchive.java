package org.relais.inbox;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A page of everything that people wrote, the newest first.
 *
 * @param kept by the message: the actions with which the answers are that have no words here
 * @param next where the next page begins; null where nothing older is left. A page may be shorter than it could be, or empty,
 *     and others may follow: of what is looked for there may be little among what was looked through
 */
public record MessageArchive(
        List<InboundMessage> messages, Map<Long, ThreadEntry.Understood> kept, @Nullable Long next) {
    /** Those to be listed: of several answers to the same action that follow each other one. */
    public List<InboundMessage> listed() {
        return IntStream.range(0, messages.size())
                .filter(at -> at == 0 || !isSameAnswer(messages.get(at - 1), messages.get(at)))
                .mapToObj(messages::get)
                .toList();
    }

    private boolean isSameAnswer(InboundMessage one, InboundMessage other) {
        ThreadEntry.Understood to = kept.get(other.id());
        return to != null && one.contactId() == other.contactId() && to.equals(kept.get(one.id()));
    }

    /** What is listed of it. */
    public enum View {
        ALL,
        NEW,
        READ,
        ANSWERED,
        /** Seen to by Relais: nobody had to read it. */
        UNDERSTOOD
    }

    /** @param words in the message or its writer's name, however they are written; empty for all */
    public record Filter(View view, String words) {}
}
