package org.relais.inbound;

import org.jspecify.annotations.Nullable;

/**
 * What an event says about consent, before anything is looked up.
 *
 * @param rule rule that decided, for the ledger
 * @param language of the words; null when unknown
 */
record Signal(Effect effect, String rule, @Nullable String language) {}
