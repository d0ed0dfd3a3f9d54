package org.relais.inbound.reply;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.ledger.EventSource;

/**
 * Where the data of a person come from.
 *
 * @param told in an organiser's words; null when they noted none
 * @param source by which door the person came
 * @param since when
 */
record ContactOrigin(@Nullable String told, EventSource source, Instant since) {}
