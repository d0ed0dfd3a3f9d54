package org.relais.template;

import java.util.Map;

/** A button as composed: its label in several languages. */
public sealed interface SpecButton {
    /** What the payloads of Relais' own buttons begin with; every other one is an organiser's. */
    String RESERVED = "r1:";

    /** By language; has at least the message's default language. */
    Map<String, String> labels();

    /**
     * An answer in one tap.
     *
     * @param payload comes back with the tap: 1 to 64 bytes of UTF-8 (Bot API, {@code callback_data})
     * @param acknowledgements what is said to who answers so, by language; empty: a text of Relais; they
     *     may hold variables of the person
     */
    record Reply(Map<String, String> labels, String payload, Map<String, String> acknowledgements)
            implements SpecButton {
        public Reply {
            labels = Map.copyOf(labels);
            acknowledgements = Map.copyOf(acknowledgements);
        }

        public Reply(Map<String, String> labels, String payload) {
            this(labels, payload, Map.of());
        }

        /** Whether an organiser composed it, so that who presses it answers a question of theirs. */
        public boolean isComposed() {
            return !payload.startsWith(RESERVED);
        }
    }

    /**
     * A request for the person's own phone number. Words may answer it as well: they are read as an answer with this payload.
     *
     * @param labels empty: it was answered, and the request goes away
     */
    record NumberRequest(Map<String, String> labels, String payload) implements SpecButton {
        /** Takes the request away. */
        public static final NumberRequest OVER = new NumberRequest(Map.of(), "");

        public NumberRequest {
            labels = Map.copyOf(labels);
        }
    }

    /**
     * A form that opens inside the app of the one channel that has it.
     *
     * @param payload comes back with what is filled in; words may name the button as well
     * @param form the platform's id of it
     */
    record Form(Map<String, String> labels, String payload, String form) implements SpecButton {
        public Form {
            labels = Map.copyOf(labels);
        }
    }

    /**
     * A way to a page.
     *
     * @param url http or https; may hold variables, whose values are percent-encoded unless they are the whole address
     */
    record Link(Map<String, String> labels, TextTemplate url) implements SpecButton {
        public Link {
            labels = Map.copyOf(labels);
        }
    }
}
