package org.relais.organisation;

import java.util.List;

/**
 * Organisations that share whom nobody of them may write to.
 *
 * @param sections in the order of their names
 */
public record Federation(long id, String name, List<Section> sections) {

    public Federation {
        sections = List.copyOf(sections);
    }

    /** An organisation of it. */
    public record Section(String slug, String name) {}
}
