package org.relais.metrics;

/**
 * What waits in the database, and what should not be as it is; the same from every node.
 *
 * @param queued deliveries of broadcasts that are queued
 * @param oldestDue seconds for which the longest waiting sender's next delivery has been due; 0 when none is
 * @param inbox events that nobody has worked on yet, {@link #MOST} when there are more
 * @param inboxOldest seconds since the oldest of them came; 0 when there is none
 * @param receipts as {@code inbox}, of statuses
 * @param stopsOwed stops that are stored and not yet answered for, on any node
 * @param unsealed consent events that the ledger's chains do not hold yet
 * @param sendersPaused senders that send nothing because somebody or their platform paused them
 * @param tokensFailing senders that alarm because their platform does not take their token
 * @param sendersSilent senders that alarm because webhooks of theirs don't come, or not all
 * @param nodes nodes that send
 */
record QueueFigures(
        long queued,
        double oldestDue,
        long inbox,
        double inboxOldest,
        long receipts,
        long stopsOwed,
        long unsealed,
        long sendersPaused,
        long tokensFailing,
        long sendersSilent,
        long nodes) {
    /** Counting ends here: more is too many, and counting them would cost what it measures. */
    static final int MOST = 10_000;

    static final QueueFigures NONE = new QueueFigures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
