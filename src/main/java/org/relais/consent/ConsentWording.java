package org.relais.consent;

import java.time.Instant;

/**
 * A text that people agree to, in one version; it never changes once approved.
 *
 * @param name what it is for: join, first_contact …
 * @param version from 1, per name and language
 * @param approvedBy organiser or token
 */
public record ConsentWording(
        String name, int version, String language, String text, String approvedBy, Instant approvedAt) {

    /** What a consent event carries as its wording, and the proof looks up: {@code join@3/fr}. */
    public String reference() {
        return name + "@" + version + "/" + language;
    }
}
