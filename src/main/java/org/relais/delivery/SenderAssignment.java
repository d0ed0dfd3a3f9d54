package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.channel.Channel;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.Limits;
import org.relais.channel.SenderProfile;
import org.relais.consent.LeaseTerm;
import org.relais.organisation.Sender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which senders this node paces: every organisation's senders on a channel are one node's at a time, by a row in the
 * database, shared out among the live nodes by hash. One event loop.
 */
final class SenderAssignment {
    private static final Logger LOG = LoggerFactory.getLogger(SenderAssignment.class);
    static final Duration LEASE = Duration.ofSeconds(5);
    /** What the last pacer sent in its last second still counts with the platform. */
    private static final Duration AFTER_TAKE_OVER = Duration.ofMillis(1_030);

    private final InFlight inFlight;
    private final ChannelRegistry channels;
    private final PaceStore store = new PaceStore();
    private final Map<PaceStore.Key, SenderLease> groups = new HashMap<>();
    private final Map<Long, SenderLoop> loops = new LinkedHashMap<>();
    private final LeaseWatch<PaceStore.Beat> beats = new LeaseWatch<>();
    private Set<PaceStore.Beat> silent = Set.of();

    SenderAssignment(InFlight inFlight, ChannelRegistry channels) {
        this.inFlight = inFlight;
        this.channels = channels;
    }

    Collection<SenderLoop> loops() {
        return loops.values();
    }

    Optional<SenderLoop> loop(long senderId) {
        return Optional.ofNullable(loops.get(senderId));
    }

    /** Whether this node paces a sender of the organisation. */
    boolean paces(long organisationId) {
        return loops.values().stream().anyMatch(loop -> loop.sender().organisationId() == organisationId);
    }

    /** Says that this node lives, renews its leases, takes what is its share, gives back what is not. */
    Future<Void> tend() {
        String node = inFlight.tools().settings().node();
        LeaseTerm term = new LeaseTerm(inFlight.tools().leaseClock().read(), LEASE);
        return store.heartbeat(pool(), node, LEASE)
                .map(this::alive)
                .compose(nodes -> store.senders(pool(), now()).map(senders -> share(nodes, node, senders)))
                .compose(this::giveBack)
                .compose(share ->
                        store.acquire(pool(), node, share.keys(), silent).onSuccess(held -> apply(share, held, term)))
                .mapEmpty();
    }

    /** Nodes that have not been silent for as long as a lease, as far as this one knows. */
    private List<String> alive(List<PaceStore.Beat> all) {
        silent = beats.over(
                all.stream().collect(Collectors.toMap(beat -> beat, beat -> LEASE)),
                inFlight.tools().nanoTime().getAsLong());
        return all.stream()
                .filter(beat -> !silent.contains(beat))
                .map(PaceStore.Beat::node)
                .toList();
    }

    /** Nodes that are dead, each with its last sign of life. */
    Set<PaceStore.Beat> silent() {
        return silent;
    }

    /** Gives every lease back; nothing may be claimed any more. */
    Future<Void> leave() {
        String node = inFlight.tools().settings().node();
        loops.values().forEach(SenderLoop::close);
        Set<PaceStore.Key> held = Set.copyOf(groups.keySet());
        loops.clear();
        groups.clear();
        return store.giveUp(pool(), node, held).compose(done -> store.leave(pool(), node));
    }

    /** Senders that this node should pace: those whose channel it has, of the keys that fall to it by hash. */
    private record Share(List<PaceStore.SenderState> senders, Set<PaceStore.Key> keys) {}

    private Share share(List<String> nodes, String self, List<PaceStore.SenderState> all) {
        List<PaceStore.SenderState> mine = all.stream()
                .filter(sender -> profile(sender).isPresent())
                .filter(sender -> self.equals(pacer(nodes, sender.key())))
                .toList();
        return new Share(mine, mine.stream().map(PaceStore.SenderState::key).collect(Collectors.toSet()));
    }

    /** Highest random weight: a node more or less moves only its own share. */
    static String pacer(List<String> nodes, PaceStore.Key key) {
        return new TreeSet<>(nodes)
                .stream()
                        .max((one, other) -> Integer.compareUnsigned(weight(one, key), weight(other, key)))
                        .orElse("");
    }

