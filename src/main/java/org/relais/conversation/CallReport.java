package org.relais.conversation;

/** What a volunteer's words may say of the person they were given to call. */
public enum CallReport {
    /** How the call went: nobody answered, the number is wrong, no interest. */
    RESULT,
    /** The person called wishes no more calls or messages. */
    REMOVAL,
    /** They ask where their number comes from. */
    ORIGIN
}
