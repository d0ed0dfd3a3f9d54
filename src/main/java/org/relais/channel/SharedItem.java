package org.relais.channel;

import org.jspecify.annotations.Nullable;

/**
 * Something a person may pass on inside their app.
 *
 * @param id 1 to 64 bytes, of this offer alone: comes back once they have sent it ({@link InboundEvent.Kind#SHARED})
 * @param title what they choose it by
 * @param text what their friends read, links included
 * @param imageUrl picture shown above it; null for none
 */
public record SharedItem(String id, String title, String text, @Nullable String imageUrl) {}
