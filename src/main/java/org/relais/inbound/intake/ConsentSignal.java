package org.relais.inbound.intake;

import org.jspecify.annotations.Nullable;

/**
 * What an event says about consent, before anything is looked up.
 *
 * @param rule rule that decided, for the ledger
 * @param language of the words; null when unknown
 * @param dialogueWord whether they mean something else to whoever stands in a dialogue
 */
record ConsentSignal(ConsentEffectKind effect, String rule, @Nullable String language, boolean dialogueWord) {

    ConsentSignal(ConsentEffectKind effect, String rule, @Nullable String language) {
        this(effect, rule, language, false);
    }

    ConsentSignal inDialogue(boolean word) {
        return new ConsentSignal(effect, rule, language, word);
    }
}
