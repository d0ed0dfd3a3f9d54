package org.relais.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** How many more different people may be written to in the rolling 24 hours of a portfolio's tier. */
final class DailyRecipientLimit {
    static final Duration LENGTH = Duration.ofHours(24);

    private final long limit;
    private final Deque<SentRecipient> order = new ArrayDeque<>();
    private final Map<Long, Instant> last = new HashMap<>();
    private int reserved;

    private record SentRecipient(long contactId, Instant at) {}

    /**
     * @param limit different people in 24 hours; {@link Long#MAX_VALUE} for no limit, and then nothing is remembered
     */
    DailyRecipientLimit(long limit) {
        this.limit = limit;
    }

    boolean limited() {
        return limit != Long.MAX_VALUE;
    }

    /** Reserves room for up to {@code want} people, each of whom may be new. */
    int reserve(int want, Instant now) {
        if (!limited()) {
            return want;
        }
        forget(now);
        int granted = (int) Math.max(0, Math.min(want, limit - last.size() - reserved));
        reserved += granted;
        return granted;
    }

    void release(int granted) {
        if (limited()) {
            reserved -= granted;
        }
    }

    void sent(long contactId, Instant at) {
        if (limited()) {
            last.put(contactId, at);
            order.addLast(new SentRecipient(contactId, at));
        }
    }

    /** When the first of those that fill the window leaves it; {@code now} when there is room. */
    Instant roomAt(Instant now) {
        forget(now);
        SentRecipient oldest = order.peekFirst();
        return oldest == null || last.size() + reserved < limit
                ? now
                : oldest.at().plus(LENGTH);
    }

    private void forget(Instant now) {
        Instant horizon = now.minus(LENGTH);
        for (SentRecipient oldest = order.peekFirst();
                oldest != null && !oldest.at().isAfter(horizon);
                oldest = order.peekFirst()) {
            order.removeFirst();
            last.remove(oldest.contactId(), oldest.at());
        }
    }
}
