package org.relais.app;

import java.time.Duration;
import java.util.List;
import org.relais.api.ApiRoutes;
import org.relais.api.organisation.FeedApi;
import org.relais.api.organisation.WebhooksApi;
import org.relais.console.ConsoleFeature;
import org.relais.console.organisation.WebhookPages;
import org.relais.feed.Feed;
import org.relais.feed.FeedSequencer;
import org.relais.feed.webhook.WebhookClient;
import org.relais.feed.webhook.WebhookQueues;
import org.relais.feed.webhook.WebhookReceivers;
import org.relais.feed.webhook.WebhookSecrets;
import org.relais.feed.webhook.WebhookService;

/** What other programs are told of. */
final class FeedModule implements FeatureModule {
    /** What nobody reads has its place after it. */
    private static final Duration PLACING = Duration.ofSeconds(5);

    /** What happens is posted within it, or is found by another node. */
    private static final Duration POSTING = Duration.ofSeconds(1);

    private final ServiceContext context;
    private final FeedSequencer sequencer;
    private final Feed feed;
    private final WebhookSecrets secrets;
    private final WebhookService webhooks;

    FeedModule(ServiceContext context) {
        this.context = context;
        this.sequencer = new FeedSequencer(context.pool(), context.clock());
        this.feed = new Feed(context.vertx(), context.pool(), sequencer, Feed.SELDOM);
        feed.listen(context.database().notifications());
        this.secrets = new WebhookSecrets(context.config().security().linkKey());
        this.webhooks = new WebhookService(context.pool(), secrets, context.clock());
    }

    @Override
    public List<ApiRoutes.Resource> apiResources() {
        return List.of(new FeedApi(feed), new WebhooksApi(webhooks));
    }

    @Override
    public List<ConsoleFeature> consolePages() {
        return List.of(new WebhookPages(webhooks, context.clock()));
    }

    private WebhookQueues queues() {
        WebhookReceivers receivers = new WebhookReceivers(
                context.vertx(), context.config().security().privateReceivers());
        return new WebhookQueues(
                context.pool(), feed, new WebhookClient(context.vertx(), receivers), secrets, context.clock());
    }

    @Override
    public void schedule(ScheduledTasks tasks) {
        tasks.every(PLACING, "places in the feed", sequencer::place)
                .every(Duration.ofHours(1), "the end of the feed", sequencer::prune)
                .every(POSTING, "posts to webhooks", queues()::run);
    }
}
