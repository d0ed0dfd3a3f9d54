package org.relais.inbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of everything that people wrote, the newest first.
 *
 * @param next where the next page begins; null where nothing older is left. A page may be shorter than it could be, or empty,
 *     and others may follow: of what is looked for there may be little among what was looked through
 */
public record MessageArchive(List<InboundMessage> messages, @Nullable Long next) {
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
