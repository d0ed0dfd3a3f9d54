package org.relais.database;

import java.util.Optional;

/**
 * Whether what was committed, and so an answered stop, outlives a crash, and the loss of the server that it was committed on.
 *
 * @param fsync whether a commit is on the disk before it is answered
 * @param fullPageWrites whether a page that a crash left half written can be mended
 * @param synchronousCommit what our own commits wait for: our sessions ask for it, and this is what they were given
 * @param standbyNames {@code synchronous_standby_names}: which standbys a commit waits for; empty: none
 * @param standbys how many servers follow this one now for which commits wait; all that follow, for a role that may not see which
 */
public record Durability(
        boolean fsync, boolean fullPageWrites, String synchronousCommit, String standbyNames, long standbys) {

    /** Whether an answered stop is known to a standby, too, before it is answered, and no crash makes a server forget it. */
    public boolean survivesThePrimary() {
        return survivesACrash() && !standbyNames.isBlank();
    }

    /** Whether a commit can be confirmed at all now: one that waits for a standby that is away waits until it is back. */
    public boolean commitsNow() {
        return standbyNames.isBlank() || standbys > 0;
    }

    /** Whether what was committed outlives a crash of the server or of its machine. */
    public boolean survivesACrash() {
        return lossOfACrash().isEmpty();
    }

    /** What a crash alone takes, and the setting that lets it; empty when nothing. */
    private Optional<String> lossOfACrash() {
        if (!fsync) {
            return Optional.of("fsync is off: not even a crash of its machine is survived");
        }
        if (synchronousCommit.equals("off")) {
            return Optional.of("synchronous_commit is off: what was answered last is lost with any crash");
        }
        return fullPageWrites
                ? Optional.empty()
                : Optional.of(
                        "full_page_writes is off: what a crash leaves half written is lost with all that stood there");
    }

    /** One sentence for whoever runs the service. */
    public String words() {
        String asked = "an answered stop survives the loss of the primary: ";
        if (!survivesACrash()) {
            return asked + "no, because " + lossOfACrash().orElse("");
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
