package org.relais.share;

/**
 * One volunteer's way to one shareable message.
 *
 * @param volunteerId contact id at the time the link was made; may have been merged into another since; 0: the
 *     organisation's own, for groups and channels
 */
public record ShareLink(long messageId, long volunteerId) {}
