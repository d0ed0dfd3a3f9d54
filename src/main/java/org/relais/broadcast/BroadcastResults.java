package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.audience.AudienceFacetStore;
import org.relais.audience.AudienceNameStore;
import org.relais.delivery.RecipientStore;
import org.relais.task.KeptReading;
import org.relais.task.SharedReading;

/** What came of broadcasts: who got them, who answered what, what people did with them. Changes nothing. */
public final class BroadcastResults {
    /** Older ones are counted by day: their hours would be many, and nobody asks for them. */
    private static final Duration BY_HOUR = Duration.ofDays(14);

    private static final Duration AT_REST = Duration.ofSeconds(3);

    /** A large one is counted anew after as long, when somebody looks. */
    private static final Duration FRESH = Duration.ofSeconds(15);

    private static final Duration OLDEST = Duration.ofHours(1);

    /** Of a broadcast to more people what is counted from its deliveries takes longer than a page may. */
    private static final int SMALL = 10_000;

    private final Pool pool;
    private final Set<String> mute;
    private final InstantSource clock;
    private final RecipientStore recipients = new RecipientStore();
    private final ResultStore store = new ResultStore();
    private final BroadcastListStore list = new BroadcastListStore();
    private final AudienceNameStore names = new AudienceNameStore();
    private final AudienceFacetStore facets = new AudienceFacetStore();
    private final SharedReading<FunnelKey, List<Funnel.Count>> funnels;
    private final KeptReading<FunnelKey, List<Funnel.Count>> lastFunnels;
    private final KeptReading<ApartKey, RecipientStore.Apart> lastApart;

    /** @param createdAt as that of {@link FunnelKey} */
    private record ApartKey(long organisationId, long broadcastId, Instant createdAt) {}

    /**
     * What a funnel is counted by: that of one broadcast is the same for all who look at it in one time zone.
     *
     * @param createdAt because the id may be another broadcast's after a failover
     */
    record FunnelKey(long broadcastId, Instant createdAt, List<Long> messageIds, boolean daily, ZoneId zone) {}

    /**
     * @param mute channels whose platform never tells what was received and read
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public BroadcastResults(Vertx vertx, Pool pool, Set<String> mute, InstantSource clock, LongSupplier nanoTime) {
        this.pool = pool;
        this.mute = Set.copyOf(mute);
        this.clock = clock;
        this.funnels = new SharedReading<>(vertx, AT_REST, nanoTime, asked -> store.funnel(pool, asked));
        this.lastFunnels = new KeptReading<>(FRESH, clock, funnels::ask);
        this.lastApart = new KeptReading<>(
                Duration.ZERO, clock, key -> recipients.apart(pool, key.organisationId(), key.broadcastId()));
    }

    /**
     * Which people of a broadcast are meant; conditions that are null are none.
     *
     * @param answered only those whose answer counts
     * @param payload only those with this answer; {@code state} and {@code reason} are not asked then
     */
    public record Filter(@Nullable String state, @Nullable String reason, boolean answered, @Nullable String payload) {
        /** Everybody. */
        public static final Filter ALL = new Filter(null, null, false, null);

        /** Who gave this answer; null: any. */
        public static Filter answered(@Nullable String payload) {
            return new Filter(null, null, true, payload);
        }
    }

    /** Broadcasts with what came of each, as {@link BroadcastListStore#page} has them; without those that stay open. */
    public Future<List<BroadcastListStore.Listed>> page(
            long organisationId, BroadcastListStore.Filter filter, long before, int limit) {
        return list.page(pool, organisationId, filter, before, limit);
    }

    /** People of a broadcast in the order of their ids; paged as in {@link RecipientStore}. */
    public Future<List<RecipientStore.Entry>> people(
            long organisationId, long broadcastId, Filter filter, long after, int limit) {
        return filter.answered()
                ? recipients.answered(pool, organisationId, broadcastId, filter.payload(), after, limit)
                : recipients.of(
                        pool,
                        organisationId,
                        broadcastId,
                        new RecipientStore.Outcome(filter.state(), filter.reason()),
                        after,
                        limit);
    }

    /** A page of people of an outcome; null for any state, or any reason or none. Paged as in {@link RecipientStore#look}. */
    public Future<RecipientStore.Page> look(
            long organisationId, long broadcastId, RecipientStore.Outcome outcome, long after, int limit) {
        return recipients.look(pool, organisationId, broadcastId, outcome, after, limit);
    }

    /** The same, who did not get it last, each by name; of one that {@link #isSmall}. */
    public Future<RecipientStore.Page> byName(
            long organisationId, long broadcastId, RecipientStore.Outcome outcome, long after, int limit) {
        return recipients.byName(pool, organisationId, broadcastId, outcome, after, limit);
    }

