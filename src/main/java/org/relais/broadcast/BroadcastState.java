package org.relais.broadcast;

import java.util.Set;
import org.relais.database.SqlNamed;

/**
 * Where a broadcast stands.
 *
 * <pre>
 * draft ⇄ scheduled ──(its time comes)──► expanding ──(everybody has a delivery)──► sending ──(none open)──► finished
 *   └──────────────────(send now)───────────►  ⇅                                      ⇅
 *                                            paused ◄────────────────────────────── paused
 * </pre>
 *
 * Everything but {@code finished} can become {@code cancelled}. Every arrow is one guarded statement of
 * {@link BroadcastStore}: two organisers, or an organiser and the runner, can't both take one.
 */
public enum BroadcastState implements SqlNamed {
    DRAFT,
    SCHEDULED,
    /** The audience is being turned into deliveries, page by page; the first ones are being sent already. */
    EXPANDING,
    SENDING,
    PAUSED,
    FINISHED,
    CANCELLED;

    /** What has started and may still send. */
    public static final Set<BroadcastState> RUNNING = Set.of(EXPANDING, SENDING);

    /** The state with this SQL name; throws {@link IllegalArgumentException} for any other text. */
    public static BroadcastState of(String sqlName) {
        return SqlNamed.of(BroadcastState.class, sqlName);
    }
}
