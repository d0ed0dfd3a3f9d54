package org.relais.consent.identity;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Consent;
import org.relais.consent.Fingerprints;
import org.relais.consent.UnknownContactException;
import org.relais.contact.Address;
import org.relais.contact.AddressId;
import org.relais.contact.AddressStore;
import org.relais.contact.ConsentState;
import org.relais.contact.ContactStore;
import org.relais.contact.NameText;
import org.relais.contact.PersonRecords;
import org.relais.ledger.EventSource;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEntry;
import org.relais.ledger.LedgerEntry.Origin;
import org.relais.ledger.LedgerKind;
import org.relais.task.Sequence;

/**
 * Which contact a person is: finds, creates, links and merges, so that a stop follows them under every identifier.
 *
 * <p>Contacts are locked in id order, then their consents; what was read before a lock is read again under it when it
 * has changed meanwhile. Two sightings of the same stranger end in one contact: the second finds the identifier taken and
 * looks again.
 */
public final class IdentityService {
    /** Lost races in a row after which something else must be wrong. */
    private static final int ATTEMPTS = 5;

    private final AddressStore addresses = new AddressStore();
    private final ContactStore contacts = new ContactStore();
    private final Ledger ledger;
    private final AddressLinks links;
    private final ContactMerge merge;
    private final InstantSource clock;

    /** @param records what other parts keep about people and must follow a merge */
    public IdentityService(Fingerprints fingerprints, List<PersonRecords> records, InstantSource clock) {
        this.clock = clock;
        this.ledger = new Ledger(clock, new SecureRandom());
        this.links = new AddressLinks(ledger, fingerprints, clock);
        this.merge = new ContactMerge(ledger, fingerprints, records, clock);
    }

    /**
     * The contact behind the identifiers of one sighting, created when none is known, merged when several are. A new
     * contact is {@code pending}, or {@code unsubscribed} when the suppression list knows one of its identifiers. An
     * address that its person had left before the sighting is a stranger's.
     *
     * @return fails with SQLSTATE 40P01 when PostgreSQL ended the transaction to resolve a deadlock: try it again
     */
    public Future<Resolved> resolve(SqlConnection transaction, Sighting sighting) {
        Sighting present = sighting.notAfter(clock.instant());
        return person(transaction, present, present.identifiers(), ATTEMPTS)
                .compose(person -> touch(transaction, present, person));
    }

    /**
     * The person moved from one set of identifiers to another (changed number or id, migrated group). Whoever is known
     * under either is one contact from now on, so a stop moves along; the identifiers left behind are retired, kept so
     * that a late stop from them still finds its person.
     */
    public Future<Resolved> move(SqlConnection transaction, Sighting sighting, List<AddressId> previous) {
        Sighting present = sighting.notAfter(clock.instant());
        List<AddressId> all = new ArrayList<>(present.identifiers());
        previous.stream().filter(identifier -> !all.contains(identifier)).forEach(all::add);
        List<AddressId> left = previous.stream()
                .filter(identifier -> !present.identifiers().contains(identifier))
                .toList();
        return person(transaction, present, all, ATTEMPTS)
                .compose(person -> retire(transaction, present, person, left).map(person))
                .compose(person -> touch(transaction, present, person));
    }

    /**
     * The person has these identifiers as well, by what the platform vouches for. Whoever is known under one of them is one
     * contact with them from now on, so a stop of either is both's. A new one is known, and neither written to nor called
     * until something comes from it: it was told so that a stop reaches further, and for nothing else.
     */
    public Future<Resolved> link(SqlConnection transaction, Sighting sighting, List<AddressId> further) {
        Sighting present = sighting.notAfter(clock.instant());
        List<AddressId> all = Stream.concat(present.identifiers().stream(), further.stream())
                .distinct()
                .toList();
        return addresses
                .named(transaction, present.organisationId(), further)
                .map(before -> before.stream()
                        .filter(address -> !present.cameAfterLeaving(address))
                        .map(Address::identifier)
                        .toList())
                .compose(known -> person(transaction, present, all, ATTEMPTS).compose(person -> silence(
                                transaction,
                                person,
                                further.stream()
                                        .filter(identifier -> known.stream().noneMatch(identifier::equals))
                                        .toList())
                        .map(person)))
                .compose(person -> touch(transaction, present, person));
    }

