package org.relais.consent.stopword;

/** The answer to a question that is open between us and a person. */
public enum Affirmation {
    YES,
    NO,
    /** Neither, both, or too long to be sure of: ask again rather than guess. */
    NEITHER
}
