package org.relais.consent.replay;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relais.consent.ConsentChange;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.SuppressionStore;
import org.relais.consent.privacy.ErasureService;
import org.relais.consent.replay.ExportedLine.Head;
import org.relais.consent.replay.ExportedLine.Link;
import org.relais.consent.replay.ExportedLine.Listed;
import org.relais.consent.replay.FinalState.Word;
import org.relais.consent.replay.ReplayStore.Addressed;
import org.relais.consent.replay.ReplayStore.Present;
import org.relais.contact.ConsentState;
import org.relais.ledger.EventSource;
import org.relais.ledger.LedgerSealer;
import org.relais.organisation.Actor;
import org.relais.organisation.Organisation;

/**
 * After a backup was restored that is older than a stop: applies from an exported ledger every stop, hold, erasure and
 * entry of the suppression list that the backup has forgotten. It only ever makes stricter: no opt-in is replayed, and
 * nothing is applied to somebody who has opted in since. Done again, it finds nothing to do.
 *
 * <p>People are found by their fingerprints under every key; by contact id only those that the chain knew before it and
 * the file part, since an id given out later may be another person's here. For commands: it blocks the thread it is
 * called on.
 */
public final class LedgerReplay {
    private static final int PAGE = 2_000;
    private static final int BATCH = 500;

    private final ExportStore chains = new ExportStore();
    private final ReplayStore store = new ReplayStore();
    private final SuppressionStore suppressions = new SuppressionStore();
    private final Pool pool;
    private final Fingerprints fingerprints;
    private final ConsentService consent;
    private final ErasureService erasures;
    private final InstantSource clock;

    public LedgerReplay(
            Pool pool,
            Fingerprints fingerprints,
            ConsentService consent,
            ErasureService erasures,
            InstantSource clock) {
        this.pool = pool;
        this.fingerprints = fingerprints;
        this.consent = consent;
        this.erasures = erasures;
        this.clock = clock;
    }

    /**
     * Verifies the file and says whose ledger it is; changes nothing.
     *
     * @return the slug of the organisation
     * @throws IllegalArgumentException that says what is wrong with the file
     */
    public String organisation(Path file) throws IOException {
        return LedgerFile.verified(file, fingerprints).head().organisation();
    }

    /**
     * Verifies the file, finds where the restored ledger and it part, and applies what is missing.
     *
     * @throws IllegalArgumentException that says what is wrong with the file, or why it does not fit this ledger; nothing
     *     was changed then
     * @throws org.relais.consent.MissingKeyException when there is no suppression key
     */
    public Replayed replay(Organisation organisation, Path file) throws IOException {
        fingerprints.require();
        LedgerFile export = LedgerFile.verified(file, fingerprints);
        Head head = export.head();
        if (head.organisationId() != organisation.id() || !head.organisation().equals(organisation.slug())) {
            throw new IllegalArgumentException(
                    "the file is the ledger of another organisation: " + head.organisation());
        }
        new LedgerSealer(pool, clock).seal().await();
        Comparison comparison = new Comparison(head);
        Map<Buffer, Listed> listed = new HashMap<>();
        comparison.begin();
        export.each(comparison::compare, one -> listed.put(one.fingerprint(), one));
        comparison.refuseAnother();

        Counts counts = new Counts();
        replayWords(organisation.id(), head, comparison, counts);
        replayListed(organisation.id(), head, missing(organisation.id(), listed), counts);
        return new Replayed(
                export.links(),
                comparison.fork,
                comparison.lost,
                counts.stopped,
                counts.held,
                counts.erased,
                counts.listed);
    }

    private void replayWords(long organisationId, Head head, Comparison comparison, Counts counts) {
        Set<Long> known = new HashSet<>();
        List<Long> contacts = comparison.words.contacts();
        for (int from = 0; from < contacts.size(); from += PAGE) {
            known.addAll(store.known(
                            pool,
                            organisationId,
                            comparison.fork,
                            contacts.subList(from, Math.min(from + PAGE, contacts.size())))
                    .await());
        }
        comparison.words.binding(known).forEach((contactId, word) -> store.present(pool, organisationId, contactId)
                .await()
                .ifPresent(person -> replay(organisationId, head, person, word, counts)));
    }

    private void replay(long organisationId, Head head, Present person, Word word, Counts counts) {
        String reference = reference(head) + ", position " + word.position();
        if (word.erased() && !person.cameBackAfter(word.at())) {
            if (erasures.erase(Actor.service(organisationId, "ledger replay"), person.contactId())
                    .await()
                    .now()) {
                counts.erased++;
            }
        } else if (word.state() == ConsentState.UNSUBSCRIBED && person.lacksStop(word.at())) {
            ConsentEvent stop = ConsentEvent.stop(organisationId, person.contactId(), word.at(), EventSource.REPLAY)
                    .from(null, reference);
            counts.stopped += consent.stop(stop).await().firstStop() ? 1 : 0;
        } else if (word.state() == ConsentState.HELD && person.lacksHold(word.at())) {
            ConsentEvent hold = ConsentEvent.hold(organisationId, person.contactId(), word.at(), EventSource.REPLAY)
                    .from(null, reference);
            counts.held += consent.apply(hold).await().applied() ? 1 : 0;
        }
    }

