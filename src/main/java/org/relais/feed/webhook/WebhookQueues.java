package org.relais.feed.webhook;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.relais.feed.Feed;
import org.relais.feed.FeedEvent;
import org.relais.feed.FeedPage;

/**
 * Queues of all webhooks, each in the order of the feed: what is next is posted until it is taken. A program that is away is
 * waited for as long as the feed keeps what it has missed. One that answers and will not have an event is asked for that one
 * alone; in the end the event is put aside, and its queue goes on. A node that dies after a post and before noting it leaves
 * the post to be made again: programs go by places, and skip what they have.
 */
public final class WebhookQueues {
    private static final int AT_ONCE = 16;
    private static final int PAGE = 100;

    /** From this attempt on events go one by one. */
    private static final int ALONE = 2;

    /** A refused event is put aside after so many; about half an hour. */
    private static final int MOST_ATTEMPTS = 10;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** Longer than a post; after it another node may take the webhook. */
    private static final Duration CLAIM = Duration.ofMinutes(1);

    private final WebhookStore store = new WebhookStore();
    private final Pool pool;
    private final Feed feed;
    private final WebhookClient client;
    private final WebhookSecrets secrets;
    private final InstantSource clock;

    public WebhookQueues(Pool pool, Feed feed, WebhookClient client, WebhookSecrets secrets, InstantSource clock) {
        this.pool = pool;
        this.feed = feed;
        this.client = client;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Tells everything there is to tell now; does nothing without {@code security.linkKey}. */
    public Future<Void> run() {
        return secrets.available() ? feed.settle().compose(settled -> round()) : Future.succeededFuture();
    }

    /** One page for each that is due, side by side; again while there were any. */
    private Future<Void> round() {
        Instant now = clock.instant();
        return store.claim(pool, now, now.plus(CLAIM), AT_ONCE)
                .compose(due -> due.isEmpty()
                        ? Future.succeededFuture()
                        : Future.join(due.stream().map(this::page).toList()).compose(all -> round()));
    }

    private Future<Void> page(Webhook webhook) {
        int limit = webhook.attempt() >= ALONE ? 1 : PAGE;
        return feed.page(new Feed.Query(webhook.organisationId(), webhook.position(), webhook.kinds(), limit))
                .compose(page -> webhook.position() < page.pruned()
                        ? missed(webhook, page)
                        : page.events().isEmpty()
                                ? store.taken(pool, webhook, page.next(), false, clock.instant())
                                : post(webhook, page));
    }

    /** What it was away for too long for is noted, and told of no more. */
    private Future<Void> missed(Webhook webhook, FeedPage page) {
        return store.refused(
                pool, webhook, new WebhookRefusal(webhook.id(), page.pruned(), "pruned", "too_late", clock.instant()));
    }

    /** What is posted of these. */
    static JsonObject body(List<FeedEvent> events) {
        return new JsonObject()
                .put(
                        "events",
                        new JsonArray(events.stream().map(FeedEvent::toJson).toList()));
    }

    private Future<Void> post(Webhook webhook, FeedPage page) {
        Instant now = clock.instant();
        Buffer body = body(page.events()).toBuffer();
        List<String> signing = webhook.signing(now).stream()
                .map(version -> secrets.secret(webhook.organisationId(), webhook.id(), version))
                .toList();
        String signature = WebhookSecrets.signature(signing, now.getEpochSecond(), body.getBytes());
        return client.post(URI.create(webhook.url()), signature, body).compose(answer -> settle(webhook, page, answer));
    }

    private Future<Void> settle(Webhook webhook, FeedPage page, WebhookClient.Answer answer) {
        Instant now = clock.instant();
        return switch (answer.verdict()) {
            case TAKEN -> store.taken(pool, webhook, page.next(), true, now);
            case AWAY -> store.failed(pool, webhook, answer.code(), now, again(webhook, now));
            case REFUSED ->
                webhook.attempt() + 1 < MOST_ATTEMPTS
                        ? store.failed(pool, webhook, answer.code(), now, again(webhook, now))
                        : store.refused(
                                pool, webhook, refusal(webhook, page.events().get(0), answer.code(), now));
        };
    }

    private static WebhookRefusal refusal(Webhook webhook, FeedEvent event, String code, Instant now) {
        return new WebhookRefusal(webhook.id(), event.position(), event.kind(), code, now);
    }

    private static Instant again(Webhook webhook, Instant now) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(webhook.attempt(), 10));
        return now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }
}
