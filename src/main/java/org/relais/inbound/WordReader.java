package org.relais.inbound;

import org.jspecify.annotations.Nullable;

/** What a person's words mean; pure and quick, called on the event loop. */
public interface WordReader {

    Reading read(String text);

    /** Whether the words say yes or no to a question that is open; null when neither. */
    @Nullable
    Boolean affirmation(String text);

    /**
     * @param rule name of the rule that decided, for the ledger; empty for none
     * @param language of the rule; null when it belongs to no single one
     */
    record Reading(Intent intent, String rule, @Nullable String language) {
        public static final Reading NONE = new Reading(Intent.NONE, "", null);
    }

    /** What is meant. */
    enum Intent {
        OPT_OUT,
        OPT_IN,
        HELP,
        /** May be a stop: ask. */
        HOLD,
        NONE
    }
}