    /** Entries of the file that are not on the list here. */
    private Map<Buffer, Listed> missing(long organisationId, Map<Buffer, Listed> listed) {
        Map<Buffer, Listed> missing = new HashMap<>(listed);
        List<Buffer> all = List.copyOf(listed.keySet());
        for (int from = 0; from < all.size(); from += PAGE) {
            suppressions
                    .find(pool, organisationId, all.subList(from, Math.min(from + PAGE, all.size())))
                    .await()
                    .forEach(found -> missing.remove(found.fingerprint()));
        }
        return missing;
    }

    private void replayListed(long organisationId, Head head, Map<Buffer, Listed> missing, Counts counts) {
        if (missing.isEmpty()) {
            return;
        }
        Map<Long, ConsentEvent> stops = new TreeMap<>();
        long last = 0;
        List<Addressed> page = store.addresses(pool, organisationId, last, PAGE).await();
        while (!page.isEmpty()) {
            for (Addressed address : page) {
                last = address.addressId();
                match(organisationId, head, address, missing, stops);
            }
            page = store.addresses(pool, organisationId, last, PAGE).await();
        }
        stop(List.copyOf(stops.values()), counts);
        counts.listed += enlist(organisationId, missing);
    }

    private void match(
            long organisationId,
            Head head,
            Addressed address,
            Map<Buffer, Listed> missing,
            Map<Long, ConsentEvent> stops) {
        for (byte[] print : fingerprints.all(organisationId, address.identifier())) {
            Buffer fingerprint = Buffer.buffer(print);
            Listed entry = missing.get(fingerprint);
            Present person = address.person();
            if (entry != null && person.cameBackAfter(entry.addedAt())) {
                missing.remove(fingerprint);
            } else if (entry != null && person.lacksStop(entry.addedAt())) {
                ConsentEvent stop = ConsentEvent.stop(
                                organisationId, person.contactId(), entry.addedAt(), EventSource.REPLAY)
                        .from(null, reference(head) + ", suppression list")
                        .detail(new JsonObject().put("rule", "suppression_list").put("reason", entry.reason()));
                stops.putIfAbsent(person.contactId(), stop);
            }
        }
    }

    private void stop(List<ConsentEvent> stops, Counts counts) {
        for (int from = 0; from < stops.size(); from += BATCH) {
            List<ConsentEvent> batch = stops.subList(from, Math.min(from + BATCH, stops.size()));
            for (ConsentChange change : pool.withTransaction(transaction -> consent.apply(transaction, batch))
                    .await()) {
                consent.enforce(change).await();
                counts.stopped += change.firstStop() ? 1 : 0;
            }
        }
    }

    private long enlist(long organisationId, Map<Buffer, Listed> missing) {
        long added = 0;
        List<Listed> entries = new ArrayList<>(missing.values());
        for (int from = 0; from < entries.size(); from += PAGE) {
            List<Listed> batch = entries.subList(from, Math.min(from + PAGE, entries.size()));
            Future<Integer> put = pool.withTransaction(transaction -> store.enlist(transaction, organisationId, batch));
            added += put.await();
        }
        return added;
    }

    private static String reference(Head head) {
        return "ledger export of " + head.exportedAt();
    }

    /**
     * @param events that the file holds
     * @param common position up to which the restored ledger and the file are one
     * @param forgotten events of the file after it
     * @param stopped people who are unsubscribed again
     * @param held people who are held again
     * @param erased people who are erased again
     * @param listed entries put back on the suppression list, besides those of the people stopped
     */
    public record Replayed(
            long events, long common, long forgotten, long stopped, long held, long erased, long listed) {

        public JsonObject json() {
            return new JsonObject()
                    .put("events", events)
                    .put("common", common)
                    .put("forgotten", forgotten)
                    .put("stopped", stopped)
                    .put("held", held)
                    .put("erased", erased)
                    .put("listed", listed);
        }
    }

    private static final class Counts {
        private long stopped;
        private long held;
        private long erased;
        private long listed;
    }

    /** The chain here beside that of the file, followed to where they part. */
    private final class Comparison {
        private final Head head;
        private final FinalState words = new FinalState();
        private TreeMap<Long, Buffer> page = new TreeMap<>();
        private long fork;
        private long lost;
        private boolean together = true;
        private boolean another;

        private Comparison(Head head) {
            this.head = head;
            this.fork = head.after();
        }

        private void begin() {
            Optional<Buffer> here = head.after() == 0
                    ? Optional.empty()
                    : chains.hash(pool, head.organisationId(), head.after()).await();
            @Nullable Buffer there = head.hash();
            if (there != null && here.isEmpty()) {
                throw new IllegalArgumentException("the file begins at position " + (head.after() + 1)
                        + ", after the end of the restored ledger: use an export that begins earlier");
            }
            if (there != null && !there.equals(here.orElse(null))) {
                throw new IllegalArgumentException(
                        "the file does not continue this ledger: use an export that begins" + " earlier");
            }
        }

        private void compare(Link link) {
            if (together) {
                Buffer here = here(link.position());
                if (link.hash().equals(here)) {
                    fork = link.position();
                    return;
                }
                together = false;
                another = here != null && link.position() == 1;
            }
            lost++;
            words.add(link);
        }

        private @Nullable Buffer here(long position) {
            if (page.isEmpty() || page.lastKey() < position) {
                page = chains.hashes(pool, head.organisationId(), position - 1, PAGE)
                        .await();
            }
            return page.get(position);
        }

        private void refuseAnother() {
            if (another) {
                throw new IllegalArgumentException("the file has nothing in common with this ledger");
            }
        }
    }
}
