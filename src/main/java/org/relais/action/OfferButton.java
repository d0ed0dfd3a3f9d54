package org.relais.action;

/**
 * A button under an offer.
 *
 * @param verb what the button says to the core: {@code no} declines, everything else takes part
 * @param textKey of its label among the texts, at most 20 characters in every language
 */
public record OfferButton(String verb, String textKey) {
    public static final String YES = "yes";
    public static final String NO = "no";
}
