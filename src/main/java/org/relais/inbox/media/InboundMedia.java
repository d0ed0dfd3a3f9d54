package org.relais.inbox.media;

import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent.Coordinates;
import org.relais.database.SqlNamed;

/**
 * What came with a message besides words, without its bytes.
 *
 * @param reason why it is not kept: a {@link org.relais.channel.MediaAnswer.Reason}, or {@code format}; null otherwise
 * @param type what its bytes are; null until they are kept
 * @param size bytes; 0 until they are kept
 * @param fileName as the person's device called it; null when it did not
 * @param coordinates of a place
 * @param again whether the platform can be asked once more
 */
public record InboundMedia(
        State state,
        @Nullable String reason,
        @Nullable MediaType type,
        int size,
        @Nullable String fileName,
        @Nullable Coordinates coordinates,
        boolean again) {

    /** How far it has come. */
    public enum State implements SqlNamed {
        /** To be fetched. */
        WAITING,
        KEPT,
        /** Could not be fetched, or may not be kept. */
        FAILED,
        /** Its time was over. */
        REMOVED
    }

    /** Whether a page may show it as what it is; everything else is a file to save. */
    public boolean shown() {
        return state == State.KEPT && type != null && type.shown();
    }
}
