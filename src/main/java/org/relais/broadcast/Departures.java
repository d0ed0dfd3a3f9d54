package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.SenderProfile;
import org.relais.delivery.RecipientPools;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderStore;
import org.relais.organisation.SenderStore.SenderState;

/** Forecast of when a broadcast leaves and when it has left, channel by channel. */
public final class Departures {
    private final Pool pool;
    private final ChannelRegistry channels;
    private final InstantSource clock;
    private final SenderStore senders;
    private final RecipientPools pools;
    private final OrganisationStore organisations;

    public Departures(Pool pool, ChannelRegistry channels, InstantSource clock) {
        this.pool = pool;
        this.channels = channels;
        this.clock = clock;
        this.senders = new SenderStore(clock);
        this.pools = new RecipientPools(clock);
        this.organisations = new OrganisationStore(clock);
    }

    /**
     * One per channel; people who can be reached on several are counted on the slowest. Without channels of which no sender
     * is known here, and without those whose senders are all paused: nobody knows when what goes by them leaves.
     *
     * @param byChannels people as in {@link Forecast#byChannels}
     * @param at when it starts; for a moment that is over, now
     */
    public Future<List<Departure>> of(long organisationId, Map<String, Long> byChannels, Instant at) {
        Instant start = at.isAfter(clock.instant()) ? at : clock.instant();
        return organisations
                .find(pool, organisationId)
                .map(Optional::orElseThrow)
                .compose(organisation -> senders.states(pool, organisationId).compose(states -> pools.of(
                                pool, organisationId)
                        .map(limits -> departures(
                                conditions(organisation, states, limits), leaving(byChannels, states), start))));
    }

    /** Without those who may wait for a channel whose senders are all paused. */
    private static Map<String, Long> leaving(Map<String, Long> byChannels, List<SenderState> states) {
        Set<String> paused = SenderState.pausedChannels(states);
        Map<String, Long> leaving = new TreeMap<>(byChannels);
        leaving.keySet().removeIf(combined -> Stream.of(combined.split(",")).anyMatch(paused::contains));
        return leaving;
    }

    private static List<Departure> departures(
            Map<String, Departure.Conditions> conditions, Map<String, Long> byChannels, Instant start) {
        Map<String, Long> people = new TreeMap<>();
        byChannels.forEach((combined, count) -> Stream.of(combined.split(","))
                .filter(conditions::containsKey)
                .max(Comparator.comparing((String channel) ->
                        departure(conditions, channel, count, start).last()))
                .ifPresent(channel -> people.merge(channel, count, Long::sum)));
        return people.entrySet().stream()
                .map(each -> departure(conditions, each.getKey(), each.getValue(), start))
                .toList();
    }

    private static Departure departure(
            Map<String, Departure.Conditions> conditions, String channel, long people, Instant start) {
        return Departure.of(channel, people, Objects.requireNonNull(conditions.get(channel)), start);
    }

    /** Of the organisation's first sender on each channel that is not paused: whoever has never written gets theirs from it. */
    private Map<String, Departure.Conditions> conditions(
            Organisation organisation, List<SenderState> states, Map<Long, RecipientPools.State> limits) {
        Map<String, Departure.Conditions> conditions = new TreeMap<>();
        for (SenderState state : states) {
            if (state.paused()) {
                continue;
            }
            Sender sender = state.sender();
            channels.sender(sender.channel(), sender.externalId())
                    .ifPresent(profile -> conditions.putIfAbsent(
                            sender.channel(),
                            new Departure.Conditions(
                                    profile.limits().perSecond(),
                                    limit(profile, limits.get(sender.id())),
                                    organisation.rules(),
                                    organisation.timeZone())));
        }
        return conditions;
    }

    private static Departure.@Nullable Limit limit(SenderProfile profile, RecipientPools.@Nullable State learnt) {
        long own = profile.limits().uniquePerDay();
        if (learnt != null) {
            Long most = learnt.most(own);
            return most == null ? null : new Departure.Limit(most, Math.max(0, most - learnt.used()));
        }
        return own == RecipientPools.UNLIMITED ? null : new Departure.Limit(own, own);
    }
}
