package org.relais.consent.stopword;

/** What a reply asks of us, as far as consent is concerned. */
public enum Intent {
    /** Stop: nothing may be sent to this person any more. */
    OPT_OUT,
    /** Resume: the person asks to be written to (again). */
    OPT_IN,
    /** The person asks what this is and how to steer it. */
    HELP,
    /** May be a stop: send nothing, ask one question, show it to an organiser. */
    HOLD,
    /** An ordinary reply; consent is not touched. */
    NONE
}
