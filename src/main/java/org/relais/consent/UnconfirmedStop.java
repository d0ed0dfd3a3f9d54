package org.relais.consent;

import org.jspecify.annotations.Nullable;

/**
 * A stop whose confirmation the caller may enqueue, and nobody else.
 *
 * @param ledgerEventId of the stop
 * @param question which question the stop was the answer to; null when it was none
 * @param language of the words that stopped, or in which the question was asked; null when unknown
 */
public record UnconfirmedStop(long ledgerEventId, @Nullable String question, @Nullable String language) {}
