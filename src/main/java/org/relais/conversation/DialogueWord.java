package org.relais.conversation;

/**
 * A word that means something to whoever stands in a dialogue. The first three are a stop to everybody else: what was meant
 * is asked, and until it is answered the person is held.
 */
public enum DialogueWord {
    /** This call, this correction, for now: "pause", "fin", "quit". */
    LEAVE,
    /** My place, my part: "annuler", "cancel". */
    GIVE_UP,
    /** Somebody, from the list: "retirer". */
    REMOVE,
    /** The question before: "retour", "back". */
    BACK,
    /** No answer to this question: "passer", "skip". */
    SKIP
}
