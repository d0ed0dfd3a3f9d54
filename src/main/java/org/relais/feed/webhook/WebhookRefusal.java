package org.relais.feed.webhook;

import java.time.Instant;

/**
 * An event that a program refused again and again, and that was put aside.
 *
 * @param position its place in the feed
 * @param error a code: what the last attempt came to
 */
public record WebhookRefusal(long webhookId, long position, String kind, String error, Instant at) {}
