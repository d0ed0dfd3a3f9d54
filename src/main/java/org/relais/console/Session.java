package org.relais.console;

import org.relais.organisation.Actor;
import org.relais.organisation.Organisation;
import org.relais.organisation.Organiser;

/**
 * Somebody who is signed in.
 *
 * @param id of the session
 * @param formToken what every form of this session carries; made from the session's secret, so a foreign page can't
 *     know it
 */
record Session(long id, Organiser organiser, Organisation organisation, String formToken) {
    Actor actor() {
        return Actor.organiser(organiser);
    }
}
