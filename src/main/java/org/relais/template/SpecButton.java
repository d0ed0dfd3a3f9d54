package org.relais.template;

import java.util.Map;

/** A button as composed: its label in several languages. */
public sealed interface SpecButton {

    /** By language; has at least the message's default language. */
    Map<String, String> labels();

    /**
     * An answer in one tap.
     *
     * @param payload comes back with the tap: 1 to 64 bytes of UTF-8 (Bot API, {@code callback_data})
     */
    record Reply(Map<String, String> labels, String payload) implements SpecButton {
        public Reply {
            labels = Map.copyOf(labels);
        }
    }

    /**
     * Opens a page.
     *
     * @param url http or https; may hold variables, whose values are percent-encoded unless they are the whole address
     */
    record Link(Map<String, String> labels, TextTemplate url) implements SpecButton {
        public Link {
            labels = Map.copyOf(labels);
        }
    }
}
