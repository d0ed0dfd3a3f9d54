package org.relais.conversation;

/**
 * A word that means something to whoever stands in a dialogue, and a stop to everybody else. What was meant is asked; until
 * it is answered the person is held.
 */
public enum DialogueWord {
    /** This call, this correction, for now: "pause", "fin", "quit". */
    LEAVE,
    /** My place, my part: "annuler", "cancel". */
    GIVE_UP,
    /** Somebody, from the list: "retirer". */
    REMOVE
}
