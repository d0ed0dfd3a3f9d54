package org.relais.consent.stopword;

import org.jspecify.annotations.Nullable;

/**
 * A word, or a few, that mean something when they are a message of their own.
 *
 * @param language null when it belongs to none
 */
record Keyword(Kind kind, @Nullable String language) {
    /** How much of a message a keyword must be, and what it then means. */
    enum Kind {
        /** A stop as the message and as a clause of it. */
        STOP("stop", Intent.OPT_OUT),
        /** A stop as the message; as a clause of a longer one it may be. */
        SOFT("soft", Intent.OPT_OUT),
        /** An everyday word: a stop as the message only. */
        ALONE("alone", Intent.OPT_OUT),
        /** As the message it may be a stop. */
        HOLD("hold", Intent.HOLD),
        START("start", Intent.OPT_IN),
        HELP("help", Intent.HELP);

        private final String section;
        private final Intent intent;

        Kind(String section, Intent intent) {
            this.section = section;
            this.intent = intent;
        }

        /** Its name under {@code keywords} in a language file. */
        String section() {
            return section;
        }

        Intent intent() {
            return intent;
        }
    }
}
