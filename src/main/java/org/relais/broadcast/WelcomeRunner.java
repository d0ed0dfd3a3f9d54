package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.audience.AudienceStore;
import org.relais.channel.ChannelRegistry;
import org.relais.task.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runner of the broadcasts that stay open: it enters who newly matches, and makes deliveries of those whose delay is over.
 * The lock of the broadcast lets one node at a time look, and a pause or a cancel waits for it. Who may be messaged is
 * asked when the delivery is made and again when it is claimed, as with every broadcast.
 */
public final class WelcomeRunner {
    private static final Logger LOG = LoggerFactory.getLogger(WelcomeRunner.class);
    private static final int PAGE = 1_000;

    private final Pool pool;
    private final LongConsumer wake;
    private final InstantSource clock;
    private final int pageSize;
    private final Expansion expansion;
    private final BroadcastRunStore store = new BroadcastRunStore();
    private final DeclarationStore declarations = new DeclarationStore();
    private final WelcomeSourceStore source = new WelcomeSourceStore();
    private final AudienceStore audiences = new AudienceStore();

    /** @param wake tells the engine that an organisation has something queued, after its commit */
    public WelcomeRunner(Pool pool, ChannelRegistry channels, LongConsumer wake, InstantSource clock) {
        this(pool, new Expansion(pool, channels, clock, PAGE), wake, clock, PAGE);
    }

    WelcomeRunner(Pool pool, Expansion expansion, LongConsumer wake, InstantSource clock, int pageSize) {
        this.pool = pool;
        this.wake = wake;
        this.clock = clock;
        this.expansion = expansion;
        this.pageSize = pageSize;
    }

    /** One look at every open one, to the end of what there is. */
    public Future<Void> look() {
        return store.open(pool).compose(this::lookAt);
    }

    private Future<Void> lookAt(List<Long> broadcastIds) {
        return Sequence.each(broadcastIds, broadcastId -> toTheEnd(broadcastId)
                .onFailure(fault ->
                        LOG.warn("the open broadcast {} waits for another look: {}", broadcastId, fault.getMessage()))
                .otherwise((Void) null));
    }

    private Future<Void> toTheEnd(long broadcastId) {
        return pool.withTransaction(transaction -> step(transaction, broadcastId))
                .compose(step -> {
                    if (step.queuedFor() != 0) {
                        wake.accept(step.queuedFor());
                    }
                    return step.more() ? toTheEnd(broadcastId) : Future.succeededFuture();
                });
    }

    /**
     * What one transaction came to.
     *
     * @param more whether there may be more to do at once
     * @param queuedFor the organisation for which something was queued; 0 for none
     */
    private record Step(boolean more, long queuedFor) {
        static final Step NOTHING = new Step(false, 0);
    }

    /** A page of who is new and a page of who is due. */
    private Future<Step> step(SqlClient transaction, long broadcastId) {
        return store.lock(transaction, broadcastId).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture(Step.NOTHING);
            }
            Broadcast broadcast = found.get().broadcast();
            if (broadcast.audience().equals(Audience.UNREADABLE)) {
                return store.standStill(transaction, broadcastId, "unreadable_audience")
                        .map(Step.NOTHING);
            }
            return undeclared(transaction, broadcast)
                    .compose(undeclared -> undeclared
                            ? store.standStill(transaction, broadcastId, "undeclared")
                                    .map(Step.NOTHING)
                            : source.lock(transaction, broadcastId).compose(cursor -> {
                                Look look = new Look(transaction, broadcast, cursor, clock.instant());
                                return enter(look).compose(more -> send(look, more));
                            }));
        });
    }

    /** Its organisation has come to have to say what its messages are since it was opened. */
    private Future<Boolean> undeclared(SqlClient transaction, Broadcast broadcast) {
        return broadcast.declaration() == null
                ? declarations.duty(transaction, broadcast.organisationId()).map(DeclarationStore.Duty::required)
                : Future.succeededFuture(false);
    }

    private record Look(SqlClient transaction, Broadcast broadcast, WelcomeSourceStore.Cursor cursor, Instant now) {}

    private Future<Boolean> enter(Look look) {
        Broadcast broadcast = look.broadcast();
        return source.next(look.transaction(), broadcast.organisationId(), look.cursor(), look.now(), pageSize)
                .compose(read -> ofTheAudience(look, read)
                        .compose(people -> source.enter(
                                look.transaction(),
                                broadcast.organisationId(),
                                broadcast.id(),
                                people,
                                look.cursor().rule(),
                                look.now()))
                        .compose(entered -> source.advance(
                                look.transaction(), broadcast.id(), look.cursor(), last(read), look.now(), entered))
                        .map(noted -> last(read) != null));
    }

    /** The last of a full page; null when there is nothing behind it. */
    private WelcomeSourceStore.@Nullable Mark last(List<WelcomeSourceStore.Candidate> read) {
        return read.size() < pageSize ? null : read.get(read.size() - 1).mark();
    }

    private Future<List<WelcomeSourceStore.Candidate>> ofTheAudience(
            Look look, List<WelcomeSourceStore.Candidate> read) {
        List<WelcomeSourceStore.Candidate> matching =
                read.stream().filter(WelcomeSourceStore.Candidate::matches).toList();
        Audience audience = look.broadcast().audience();
        if (matching.isEmpty() || audience.isEveryone()) {
            return Future.succeededFuture(matching);
        }
        Set<Long> ids = matching.stream()
                .map(person -> Objects.requireNonNull(person.contactId()))
                .collect(Collectors.toSet());
        return audiences
                .page(
                        look.transaction(),
                        look.broadcast().organisationId(),
                        audience.among(ids),
                        0,
                        Long.MAX_VALUE,
                        ids.size())
                .map(Set::copyOf)
                .map(meant -> matching.stream()
                        .filter(person -> meant.contains(person.contactId()))
                        .toList());
    }

    private Future<Step> send(Look look, boolean more) {
        Broadcast broadcast = look.broadcast();
        return source.due(look.transaction(), broadcast.id(), look.cursor().rule(), look.now(), pageSize)
                .compose(due -> expansion
                        .enqueue(look.transaction(), broadcast, due.contactIds())
                        .map(queued -> new Step(
                                more || due.settled() == pageSize,
                                due.contactIds().isEmpty() ? 0 : broadcast.organisationId())));
    }
}
