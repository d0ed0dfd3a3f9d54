package org.relais.sandbox.world;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a phone does by itself when a message arrives.
 *
 * @param pattern found in the text of the message
 * @param text what is answered, or null
 * @param button label or data of the button that is pressed, or null; {@code *} = the first that answers
 * @param delayMillis how long the person takes
 * @param times how often it still applies; 0 = always
 * @param probability share of messages it applies to
 */
public record AutoReply(
        Pattern pattern,
        @Nullable String text,
        @Nullable String button,
        int delayMillis,
        int times,
        double probability) {
    /** The same, good for one time less. */
    public AutoReply used() {
        return new AutoReply(pattern, text, button, delayMillis, times - 1, probability);
    }
}
