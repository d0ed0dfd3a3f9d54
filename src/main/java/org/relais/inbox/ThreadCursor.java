package org.relais.inbox;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far back a conversation has been read, in each of the tables it comes from: the smallest id that was shown, or more
 * than any when none was.
 */
public record ThreadCursor(long message, long delivery, long event, long answer, long handwritten) {
    /** The present. */
    public static final ThreadCursor NOW =
            new ThreadCursor(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    /** Reads what {@link #toString} wrote; empty for anything else. */
    public static Optional<ThreadCursor> of(@Nullable String text) {
        if (text == null || !text.matches("\\d{1,19}(-\\d{1,19}){4}")) {
            return Optional.empty();
        }
        try {
            long[] ids =
                    Arrays.stream(text.split("-")).mapToLong(Long::parseLong).toArray();
            return Optional.of(new ThreadCursor(ids[0], ids[1], ids[2], ids[3], ids[4]));
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    /** This one where it has been moved already, else just after an entry. */
    ThreadCursor justAfter(ThreadEntry entry) {
        ThreadCursor at = at(entry);
        return new ThreadCursor(
                after(message, at.message),
                after(delivery, at.delivery),
                after(event, at.event),
                after(answer, at.answer),
                after(handwritten, at.handwritten));
    }

    private static long after(long before, long at) {
        return before == Long.MAX_VALUE && at != Long.MAX_VALUE ? at + 1 : before;
    }

    /** Moved to an entry. */
    ThreadCursor at(ThreadEntry entry) {
        if (entry instanceof ThreadEntry.Received received) {
            return new ThreadCursor(received.id(), delivery, event, answer, handwritten);
        }
        if (entry instanceof ThreadEntry.Opened opened) {
            return new ThreadCursor(opened.id(), delivery, event, answer, handwritten);
        }
        if (entry instanceof ThreadEntry.Sent sent) {
            return new ThreadCursor(message, sent.id(), event, answer, handwritten);
        }
        if (entry instanceof ThreadEntry.Consent consent) {
            return new ThreadCursor(message, delivery, consent.id(), answer, handwritten);
        }
        if (entry instanceof ThreadEntry.Handwritten written) {
            return new ThreadCursor(message, delivery, event, answer, written.id());
        }
        return new ThreadCursor(message, delivery, event, ((ThreadEntry.Tapped) entry).id(), handwritten);
    }

    @Override
    public String toString() {
        return message + "-" + delivery + "-" + event + "-" + answer + "-" + handwritten;
    }
}
