package org.relais.channel;

import java.util.List;

/**
 * A form of one screen that a person fills in without leaving the chat: what a platform is given to make it of.
 *
 * @param title above everything
 * @param send what is written on the button that sends what was filled in
 */
public record FormContent(String title, String send, List<Field> fields) {
    public FormContent {
        fields = List.copyOf(fields);
    }

    /**
     * One thing to fill in.
     *
     * @param name names the value when it comes back ({@link InboundEvent#fields}): a letter, then letters and digits
     * @param text what is asked, above the field
     * @param label beside the field, at most 20 UTF-16 units
     * @param hint how to answer, at most 80 UTF-16 units; empty for none
     * @param options of a choice; none for anything else
     * @param longest UTF-16 units of a value
     */
    public record Field(
            String name,
            String text,
            String label,
            String hint,
            Kind kind,
            List<Option> options,
            boolean required,
            int longest) {
        public Field {
            options = List.copyOf(options);
        }
    }

    /** What a field takes. */
    public enum Kind {
        /** One of its options, whose id comes back. */
        CHOICE,
        NUMBER,
        /** Words on one line. */
        LINE,
        /** Words on several lines. */
        TEXT
    }

    /** @param id comes back when it is chosen */
    public record Option(String id, String label) {}
}
