package org.relais.answer;

/** What somebody says to one label, from the weakest to the strongest: what is said of it twice counts as the stronger. */
enum LabelStance {
    /** More than that they take it: by itself it is asked about, beside one that is chosen it says why. */
    TOLD,
    /** They take it, with words beside it that may say something else. */
    TAKEN,
    /** They take it in so many words, or with none beside: of others may then be told why not. */
    CHOSEN,
    /** Not this one. */
    LEFT
}
