package org.relais.bench;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.List;
import org.relais.audience.ClosedWindows;
import org.relais.bench.measure.Observer;
import org.relais.consent.Purpose;
import org.relais.delivery.AudiencePage;
import org.relais.delivery.AudiencePageStore;

/**
 * Load of broadcasts to the people of a bench's database, by the service's own outbox. Blocks until the database has
 * done.
 */
final class BroadcastLoad {
    /** What {@link BareClient} sends as well. */
    static final String TEXT = Observer.MARK + " Bonjour Ada, nous nous retrouvons jeudi à 19 h à la maison de quartier"
            + " pour préparer la rentrée. Vous venez ? Les Voisins vous écrit car vous l'avez demandé. Répondez STOP pour"
            + " ne plus rien recevoir.";

    private static final String SPEC =
            """
            {"language": "fr", "body": {
             "fr": "%s Bonjour {{first_name|à vous}}, nous nous retrouvons jeudi à 19 h à la maison de quartier pour préparer la rentrée. Vous venez ?",
             "en": "%s Hello {{first_name|there}}, we meet on Thursday at 7 pm. Will you come?"}}
            """
                    .formatted(Observer.MARK, Observer.MARK);

    private static final int PAGE = 5_000;

    private final Pool pool;
    private final BenchStore store = new BenchStore();
    private final AudiencePageStore pages = new AudiencePageStore();

    BroadcastLoad(Pool pool) {
        this.pool = pool;
    }

    /** @param queued how many will be written to */
    record Prepared(long id, int queued) {}

    /** Queues a broadcast to people 1 to {@code people} that nobody sends yet. */
    @CanIgnoreReturnValue
    Prepared prepare(int people) {
        long organisation = organisation();
        long message = message(organisation);
        long broadcast = store.broadcast(pool, organisation, message, "paused").await();
        int queued = 0;
        for (long after = 0; after < people; ) {
            List<Long> page = store.contacts(pool, organisation, after, (int) Math.min(PAGE, people - after))
                    .await();
            queued += pages.enqueue(
                            pool,
                            new AudiencePage(
                                    organisation,
                                    broadcast,
                                    message,
                                    Purpose.BROADCAST,
                                    null,
                                    page,
                                    Instant.now(),
                                    null,
                                    ClosedWindows.NONE,
                                    null),
                            Instant.now())
                    .await();
            after = page.get(page.size() - 1);
        }
        return new Prepared(broadcast, queued);
    }

    long organisation() {
        return store.findOrganisation(pool).await();
    }

    long message(long organisation) {
        return store.message(pool, organisation, SPEC).await();
    }

    /** From now on it is sent. */
    void start(Prepared broadcast) {
        store.start(pool, broadcast.id()).await();
    }

    /** Whether the service still has work of its own with the people. */
    boolean backlog() {
        return store.backlog(pool).await();
    }

    /** Whether the service has not yet done with what came in and what it sends. */
    boolean busy() {
        return store.busy(pool).await();
    }

    /** How many deliveries of a broadcast have been read. */
    int read(long broadcast) {
        return store.read(pool, broadcast).await();
    }

    /** Deliveries by WhatsApp that are accepted already. */
    BenchStore.Accepted accepted(int deliveries) {
        long organisation = organisation();
        long message = message(organisation);
        return store.broadcast(pool, organisation, message, "paused")
                .compose(broadcast -> store.accepted(pool, organisation, broadcast, message, deliveries))
                .await();
    }

    BenchStore.Counts counts(Prepared broadcast) {
        return store.counts(pool, broadcast.id()).await();
    }
}
