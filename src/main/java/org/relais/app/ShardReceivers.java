package org.relais.app;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.relais.channel.InboundEvent;
import org.relais.channel.WebhookCodec.Named;
import org.relais.inbound.intake.Receiver;
import org.relais.inbound.intake.Receivers;
import org.relais.shard.ShardDirectory;
import org.relais.shard.ShardDirectory.Place;
import org.relais.shard.ShardDirectory.Verdict;
import org.relais.shard.ShardKey;

/** The way of each event of a webhook to the database that has its sender. */
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
    public Future<Map<Receiver, List<InboundEvent>>> shares(
            String channel, Named named, Map<Receiver, List<InboundEvent>> read) {
        if (!named.accounts().isEmpty() && !complete()) {
            return Future.failedFuture(new SenderAwayException());
        }
        Map<ShardKey, Future<Place>> places = new HashMap<>();
        named.senders().forEach(sender -> places.computeIfAbsent(ShardKey.sender(channel, sender), directory::find));
        read.values()
                .forEach(events -> events.forEach(event -> places.computeIfAbsent(sender(event), directory::find)));
        return Future.join(List.copyOf(places.values())).map(found -> {
            places.values().forEach(place -> requireThere(place.result()));
            return share(
                    read, event -> requireNonNull(places.get(sender(event))).result());
        });
    }

    private Map<Receiver, List<InboundEvent>> share(
            Map<Receiver, List<InboundEvent>> read, Function<InboundEvent, Place> places) {
        Map<Receiver, Set<ShardKey>> heard = new HashMap<>();
        Set<String> known = new HashSet<>();
        read.forEach((receiver, events) -> {
            heard.put(receiver, events.stream().map(ShardReceivers::sender).collect(Collectors.toSet()));
            events.stream().filter(event -> !nobodys(event)).forEach(event -> known.add(event.eventKey()));
        });
        Map<ShardKey, Receiver> homes = new HashMap<>();
        Map<Receiver, List<InboundEvent>> shares = new LinkedHashMap<>();
        read.forEach((receiver, events) -> shares.put(
                receiver,
                events.stream()
                        .filter(event -> !nobodys(event) || !known.contains(event.eventKey()))
                        .filter(event -> homes.computeIfAbsent(
                                        sender(event), sender -> home(event, places.apply(event), receiver, heard))
                                == receiver)
                        .toList()));
        return shares;
    }

    /** Of a sender that the reader does not have; another one may. */
    private static boolean nobodys(InboundEvent event) {
        return event.senderExternalId().isEmpty();
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
     * Who takes the events of an event's sender: the database that has the sender, or the first reader when none has it, or when
     * the webhook is not authentic there.
     *
     * @param heard whose events each has read
     * @throws SenderAwayException when whoever should does not know its sender yet, or it can't be said who that is: nothing of
     *     it may be answered for
     */
    private Receiver home(InboundEvent event, Place place, Receiver reader, Map<Receiver, Set<ShardKey>> heard) {
        if (place.verdict() == Verdict.NOBODYS) {
            return reader;
        }
        Receiver home = shards.stream()
                .filter(shard -> place.verdict() == Verdict.FOUND && shard.number() == place.shard())
                .flatMap(shard -> shard.application().stream())
                .map(Application::receiver)
                .findFirst()
                .orElseThrow(SenderAwayException::new);
        if (heard.getOrDefault(home, Set.of()).contains(sender(event))) {
            return home;
        }
        boolean knows = home.channel(event.channel())
                .filter(channel -> channel.codec().serves(event.senderExternalId()))
                .isPresent();
        if (!knows) {
            throw new SenderAwayException();
        }
        return reader;
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
