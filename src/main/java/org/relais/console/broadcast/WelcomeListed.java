package org.relais.console.broadcast;

import org.relais.broadcast.Progress;
import org.relais.broadcast.Welcome;

/**
 * A broadcast that stays open, in the list.
 *
 * @param rule in the reader's words
 */
public record WelcomeListed(Welcome welcome, Progress progress, String rule) {}
