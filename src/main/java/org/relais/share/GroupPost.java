package org.relais.share;

import org.relais.channel.MarkedText;

/**
 * A text to be posted in a group or a channel by hand: what is passed on, and the organisation's own join link.
 *
 * @param language of the text
 * @param link that it ends with
 */
public record GroupPost(String language, MarkedText text, String link) {}
