package org.relais.app;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.relais.task.Sequence;

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
        Map<Receiver, Set<ShardKey>> heard = new LinkedHashMap<>();
        read.forEach((receiver, events) ->
                heard.put(receiver, events.stream().map(ShardReceivers::sender).collect(Collectors.toSet())));
        return Future.join(List.copyOf(places.values()))
                .compose(found -> {
                    places.values().forEach(place -> requireThere(place.result()));
                    return rows(
                            heard, sender -> requireNonNull(places.get(sender)).result());
                })
                .map(rows -> share(
                        read,
                        event -> home(
                                event, requireNonNull(places.get(sender(event))).result(), new Readers(heard, rows))));
    }

    /**
     * Who may take the events of a sender that its own database could not read.
     *
     * @param heard whose events each has read
     * @param rows for each sender that its own database has read nothing of, the reader whose database has a row of it, too
     */
    private record Readers(Map<Receiver, Set<ShardKey>> heard, Map<ShardKey, Receiver> rows) {
        boolean heard(Receiver receiver, ShardKey sender) {
            return heard.getOrDefault(receiver, Set.of()).contains(sender);
        }
    }

    private record Question(int shard, Receiver reader, ShardKey sender) {}

    /** For each sender that its own database has read nothing of, the first reader whose database has a row of it, too. */
    private Future<Map<ShardKey, Receiver>> rows(Map<Receiver, Set<ShardKey>> heard, Function<ShardKey, Place> places) {
        List<Question> questions = new ArrayList<>();
        shards.forEach(shard -> shard.application()
                .map(Application::receiver)
                .ifPresent(reader -> heard.getOrDefault(reader, Set.of()).stream()
                        .filter(sender -> unread(places.apply(sender), sender, heard))
                        .forEach(sender -> questions.add(new Question(shard.number(), reader, sender)))));
        Map<ShardKey, Receiver> rows = new HashMap<>();
        return Sequence.each(
                        questions,
                        one -> directory.has(one.shard(), one.sender()).onSuccess(has -> {
                            if (has) {
                                rows.putIfAbsent(one.sender(), one.reader());
                            }
                        }))
                .transform(asked -> asked.succeeded()
                        ? Future.succeededFuture(rows)
                        : Future.failedFuture(new SenderAwayException()));
    }

    private boolean unread(Place place, ShardKey sender, Map<Receiver, Set<ShardKey>> heard) {
        return place.verdict() == Verdict.FOUND
                && receiver(place)
                        .filter(home -> heard.getOrDefault(home, Set.of()).contains(sender))
                        .isEmpty();
    }

    private Optional<Receiver> receiver(Place place) {
        return shards.stream()
                .filter(shard -> place.verdict() == Verdict.FOUND && shard.number() == place.shard())
                .flatMap(shard -> shard.application().stream())
                .map(Application::receiver)
                .findFirst();
    }

    /** @param home who takes the events of an event's sender; empty: whoever has read them first */
    private static Map<Receiver, List<InboundEvent>> share(
            Map<Receiver, List<InboundEvent>> read, Function<InboundEvent, Optional<Receiver>> home) {
        Set<String> known = new HashSet<>();
        read.values()
                .forEach(events ->
                        events.stream().filter(event -> !nobodys(event)).forEach(event -> known.add(event.eventKey())));
        Map<ShardKey, Receiver> homes = new HashMap<>();
        Map<Receiver, List<InboundEvent>> shares = new LinkedHashMap<>();
        read.forEach((receiver, events) -> shares.put(
                receiver,
                events.stream()
                        .filter(event -> !nobodys(event) || !known.contains(event.eventKey()))
                        .filter(event -> homes.computeIfAbsent(sender(event), sender -> home.apply(event)
                                        .orElse(receiver))
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
     * Who takes the events of an event's sender: the database that has the sender; where the webhook is not authentic for that
     * one, a reader that had the sender before, and so knows whose the events were; empty when no database has it.
     *
     * @throws SenderAwayException when whoever should does not know its sender yet, or it can't be said who that is: nothing of
     *     it may be answered for
     */
    private Optional<Receiver> home(InboundEvent event, Place place, Readers readers) {
        if (place.verdict() == Verdict.NOBODYS) {
            return Optional.empty();
        }
        Receiver home = receiver(place).orElseThrow(SenderAwayException::new);
        if (readers.heard(home, sender(event))) {
            return Optional.of(home);
        }
        boolean knows = home.channel(event.channel())
                .filter(channel -> channel.codec().serves(event.senderExternalId()))
                .isPresent();
        Receiver earlier = readers.rows().get(sender(event));
        if (!knows || earlier == null) {
            throw new SenderAwayException();
        }
        return Optional.of(earlier);
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
