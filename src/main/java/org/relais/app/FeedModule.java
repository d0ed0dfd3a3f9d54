package org.relais.app;

import java.time.Duration;
import java.util.List;
import org.relais.api.ApiRoutes;
import org.relais.api.FeedApi;
import org.relais.feed.Feed;
import org.relais.feed.FeedSequencer;

/** What other programs are told of. */
final class FeedModule implements FeatureModule {
    /** What nobody reads has its place after it. */
    private static final Duration PLACING = Duration.ofSeconds(5);

    private final FeedSequencer sequencer;
    private final Feed feed;

    FeedModule(ServiceContext context) {
        this.sequencer = new FeedSequencer(context.pool(), context.clock());
        this.feed = new Feed(context.vertx(), context.pool(), sequencer, context.nanoTime());
    }

    @Override
    public List<ApiRoutes.Resource> apiResources() {
        return List.of(new FeedApi(feed));
    }

    @Override
    public void schedule(ScheduledTasks tasks) {
        tasks.every(PLACING, "places in the feed", sequencer::place)
                .every(Duration.ofHours(1), "the end of the feed", sequencer::prune);
    }
}