    private Future<Void> silence(SqlConnection transaction, Person person, List<AddressId> fresh) {
        return Sequence.each(
                fresh.stream().map(person::address).toList(),
                address -> addresses.mark(
                        transaction,
                        address.organisationId(),
                        address.id(),
                        Address.Status.UNREACHABLE,
                        Address.SHARED));
    }

    /**
     * Makes two contacts one; the stricter consent wins, and both ledgers stay.
     *
     * @param origin what says that they are one
     * @return the contact that remains, the older one; fails with {@link UnknownContactException}
     */
    public Future<Long> merge(
            SqlConnection transaction, long organisationId, long one, long other, LedgerEntry.Origin origin) {
        List<Long> both = List.of(Math.min(one, other), Math.max(one, other));
        if (one == other) {
            return Future.failedFuture(new IllegalArgumentException("a contact can't be merged with itself"));
        }
        return contacts.lock(transaction, organisationId, both).compose(locked -> {
            if (locked.size() < 2) {
                return Future.failedFuture(new UnknownContactException(locked.contains(one) ? other : one));
            }
            return merge.merge(transaction, organisationId, locked, origin).map(Consent::contactId);
        });
    }

    private Future<Person> person(
            SqlConnection transaction, Sighting sighting, List<AddressId> identifiers, int attempts) {
        if (attempts == 0) {
            return Future.failedFuture(new IllegalStateException("the identifiers of a sighting kept changing"));
        }
        return addresses
                .named(transaction, sighting.organisationId(), identifiers)
                .compose(found -> {
                    List<Long> known = known(sighting, found);
                    Future<@Nullable Person> attempt = known.isEmpty()
                            ? links.create(transaction, sighting, identifiers, found)
                            : existing(transaction, sighting, identifiers, known);
                    return attempt.compose(person -> person == null
                            ? person(transaction, sighting, identifiers, attempts - 1)
                            : Future.succeededFuture(person));
                });
    }

