package org.relais.consent.verify;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.relais.consent.Fingerprints;
import org.relais.consent.SuppressionStore;
import org.relais.consent.SuppressionStore.Listed;
import org.relais.consent.verify.Difference.Kind;
import org.relais.contact.Address;
import org.relais.contact.AddressStore;

/**
 * Comparison of every consent of an organisation, and of its suppression list, with what the ledger implies: page by
 * page, whatever their number, while the service goes on. Erased and merged contacts, imports and replaced keys are as
 * the ledger says and make no difference.
 *
 * <p>What it can't tell: whether an event that the ledger has was true. Somebody with the password of the service's role
 * can add events; they stay, with their time, for everybody to see.
 */
final class ConsentComparison {
    private static final int PAGE = 1_000;

    private final ComparisonStore store = new ComparisonStore();
    private final AddressStore addresses = new AddressStore();
    private final SuppressionStore suppressions = new SuppressionStore();
    private final Pool pool;
    private final Fingerprints fingerprints;

    ConsentComparison(Pool pool, Fingerprints fingerprints) {
        this.pool = pool;
        this.fingerprints = fingerprints;
    }

    Future<Comparison> of(long organisationId) {
        Comparison.Counter counter = new Comparison.Counter();
        return people(organisationId, 0, counter)
                .compose(done -> removals(organisationId, 0, counter))
                .map(done -> counter.end());
    }

    private Future<Void> people(long organisationId, long after, Comparison.Counter counter) {
        return pool.withTransaction(transaction -> store.oneMoment(transaction)
                        .compose(set -> store.people(transaction, organisationId, after, PAGE))
                        .compose(page -> compare(transaction, organisationId, page, counter)
                                .map(page)))
                .compose(page -> page.size() < PAGE
                        ? Future.succeededFuture()
                        : people(organisationId, page.get(PAGE - 1).contactId(), counter));
    }

    private Future<Void> compare(
            SqlConnection transaction, long organisationId, List<PersonState> page, Comparison.Counter counter) {
        counter.people(page.size());
        page.forEach(person -> person.differences().forEach(counter::add));
        List<Long> stopped = page.stream()
                .filter(PersonState::hasStopped)
                .map(PersonState::contactId)
                .toList();
        return stopped.isEmpty() || !fingerprints.available()
                ? Future.succeededFuture()
                : addresses
                        .ofContacts(transaction, organisationId, stopped)
                        .compose(own -> listed(transaction, organisationId, own)
                                .onSuccess(listed -> unlisted(organisationId, own, listed, counter)))
                        .mapEmpty();
    }

    private Future<Set<Buffer>> listed(SqlConnection transaction, long organisationId, List<Address> own) {
        List<Buffer> all = new ArrayList<>();
        own.forEach(address -> all.addAll(fingerprints.everyKey(organisationId, address.identifier())));
        return suppressions.find(transaction, organisationId, all).map(found -> {
            Set<Buffer> listed = new HashSet<>();
            found.stream().map(Listed::fingerprint).forEach(listed::add);
            return listed;
        });
    }

    private void unlisted(long organisationId, List<Address> own, Set<Buffer> listed, Comparison.Counter counter) {
        Set<Long> people = new TreeSet<>();
        own.stream()
                .filter(address -> fingerprints.everyKey(organisationId, address.identifier()).stream()
                        .noneMatch(listed::contains))
                .map(Address::contactId)
                .forEach(people::add);
        people.forEach(contactId -> counter.add(new Difference(contactId, Kind.UNLISTED)));
    }

    private Future<Void> removals(long organisationId, long after, Comparison.Counter counter) {
        String key = fingerprints.available() ? fingerprints.currentKeyId() : "";
        return store.removals(pool, organisationId, after, PAGE, key).compose(page -> {
            counter.removals(page.size());
            page.stream()
                    .filter(removal -> !removal.explained())
                    .forEach(removal -> counter.add(new Difference(null, Kind.UNEXPLAINED_REMOVAL)));
            return page.size() < PAGE
                    ? Future.succeededFuture()
                    : removals(organisationId, page.get(PAGE - 1).id(), counter);
        });
    }
}
