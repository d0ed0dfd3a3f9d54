package org.relais.action;

import java.util.Optional;

/** What came of a step in an action's life. */
public sealed interface ActionChange {

    /** It was taken; the action as it is now. */
    record Done(Action action) implements ActionChange {}

    /** The action is not in a state from which this step leads anywhere, or somebody changed it meanwhile. */
    record Refused(Action action) implements ActionChange {}

    /** The organisation has no such action. */
    record Missing() implements ActionChange {}

    /** What comes of a step that can't be taken. */
    static ActionChange refused(Optional<Action> found) {
        return found.<ActionChange>map(Refused::new).orElseGet(Missing::new);
    }
}
