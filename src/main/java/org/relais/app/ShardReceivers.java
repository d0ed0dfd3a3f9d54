package org.relais.app;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.relais.channel.InboundEvent;
import org.relais.inbound.intake.Receiver;
import org.relais.inbound.intake.Receivers;
import org.relais.shard.ShardDirectory;
import org.relais.shard.ShardDirectory.Place;
import org.relais.shard.ShardDirectory.Verdict;
import org.relais.shard.ShardKey;

/** Gives each event of a webhook to the database that has its sender. */
final class ShardReceivers implements Receivers {
    private final List<Shard> shards;
    private final ShardDirectory directory;

    ShardReceivers(List<Shard> shards, ShardDirectory directory) {
        this.shards = shards;
        this.directory = directory;
    }

    @Override
    public List<Receiver> all() {
        return shards.stream()
                .flatMap(shard -> shard.application().stream())
                .map(Application::receiver)
                .toList();
    }

    @Override
    public boolean complete() {
        return shards.stream().allMatch(shard -> shard.application().isPresent());
    }

    @Override
    public boolean several() {
        return true;
    }

    @Override
    public Future<Map<Receiver, List<InboundEvent>>> shares(Named named, Map<Receiver, List<InboundEvent>> read) {
        Map<ShardKey, Future<Place>> places = new HashMap<>();
        named.senders()
                .forEach(sender -> places.computeIfAbsent(ShardKey.sender(named.channel(), sender), directory::find));
        read.values()
                .forEach(events -> events.forEach(event -> places.computeIfAbsent(sender(event), directory::find)));
        return Future.join(List.copyOf(places.values())).map(found -> {
            Map<ShardKey, Receiver> homes = new HashMap<>();
            places.values().forEach(place -> requireThere(place.result()));
            read.values()
                    .forEach(events -> events.forEach(event -> homes.computeIfAbsent(
                            sender(event),
                            sender -> home(requireNonNull(places.get(sender)).result(), read))));
            Map<Receiver, List<InboundEvent>> shares = new LinkedHashMap<>();
            read.forEach((receiver, events) -> shares.put(
                    receiver,
                    events.stream()
                            .filter(event -> homes.get(sender(event)) == receiver)
                            .toList()));
            return shares;
        });
    }

    /**
     * Whoever has a sender that the webhook names must have had the chance to read it. Whether they could is another matter: what
     * is not authentic for them is nobody's, or they could have it refused to everybody else whom it names.
     */
    private void requireThere(Place place) {
        boolean there = place.verdict() == Verdict.NOBODYS
                || place.verdict() == Verdict.FOUND
                        && shards.stream()
                                .filter(shard -> shard.number() == place.shard())
                                .anyMatch(shard -> shard.application().isPresent());
        if (!there) {
            throw new SenderAwayException();
        }
    }

    /**
     * Who takes a sender's events.
     *
     * @throws SenderAwayException when whoever should has not read the webhook, or it can't be said who that is: nothing of
     *     it may be answered for
     */
    private Receiver home(Place place, Map<Receiver, List<InboundEvent>> read) {
        return (place.verdict() == Verdict.NOBODYS
                        ? read.keySet().stream()
                        : shards.stream()
                                .filter(shard -> place.verdict() == Verdict.FOUND && shard.number() == place.shard())
                                .flatMap(shard -> shard.application().stream())
                                .map(Application::receiver)
                                .filter(read::containsKey))
                .findFirst()
                .orElseThrow(SenderAwayException::new);
    }

    /** Its name is what the log says. */
    private static final class SenderAwayException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SenderAwayException() {
            super("the database of a webhook's sender is away", null, false, false);
        }
    }

    private static ShardKey sender(InboundEvent event) {
        return ShardKey.sender(event.channel(), event.senderExternalId());
    }
}
