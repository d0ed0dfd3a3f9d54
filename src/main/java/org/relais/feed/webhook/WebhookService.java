package org.relais.feed.webhook;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.feed.FeedEvent;
import org.relais.feed.FeedKind;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;

/** Webhooks made, changed and removed by owners; each deed leaves an audit row in its transaction. */
public final class WebhookService {
    /** Most characters of an address. */
    public static final int LONGEST_URL = 500;

    /** Most webhooks of one organisation. */
    public static final int MOST = 20;

    private final WebhookStore store = new WebhookStore();
    private final Pool pool;
    private final WebhookSecrets secrets;
    private final AuditStore audit;
    private final InstantSource clock;

    public WebhookService(Pool pool, WebhookSecrets secrets, InstantSource clock) {
        this.pool = pool;
        this.secrets = secrets;
        this.audit = new AuditStore(clock);
        this.clock = clock;
    }

    /** A new secret, which is shown once. */
    public record Issued(long id, String secret) {}

    /** Whether webhooks can be made here: there is a key for their secrets. */
    public boolean possible() {
        return secrets.available();
    }

    /** Whether a text is an address that can be posted to: http or https, with a host, without user or fragment. */
    public static boolean isAddress(String text) {
        try {
            URI url = new URI(text);
            return text.length() <= LONGEST_URL
                    && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null
                    && url.getPort() <= 65_535;
        } catch (URISyntaxException noAddress) {
            return false;
        }
    }

    public Future<List<Webhook>> all(long organisationId) {
        return store.all(pool, organisationId);
    }

    /** What was put aside, the newest first. */
    public Future<List<WebhookRefusal>> refusals(long organisationId) {
        return store.refusals(pool, organisationId, 100);
    }

    /**
     * Makes one that is told of what happens from now on; empty when the organisation has {@link #MOST} already.
     *
     * @param kinds names of feed kinds; none for all
     */
    public Future<Optional<Issued>> create(Actor actor, String url, List<String> kinds) {
        long organisationId = actor.organisationId();
        return actor.permitted(Permission.ACCESS)
                .compose(permitted -> store.all(pool, organisationId))
                .compose(all -> all.size() >= MOST
                        ? Future.succeededFuture(Optional.empty())
                        : pool.withTransaction(transaction -> store.create(
                                        transaction, organisationId, url, kinds, clock.instant(), actor.name())
                                .compose(id -> audit.write(
                                                transaction,
                                                actor,
                                                "webhook.create",
                                                "webhook:" + id,
                                                new JsonObject().put("kinds", new JsonArray(kinds)))
                                        .map(Optional.of(issued(organisationId, id, 1))))));
    }

    private Issued issued(long organisationId, long id, int version) {
        return new Issued(id, secrets.secret(organisationId, id, version));
    }

    /** Ends one with its queue; false when there is no such one. */
    public Future<Boolean> delete(Actor actor, long id) {
        return actor.permitted(Permission.ACCESS)
                .compose(permitted ->
                        pool.withTransaction(transaction -> store.delete(transaction, actor.organisationId(), id)
                                .compose(deleted ->
                                        audit.write(deleted, transaction, actor, "webhook.delete", "webhook:" + id))));
    }

    /** A new secret; the one before signs beside it for a day. Empty when there is no such webhook. */
    public Future<Optional<Issued>> renewSecret(Actor actor, long id) {
        long organisationId = actor.organisationId();
        return actor.permitted(Permission.ACCESS)
                .compose(permitted -> pool.withTransaction(
                        transaction -> store.renewSecret(transaction, organisationId, id, clock.instant())
                                .compose(version -> version.isEmpty()
                                        ? Future.succeededFuture(Optional.<Issued>empty())
                                        : audit.write(transaction, actor, "webhook.secret", "webhook:" + id)
                                                .map(Optional.of(issued(organisationId, id, version.get()))))));
    }

    /** Tells everything behind a place once more, 0 for all that is kept; false when there is no such webhook. */
    public Future<Boolean> replay(Actor actor, long id, long after) {
        return actor.permitted(Permission.ACCESS)
                .compose(permitted -> pool.withTransaction(transaction -> store.replay(
                                transaction, actor.organisationId(), id, after, clock.instant())
                        .compose(found -> audit.write(found, transaction, actor, "webhook.replay", "webhook:" + id))));
    }

    /** What a post looks like, by an invented stop of that moment, in lines for people to read. */
    public String example(Instant at) {
        Instant now = at.truncatedTo(ChronoUnit.SECONDS);
        JsonObject detail = new JsonObject()
                .put("ledgerEventId", 96)
                .put("occurredAt", now)
                .put("source", "reply")
                .put("class", ConsentClass.REGULAR.sqlName())
                .put("before", ConsentState.SUBSCRIBED.sqlName())
                .put("state", ConsentState.UNSUBSCRIBED.sqlName());
        return WebhookQueues.body(List.of(new FeedEvent(4_182, 57L, "crm-0042", FeedKind.STOP.sqlName(), now, detail)))
                .encodePrettily();
    }
}
