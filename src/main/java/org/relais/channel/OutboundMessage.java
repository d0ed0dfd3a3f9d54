package org.relais.channel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rendered message, ready for one address of one channel. */
public sealed interface OutboundMessage {

    /** Free-form text with buttons; a channel that can't show a button writes it as a numbered line instead. */
    record Text(String text, List<TextStyle> styles, List<Button> buttons, @Nullable String imageUrl)
            implements OutboundMessage {
        public Text {
            styles = List.copyOf(styles);
            buttons = List.copyOf(buttons);
        }

        public Text(String text, List<Button> buttons, @Nullable String imageUrl) {
            this(text, List.of(), buttons, imageUrl);
        }

        /** The text with the marks of its styles. */
        public String marked() {
            return new MarkedText(text, styles).marked();
        }

        public static Text of(String text) {
            return new Text(text, List.of(), null);
        }
    }

    /**
     * A template approved by the platform (WhatsApp, outside the 24 h window).
     *
     * @param parameters values of the body's variables, in order
     * @param parameterNames their names, in the same order; empty where they are counted
     * @param buttonPayloads payloads of quick-reply buttons, in order
     * @param imageUrl for a template with an image header
     * @param marketing whether the platform is known to call it that
     */
    record Template(
            String name,
            String language,
            List<String> parameters,
            List<String> parameterNames,
            List<String> buttonPayloads,
            @Nullable String imageUrl,
            boolean marketing)
            implements OutboundMessage {
        public Template(
                String name,
                String language,
                List<String> parameters,
                List<String> parameterNames,
                List<String> buttonPayloads,
                @Nullable String imageUrl) {
            this(name, language, parameters, parameterNames, buttonPayloads, imageUrl, false);
        }

        public Template(
                String name,
                String language,
                List<String> parameters,
                List<String> buttonPayloads,
                @Nullable String imageUrl) {
            this(name, language, parameters, List.of(), buttonPayloads, imageUrl);
        }

        public Template(String name, String language, List<String> parameters, List<String> buttonPayloads) {
            this(name, language, parameters, buttonPayloads, null);
        }

        public Template {
            parameters = List.copyOf(parameters);
            parameterNames = List.copyOf(parameterNames);
            if (!parameterNames.isEmpty() && parameterNames.size() != parameters.size()) {
                throw new IllegalArgumentException("either every parameter has a name or none");
            }
            buttonPayloads = List.copyOf(buttonPayloads);
        }

        /** The same, known as one or not. */
        public Template marketing(boolean isMarketing) {
            return new Template(name, language, parameters, parameterNames, buttonPayloads, imageUrl, isMarketing);
        }
    }

    /**
     * New text and buttons of a message sent before, where the platform lets us ({@link Features#editable()}).
     *
     * @param text null: only the buttons change
     */
    record Edit(String externalId, @Nullable String text, List<TextStyle> styles, List<Button> buttons)
            implements OutboundMessage {
        public Edit {
            styles = List.copyOf(styles);
            buttons = List.copyOf(buttons);
        }

        public Edit(String externalId, String text, List<Button> buttons) {
            this(externalId, text, List.of(), buttons);
        }

        /** The buttons alone. */
        public static Edit buttons(String externalId, List<Button> buttons) {
            return new Edit(externalId, null, List.of(), buttons);
        }
    }

    /**
     * A sign under a message of the person's, in place of a message of its own, where the platform lets us ({@link
     * Channel#hasSigns()}).
     *
     * @param externalId what they wrote, or that they pressed a button
     * @param pressed our message whose button they pressed; null for words
     */
    record Sign(String externalId, @Nullable String pressed, String emoji) implements OutboundMessage {
        /** The one that says that something is noted; both platforms know it. */
        public static final String NOTED = "👍";
    }
}