    /** Whether what is counted from its deliveries is counted for whoever asks, in the time that a page has. */
    public static boolean isSmall(Progress progress) {
        return progress.recipients() <= SMALL;
    }

    /**
     * How many got it, gave none of its answers, and are not waited for: of one that is not small as it was last counted, at
     * most {@link #FRESH} ago, and counted anew behind it.
     */
    public Future<RecipientStore.Apart> apart(Broadcast broadcast, Progress progress) {
        return isSmall(progress)
                ? recipients.apart(pool, broadcast.organisationId(), broadcast.id())
                : lastApart
                        .ask(new ApartKey(broadcast.organisationId(), broadcast.id(), broadcast.createdAt()), FRESH)
                        .map(KeptReading.Kept::value);
    }

    /**
     * What people did after it had arrived. Counting reads every delivery of it: that is done for all who look at it
     * together, and after one count not again for {@link #AT_REST}, nor for three times as long as it took; who asks
     * meanwhile waits for the next.
     */
    public Future<Funnel> funnel(Broadcast broadcast, ZoneId zone) {
        FunnelKey key = key(broadcast, zone);
        return funnels.ask(key).map(counts -> shown(counts, key));
    }

    /** The same as it was last counted, at most an hour ago, and counted anew behind it; whoever is first waits. */
    public Future<KeptReading.Kept<Funnel>> lastFunnel(Broadcast broadcast, ZoneId zone) {
        FunnelKey key = key(broadcast, zone);
        return lastFunnels
                .ask(key, OLDEST)
                .map(last -> new KeptReading.Kept<>(shown(last.value(), key), last.at(), last.renewing()));
    }

    /** The same, counted for whoever asks: of few deliveries, which takes no longer than the rest of a page. */
    public Future<Funnel> smallFunnel(Broadcast broadcast, ZoneId zone) {
        FunnelKey key = key(broadcast, zone);
        return store.funnel(pool, key).map(counts -> shown(counts, key));
    }

    private Funnel shown(List<Funnel.Count> counts, FunnelKey key) {
        return key.daily() ? new Funnel(counts, true, mute) : Funnel.ofHours(counts, mute);
    }

    private FunnelKey key(Broadcast broadcast, ZoneId zone) {
        Instant start = broadcast.startedAt();
        boolean daily = start != null && start.plus(BY_HOUR).isBefore(clock.instant());
        return new FunnelKey(broadcast.id(), broadcast.createdAt(), texts(broadcast), daily, zone);
    }

    private static List<Long> texts(Broadcast broadcast) {
        return Stream.of(broadcast.messageId(), broadcast.variantId())
                .filter(Objects::nonNull)
                .toList();
    }

    /** The same for each of its two texts; empty for a broadcast that has one. */
    public Future<Optional<VariantResults>> variants(Broadcast broadcast) {
        return broadcast.variantId() == null
                ? Future.succeededFuture(Optional.empty())
                : store.variants(pool, broadcast.id(), texts(broadcast), mute).map(Optional::of);
    }

    /** What these broadcasts asked, by id; those of others are left out. */
    public Future<Map<Long, QuestionAsked>> asked(long organisationId, Collection<Long> broadcastIds) {
        return broadcastIds.isEmpty()
                ? Future.succeededFuture(Map.of())
                : store.asked(pool, organisationId, broadcastIds).map(asked -> asked.stream()
                        .collect(Collectors.toMap(QuestionAsked::broadcastId, Function.identity())));
    }

    /** Titles of the newest actions that were opened and of those with these ids, newest first. */
    public Future<List<AudienceNameStore.ActionNamed>> actions(
            long organisationId, Collection<Long> named, int newest) {
        return named.isEmpty() && newest == 0
                ? Future.succeededFuture(List.of())
                : names.actions(pool, organisationId, named, newest);
    }

    /** What people call the free columns of an organisation, by name. */
    public Future<Map<String, String>> columns(long organisationId) {
        return facets.titles(pool, organisationId);
    }

    /** Titles of the newest broadcasts that were sent and of those with these ids, newest first. */
    public Future<List<AudienceNameStore.BroadcastNamed>> titles(
            long organisationId, Collection<Long> named, int newest) {
        return names.broadcasts(pool, organisationId, named, newest);
    }

    /** The newest of the latest fifty broadcasts that asked something. */
    public Future<List<QuestionAsked>> lately(long organisationId, int limit) {
        return store.lately(pool, organisationId, limit);
    }
}
