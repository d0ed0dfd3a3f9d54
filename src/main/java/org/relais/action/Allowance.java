package org.relais.action;

/** Whether a volunteer may do one more unit of an action's work. */
public enum Allowance {
    MORE,
    /** The ceiling of today is reached. */
    NOT_TODAY,
    /** The ceiling in all is reached. */
    NO_MORE
}
