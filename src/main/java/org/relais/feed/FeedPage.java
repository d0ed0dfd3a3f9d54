package org.relais.feed;

import java.util.List;

/**
 * One page of an organisation's feed.
 *
 * @param events in the order of their places
 * @param next behind which place the next page begins: all up to it has been read, whatever its kind
 * @param pruned the last place of what is not kept any more; whoever has read less far has missed something
 */
public record FeedPage(List<FeedEvent> events, long next, long pruned) {
    public FeedPage {
        events = List.copyOf(events);
    }
}
