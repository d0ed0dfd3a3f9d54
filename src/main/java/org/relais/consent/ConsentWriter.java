package org.relais.consent;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.consent.ConsentRules.Decision;
import org.relais.consent.ConsentStore.Key;
import org.relais.consent.SuppressionList.Listing;
import org.relais.contact.Address;
import org.relais.contact.AddressStore;
import org.relais.contact.ConsentState;
import org.relais.ledger.Ledger;
import org.relais.task.Sequence;

/**
 * Every change of consent goes through here, whichever door it came by. An event about a contact that was merged is
 * applied to the contact it is now.
 *
 * <p>In the caller's transaction: lock in id order, decide, write one ledger row per event, write
 * the consents back, and keep the suppression list in step. The number of statements doesn't depend on the number of
 * events.
 */
public final class ConsentWriter {
    private final ConsentStore consents = new ConsentStore();
    private final SuppressionStore suppressions = new SuppressionStore();
    private final SuppressionList list;
    private final AddressStore addresses = new AddressStore();
    private final Ledger ledger;
    private final Fingerprints fingerprints;
    private final InstantSource clock;

    public ConsentWriter(Ledger ledger, Fingerprints fingerprints, InstantSource clock) {
        this.ledger = ledger;
        this.fingerprints = fingerprints;
        this.list = new SuppressionList(fingerprints);
        this.clock = clock;
    }

    /**
     * Applies one event to a person whose consent the transaction may have locked: what is locked and known already is not
     * read again.
     *
     * @param locked the consent as locked, of whomever; null when none is
     */
    public Future<ConsentChange> apply(SqlConnection transaction, ConsentEvent event, @Nullable Consent locked) {
        List<ConsentEvent> one = List.of(event);
        return (locked == null || locked.contactId() != event.contactId()
                        ? apply(transaction, one)
                        : apply(transaction, one, Map.of(event.contactId(), locked)))
                .map(changes -> changes.get(0));
    }

