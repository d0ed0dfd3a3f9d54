package org.relais.organisation;

/** Door by which an actor came in; the ledger keeps it as the source of what was done. */
public enum Door {
    API,
    CONSOLE,
    /** A command on the server's own machine. */
    COMMAND,
    /** The service itself, on nobody's behalf. */
    SERVICE
}
