package org.relais.action;

import org.relais.conversation.ButtonPayload;

/** Buttons of actions of every kind. */
public final class ActionButtons {
    /** The part of each of them. */
    public static final String PART = "act";

    public static final String SHOW = "show";
    public static final String DONE = "done";

    private ActionButtons() {}

    /** The button that says where somebody stands in an action. */
    public static ButtonPayload show(long actionId) {
        return ButtonPayload.of(PART, SHOW, actionId);
    }

    /** Key of the topic that an action is, also for the part of its type. */
    public static String topicKey(long actionId) {
        return PART + ' ' + actionId;
    }
}
