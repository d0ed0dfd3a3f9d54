package org.relais.audience;

import org.jspecify.annotations.Nullable;

/**
 * A free column of an organisation's people, as texts and audiences name it and as people read it.
 *
 * @param name the variable
 * @param title the heading of the file that it came with; null where none said it
 * @param example what stands there of somebody; null where nobody lately added has it
 */
public record FreeColumn(String name, @Nullable String title, @Nullable String example) {
    /** What people call it. */
    public String label() {
        return label(name, title);
    }

    /** The same of a column that is known by its name, and perhaps a title. */
    public static String label(String name, @Nullable String title) {
        return title != null ? title : name.replace('_', ' ');
    }
}
