package org.relais.broadcast;

import org.relais.audience.Reach;

/**
 * Who would receive a draft sent now.
 *
 * @param reach who may be messaged and who not, by reason
 * @param outsideWindow how many of those who may would still get nothing, because the channel they are reached on asks
 *     for an approved template when they have not written lately, and the message has none
 */
public record Forecast(Reach reach, long outsideWindow) {}