    /** Whose these addresses are, in order. */
    private static List<Long> known(Sighting sighting, List<Address> found) {
        return found.stream()
                .filter(address -> !sighting.cameAfterLeaving(address))
                .map(Address::contactId)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Null when a contact was merged or erased, or an identifier taken, while we looked; or when an address was another
     * contact's by the time at which theirs was locked: a stop from it is that one's.
     */
    private Future<@Nullable Person> existing(
            SqlConnection transaction, Sighting sighting, List<AddressId> identifiers, List<Long> known) {
        long organisationId = sighting.organisationId();
        return contacts.lock(transaction, organisationId, known)
                .compose(locked -> addresses
                        .named(transaction, organisationId, identifiers)
                        .map(found -> locked.equals(known) ? found : List.<Address>of()))
                .compose(found -> known(sighting, found).equals(known)
                        ? merge.merge(transaction, organisationId, known, sighting.origin())
                                .compose(consent -> links.complete(transaction, sighting, consent, identifiers, found))
                        : Future.succeededFuture(null));
    }

    private Future<Void> retire(SqlConnection transaction, Sighting sighting, Person person, List<AddressId> left) {
        List<Long> leftIds = person.addresses().stream()
                .filter(address -> left.contains(address.identifier()))
                .map(Address::id)
                .toList();
        if (leftIds.isEmpty()) {
            return Future.succeededFuture();
        }
        JsonObject detail = new JsonObject()
                .put("left", leftIds.size())
                .put(
                        "kinds",
                        left.stream().map(id -> id.kind().sqlName()).distinct().toList());
        return addresses
                .retire(transaction, sighting.organisationId(), leftIds, "identity_change", sighting.at())
                .compose(retired -> contacts.touch(
                        transaction, sighting.organisationId(), List.of(person.contactId()), clock.instant()))
                .compose(retired -> ledger.append(
                        transaction,
                        LedgerEntry.of(
                                sighting.organisationId(),
                                person.contactId(),
                                LedgerKind.IDENTITY_CHANGE,
                                sighting.at(),
                                sighting.origin(),
                                detail)))
                .mapEmpty();
    }

    private Future<Resolved> touch(SqlConnection transaction, Sighting sighting, Person person) {
        List<Long> used = person.addresses().stream()
                .filter(address -> sighting.identifiers().contains(address.identifier()))
                .map(Address::id)
                .toList();
        Future<Void> seen = sighting.writtenDown() != null
                ? Future.succeededFuture()
                : contacts.seen(
                        transaction,
                        new ContactStore.Presence(
                                sighting.organisationId(),
                                person.contactId(),
                                sighting.name(),
                                sighting.language(),
                                sighting.senderId() == null ? List.of() : used,
                                sighting.senderId(),
                                sighting.at()),
                        clock.instant());
        return seen.map(new Resolved(
                person.contactId(),
                person.addressOf(sighting.identifiers().get(0)),
                person.created(),
                person.state(),
                person.locked()));
    }

    /**
     * Somebody was there.
     *
     * @param identifiers all identifiers the platform gave, the one to answer to first
     * @param senderId the sender of ours they used; null when there was none (a page)
     * @param at platform's time
     * @param sourceReference key of the event, for the ledger
     * @param writtenDown by whom, when the person was not there themselves; null when they were
     */
    public record Sighting(
            long organisationId,
            @Nullable Long senderId,
            List<AddressId> identifiers,
            @Nullable String displayName,
            @Nullable String language,
            Instant at,
            @Nullable String sourceReference,
            @Nullable Origin writtenDown) {
        private static final int LONGEST_NAME = 200;

        public Sighting {
            identifiers = identifiers.stream().distinct().toList();
            if (identifiers.isEmpty()) {
                throw new IllegalArgumentException("a sighting has an identifier");
            }
            language = language != null && language.matches("[a-z]{2,3}") ? language : null;
        }

        String channel() {
            return identifiers.get(0).channel();
        }

        LedgerEntry.Origin origin() {
            if (writtenDown != null) {
                return writtenDown;
            }
            return new LedgerEntry.Origin(
                    senderId == null ? EventSource.PAGE : EventSource.WEBHOOK, channel(), sourceReference, null);
        }

        /** Whether the address had been left before this sighting: then it is a stranger who uses it now. */
        boolean cameAfterLeaving(Address address) {
            Instant retired = address.retiredAt();
            return retired != null && at.isAfter(retired);
        }

        /** The display name as it may be stored: people choose it freely, control characters and all. */
        String name() {
            if (displayName == null) {
                return "";
            }
            String plain =
                    NameText.plain(displayName.replaceAll("\\p{Cntrl}", " ").strip());
            return plain.length() <= LONGEST_NAME ? plain : plain.substring(0, LONGEST_NAME);
        }

        Sighting notAfter(Instant now) {
            return at.isAfter(now)
                    ? new Sighting(
                            organisationId,
                            senderId,
                            identifiers,
                            displayName,
                            language,
                            now,
                            sourceReference,
                            writtenDown)
                    : this;
        }
    }

    /**
     * @param addressId the row of the sighting's first identifier
     * @param created whether the contact is new
     * @param state what the person's consent is now
     * @param locked the consent, when this transaction has read and locked it and has not changed it since
     */
    public record Resolved(
            long contactId, long addressId, boolean created, ConsentState state, @Nullable Consent locked) {}

    /**
     * A contact and the addresses that a sighting named, all of them its own by now.
     *
     * @param locked as in {@link Resolved}
     */
    record Person(
            long contactId, List<Address> addresses, boolean created, ConsentState state, @Nullable Consent locked) {
        long addressOf(AddressId identifier) {
            return address(identifier).id();
        }

        Address address(AddressId identifier) {
            return addresses.stream()
                    .filter(address -> address.identifier().equals(identifier))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the sighting's own address is missing"));
        }
    }
}
