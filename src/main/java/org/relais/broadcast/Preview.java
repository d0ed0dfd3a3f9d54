package org.relais.broadcast;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.channel.Button;
import org.relais.channel.MarkedText;
import org.relais.channel.TextStyle;

/**
 * What one person would read on one channel, or why they would get nothing.
 *
 * @param from who it comes from, as the platform shows people
 * @param language of the body
 * @param windowOpen whether it is what people get who wrote a short while ago, or what the others get; always true where
 *     the channel has no such window
 * @param text everything the person reads; empty when refused
 * @param styles of the text
 * @param template name of the platform's template that carries it; null for free-form text
 * @param length UTF-16 units
 * @param limit most UTF-16 units possible
 * @param refusal why it can't be sent; null when it can
 */
public record Preview(
        String channel,
        From from,
        String language,
        boolean windowOpen,
        String text,
        List<TextStyle> styles,
        List<Button> buttons,
        @Nullable String imageUrl,
        @Nullable String template,
        int length,
        int limit,
        @Nullable String refusal) {
    /**
     * A sender as its platform shows it.
     *
     * @param name null while the platform has not said any
     * @param pictured id of the sender whose picture is known; null while none is
     */
    public record From(@Nullable String name, @Nullable Long pictured) {
        static final From UNKNOWN = new From(null, null);
    }

    public Preview {
        styles = List.copyOf(styles);
        buttons = List.copyOf(buttons);
    }

    /** The text in pieces of one style each. */
    public List<MarkedText.Piece> pieces() {
        return new MarkedText(text, styles).pieces();
    }
}