    private static int weight(String node, PaceStore.Key key) {
        int mixed = (node + "|" + key.organisationId() + "|" + key.channel()).hashCode() * 0x9E3779B9;
        return (mixed ^ (mixed >>> 15)) * 0x85EBCA6B;
    }

    private Optional<SenderProfile> profile(PaceStore.SenderState state) {
        return channels.sender(state.sender().channel(), state.sender().externalId());
    }

    private Future<Share> giveBack(Share share) {
        Set<PaceStore.Key> others = groups.keySet().stream()
                .filter(key -> !share.keys().contains(key))
                .collect(Collectors.toSet());
        if (others.isEmpty()) {
            return Future.succeededFuture(share);
        }
        others.forEach(this::drop);
        return store.giveUp(pool(), inFlight.tools().settings().node(), others).map(share);
    }

    private void drop(PaceStore.Key key) {
        groups.remove(key);
        loops.values().removeIf(loop -> {
            boolean gone = loop.sender().organisationId() == key.organisationId()
                    && loop.sender().channel().equals(key.channel());
            if (gone) {
                loop.close();
            }
            return gone;
        });
    }

    private void apply(Share share, Map<PaceStore.Key, Boolean> held, LeaseTerm term) {
        Set.copyOf(groups.keySet()).stream()
                .filter(key -> !held.containsKey(key))
                .forEach(this::drop);
        for (PaceStore.Key key : held.keySet()) {
            groups.computeIfAbsent(key, began -> new SenderLease(term)).renew(term);
        }
        run(share, held);
    }

    private void run(Share share, Map<PaceStore.Key, Boolean> held) {
        Map<Long, Limits> limits = new HashMap<>();
        share.senders().forEach(state -> profile(state)
                .ifPresent(profile -> limits.put(state.sender().id(), profile.limits())));
        Set<Long> changed = dropOthers(share, limits);
        for (PaceStore.SenderState state : share.senders()) {
            SenderLease group = groups.get(state.key());
            Limits own = limits.get(state.sender().id());
            if (group != null && own != null) {
                boolean sentBefore = changed.contains(state.sender().id()) || held.getOrDefault(state.key(), false);
                SenderLoop loop =
                        loops.computeIfAbsent(state.sender().id(), id -> begin(state, own, group, sentBefore));
                loop.state(state);
            }
        }
        inFlight.tools().look().run();
    }

    /** Ends the loops of senders that are gone, or that are others or have other limits now; those are returned. */
    private Set<Long> dropOthers(Share share, Map<Long, Limits> limits) {
        Map<Long, Sender> senders = share.senders().stream()
                .map(PaceStore.SenderState::sender)
                .collect(Collectors.toMap(Sender::id, sender -> sender));
        Set<Long> changed = new HashSet<>();
        loops.values().removeIf(loop -> {
            Limits now = limits.get(loop.sender().id());
            boolean over = !loop.limits().equals(now)
                    || !same(loop.sender(), senders.get(loop.sender().id()));
            if (over) {
                loop.close();
            }
            if (over && now != null) {
                changed.add(loop.sender().id());
            }
            return over;
        });
        return changed;
    }

    /** Whether the id stands for what it stood for: a new primary may have given it to another. */
    private static boolean same(Sender before, @Nullable Sender now) {
        return now != null
                && before.organisationId() == now.organisationId()
                && before.channel().equals(now.channel())
                && before.externalId().equals(now.externalId());
    }

    /** @param sentBefore what somebody else, or the loop before, sent in its last second still counts */
    private SenderLoop begin(PaceStore.SenderState state, Limits limits, SenderLease group, boolean sentBefore) {
        Channel channel = channels.receiver(state.sender().channel()).orElseThrow();
        SenderLoop loop = new SenderLoop(
                inFlight,
                state,
                channel,
                limits,
                group,
                inFlight.tools().nanoTime().getAsLong());
        if (sentBefore) {
            loop.stand(AFTER_TAKE_OVER);
        }
        LOG.info(
                "this node paces sender {} on {}",
                state.sender().id(),
                state.sender().channel());
        return loop;
    }

    private Pool pool() {
        return inFlight.tools().pool();
    }

    private Instant now() {
        return inFlight.tools().clock().instant();
    }
}
