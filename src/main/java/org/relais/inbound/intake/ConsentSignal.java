package org.relais.inbound.intake;

import org.jspecify.annotations.Nullable;

/**
 * What an event says about consent, before anything is looked up.
 *
 * @param rule rule that decided, for the ledger
 * @param language of the words; null when unknown
 */
record ConsentSignal(ConsentEffectKind effect, String rule, @Nullable String language) {}
