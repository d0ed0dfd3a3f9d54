package org.relais.database;

/**
 * Whether what was committed, and so an answered stop, outlives the loss of the server that it was committed on.
 *
 * @param fsync whether a commit is on the disk before it is answered
 * @param fullPageWrites whether a page that a crash left half written can be mended
 * @param standbyNames {@code synchronous_standby_names}: which standbys a commit waits for; empty: none
 * @param standbys how many servers follow this one now
 */
public record Durability(boolean fsync, boolean fullPageWrites, String standbyNames, long standbys) {

    /** Whether an answered stop is known to a standby, too, before it is answered. */
    public boolean survivesThePrimary() {
        return fsync && !standbyNames.isBlank();
    }

    /** Whether a commit can be confirmed at all now: one that waits for a standby that is away waits until it is back. */
    public boolean commitsNow() {
        return standbyNames.isBlank() || standbys > 0;
    }

    /** Whether a crash of the server or its machine alone can lose what was committed. */
    public boolean survivesACrash() {
        return fsync && fullPageWrites;
    }

    /** One sentence for whoever runs the service. */
    public String words() {
        String asked = "an answered stop survives the loss of the primary: ";
        if (!fsync) {
            return asked + "no, because fsync is off: not even a crash of its machine is survived";
        }
        if (standbyNames.isBlank()) {
            return asked + "no, because commits wait for no standby (synchronous_standby_names is empty)";
        }
        return asked
                + (standbys > 0
                        ? "yes, because commits wait for " + standbyNames
                        : "yes, because commits wait for " + standbyNames + ", of which none is there: until one is,"
                                + " nothing is answered");
    }
}
