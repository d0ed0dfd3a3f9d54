package org.relais.console;

import java.util.Set;
import org.relais.organisation.Actor;
import org.relais.organisation.Organisation;
import org.relais.organisation.Organiser;

/**
 * Somebody who is signed in.
 *
 * @param id of the session
 * @param formToken what every form of this session carries; made from the session's secret, so a foreign page can't
 *     know it
 * @param actions those that a coordinator has been given
 */
record Session(long id, Organiser organiser, Organisation organisation, String formToken, Set<Long> actions) {
    Actor actor() {
        return Actor.organiser(organiser, actions);
    }
}