    /** Applies several; those of one person in the order given. */
    public Future<List<ConsentChange>> apply(SqlConnection transaction, List<ConsentEvent> events) {
        if (events.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return lock(transaction, events).compose(locked -> apply(transaction, events, locked));
    }

    /** @param locked consents by the contact id that the events name, as they are now */
    private Future<List<ConsentChange>> apply(
            SqlConnection transaction, List<ConsentEvent> events, Map<Long, Consent> locked) {
        return doubtful(transaction, events, locked)
                .compose(notBefore -> ahead(transaction, events)
                        .compose(ahead -> write(transaction, decide(events, locked, notBefore, ahead))))
                .compose(batch -> suppress(transaction, batch))
                .map(ConsentBatch::changes);
    }

    /** Consents by the contact id that the events name, which for a merged contact is another's. */
    private Future<Map<Long, Consent>> lock(SqlConnection transaction, List<ConsentEvent> events) {
        Map<Long, Key> named = new LinkedHashMap<>();
        events.forEach(
                event -> named.putIfAbsent(event.contactId(), new Key(event.organisationId(), event.contactId())));
        return consents.lock(transaction, named.values()).compose(found -> {
            List<Key> missing = named.values().stream()
                    .filter(key -> !found.containsKey(key.contactId()))
                    .toList();
            return missing.isEmpty()
                    ? Future.succeededFuture(found)
                    : lockMerged(transaction, missing).map(merged -> {
                        Map<Long, Consent> all = new LinkedHashMap<>(found);
                        all.putAll(merged);
                        return all;
                    });
        });
    }

    private Future<Map<Long, Consent>> lockMerged(SqlConnection transaction, List<Key> missing) {
        return consents.mergedInto(transaction, missing).compose(targets -> {
            List<Key> keys = missing.stream()
                    .filter(key -> targets.containsKey(key.contactId()))
                    .map(key -> new Key(key.organisationId(), Objects.requireNonNull(targets.get(key.contactId()))))
                    .distinct()
                    .toList();
            return consents.lock(transaction, keys).map(found -> {
                Map<Long, Consent> merged = new LinkedHashMap<>();
                for (Key key : missing) {
                    Consent target = found.get(targets.getOrDefault(key.contactId(), 0L));
                    if (target == null) {
                        throw new UnknownContactException(key.contactId());
                    }
                    merged.put(key.contactId(), target);
                }
                return merged;
            });
        });
    }

    /** Of whom a stop looks older than their opt-in, since when that can have been where it has no time but ours. */
    private Future<Map<Long, Instant>> doubtful(
            SqlConnection transaction, List<ConsentEvent> events, Map<Long, Consent> locked) {
        List<Consent> asked = events.stream()
                .filter(event -> event.kind() == ConsentEvent.Kind.OPT_OUT)
                .filter(event -> looksOlder(event, Objects.requireNonNull(locked.get(event.contactId()))))
                .map(event -> Objects.requireNonNull(locked.get(event.contactId())))
                .distinct()
                .toList();
        return asked.isEmpty() ? Future.succeededFuture(Map.of()) : consents.optedInNotBefore(transaction, asked);
    }

    private static boolean looksOlder(ConsentEvent stop, Consent standing) {
        Instant optedInAt = standing.standing().optedInAt();
        return standing.state() != ConsentState.UNSUBSCRIBED
                && optedInAt != null
                && optedInAt.isAfter(stop.occurredAt());
    }

    /** By how much stops that have no time but ours are later than this node believes. */
    private Future<Duration> ahead(SqlConnection transaction, List<ConsentEvent> events) {
        return events.stream().anyMatch(EffectiveTime::isOfNode)
                ? consents.now(transaction).map(now -> EffectiveTime.ahead(now, clock.instant()))
                : Future.succeededFuture(Duration.ZERO);
    }

    private ConsentBatch decide(
            List<ConsentEvent> events, Map<Long, Consent> locked, Map<Long, Instant> notBefore, Duration ahead) {
        ConsentBatch batch = new ConsentBatch(clock.instant());
        for (ConsentEvent event : events) {
            Consent named = Objects.requireNonNull(locked.get(event.contactId()));
            Consent current = batch.current(named);
            Instant told = EffectiveTime.of(event, current.standing(), notBefore.get(current.contactId()), batch.now);
            Instant at = EffectiveTime.isOfNode(event) ? told.plus(ahead) : told;
            Decision decision = ConsentRules.next(current.standing(), event, at);
            batch.add(event, current, decision, at);
        }
        return batch;
    }

    private Future<ConsentBatch> write(SqlConnection transaction, ConsentBatch batch) {
        return ledger.append(transaction, batch.entries()).compose(ids -> {
            batch.number(ids);
            return consents.update(transaction, batch.changed()).map(batch);
        });
    }

    /** Whoever stopped is on the list with every identifier, and whoever came back is off it with every identifier. */
    private Future<ConsentBatch> suppress(SqlConnection transaction, ConsentBatch batch) {
        if (!fingerprints.available()) {
            return Future.succeededFuture(batch);
        }
        List<Listing> stopped = new ArrayList<>();
        return Sequence.each(
                        batch.touchedByOrganisation().entrySet(),
                        one -> suppress(transaction, batch, one.getKey(), one.getValue(), stopped))
                .compose(done -> list.add(transaction, stopped, batch.now))
                .map(batch);
    }

    private Future<Void> suppress(
            SqlConnection transaction,
            ConsentBatch batch,
            long organisationId,
            Set<Long> contactIds,
            List<Listing> stopped) {
        return addresses
                .ofContacts(transaction, organisationId, List.copyOf(contactIds))
                .compose(found -> {
                    Map<Long, List<Address>> byContact =
                            found.stream().collect(Collectors.groupingBy(Address::contactId));
                    Set<Buffer> off = new LinkedHashSet<>();
                    Future<Void> lifted = Future.succeededFuture();
                    for (Long contactId : new TreeSet<>(contactIds)) {
                        List<Address> own = byContact.getOrDefault(contactId, List.of());
                        Long stop = batch.stopOf(contactId);
                        if (stop != null) {
                            stopped.add(Listing.ofAddresses(batch.latest(contactId), own, stop));
                            continue;
                        }
                        Instant liftedBefore = batch.liftedBefore(contactId);
                        if (liftedBefore == null) {
                            off.addAll(prints(own));
                        } else {
                            lifted = lifted.compose(before ->
                                    suppressions.remove(transaction, organisationId, prints(own), liftedBefore));
                        }
                    }
                    return off.isEmpty()
                            ? lifted
                            : lifted.compose(done -> suppressions.remove(transaction, organisationId, off))
                                    .mapEmpty();
                });
    }

    private Set<Buffer> prints(List<Address> own) {
        Set<Buffer> prints = new LinkedHashSet<>();
        own.forEach(address -> prints.addAll(fingerprints.everyKey(address.organisationId(), address.identifier())));
        return prints;
    }
}
