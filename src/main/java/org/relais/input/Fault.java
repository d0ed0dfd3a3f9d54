package org.relais.input;

/**
 * One thing that is wrong with what somebody sent us.
 *
 * @param field path of the field, as {@code body.fr} or {@code buttons[1].label.en}
 * @param message what is wrong and what would be right; quotes no personal data
 */
public record Fault(String field, String message) {

    /** The same fault of a document that stands inside another one. */
    public Fault under(String prefix) {
        return new Fault(field.isEmpty() ? prefix : prefix + "." + field, message);
    }

    @Override
    public String toString() {
        return field + ": " + message;
    }
}
