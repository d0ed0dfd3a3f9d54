package org.relais.inbound.reply;

import org.relais.database.SqlNamed;

/** What came of an inbox row, for those who look into what happened to a webhook. */
enum InboxOutcome implements SqlNamed {
    /** An answer was enqueued. */
    ANSWERED,
    /** It did what it says, and nothing was to be answered. */
    APPLIED,
    /** Kept for the organisers. */
    KEPT,
    /** It came too late to change anything. */
    LATE,
    /** Nothing to do about it. */
    IGNORED,
    /** It came to a sender that no organisation has. */
    UNKNOWN_SENDER,
    /** It became a stop, which has work of its own: not processed yet. */
    STOPPING,
    /** Given up after repeated faults. */
    DEAD;
}
