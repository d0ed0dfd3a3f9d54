package org.relais.consent.proof;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.relais.consent.ConsentStore;
import org.relais.consent.ConsentWordingStore;
import org.relais.consent.Fingerprints;
import org.relais.consent.UnknownContactException;
import org.relais.contact.Address;
import org.relais.contact.AddressId;
import org.relais.contact.AddressStore;
import org.relais.contact.Contact;
import org.relais.contact.ContactStore;
import org.relais.contact.PersonRecords;
import org.relais.database.Paging;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEvent;
import org.relais.ledger.LedgerSealer;
import org.relais.ledger.LedgerVerifier;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Permission;
import org.relais.task.Sequence;

/**
 * What can be shown of one person: the proof of their consent (GDPR art. 5(2), 7(1)) and everything that is held on them
 * (art. 15, 20).
 */
public final class ProofService {
    private static final int PAGE = 1_000;

    private final ContactStore contacts = new ContactStore();
    private final AddressStore addresses = new AddressStore();
    private final ConsentStore consents = new ConsentStore();
    private final ConsentWordingStore wordings = new ConsentWordingStore();
    private final ListedStore listed = new ListedStore();
    private final OrganisationStore organisations;
    private final Ledger ledger;
    private final LedgerSealer sealer;
    private final LedgerVerifier verifier;
    private final Vertx vertx;
    private final Pool pool;
    private final Fingerprints fingerprints;
    private final List<PersonRecords> records;
    private final UnaryOperator<String> channelNames;
    private final InstantSource clock;
    private final AuditStore audit;

    /**
     * @param records what other parts keep about people; those named {@code deliveries} stand in the proof
     * @param channelNames what people call a channel, by its registry name
     */
    public ProofService(
            Vertx vertx,
            Pool pool,
            Fingerprints fingerprints,
            List<PersonRecords> records,
            UnaryOperator<String> channelNames,
            InstantSource clock) {
        this.vertx = vertx;
        this.pool = pool;
        this.fingerprints = fingerprints;
        this.records = List.copyOf(records);
        this.channelNames = channelNames;
        this.clock = clock;
        this.audit = new AuditStore(clock);
        this.organisations = new OrganisationStore(clock);
        this.ledger = new Ledger(clock, new SecureRandom());
        this.sealer = new LedgerSealer(pool, clock);
        this.verifier = new LedgerVerifier(pool, clock);
    }

    /**
     * The whole story of one person, with the organisation's chain verified just now.
     *
     * @param contactId also of a contact that was merged into another, or erased
     * @return fails with {@link UnknownContactException}
     */
    public Future<Proof> proof(long organisationId, long contactId) {
        return sealer.seal()
                .compose(count -> contact(organisationId, contactId))
                .compose(this::proof);
    }

    /** As {@link #proof}, to be read and printed; French, or English for any other language. */
    public Future<Buffer> pdf(long organisationId, long contactId, String language) {
        return proof(organisationId, contactId)
                .compose(proof ->
                        vertx.executeBlocking(() -> new ProofPdf(proof, language, channelNames).bytes(), false));
    }

    /**
     * Everything that is held on a person, by part of the service. The audit trail keeps who took it out.
     *
     * @return fails with {@link UnknownContactException}
     */
    public Future<JsonObject> export(Actor actor, long contactId) {
        return export(actor, contactId, "contact.export");
    }

    /** As {@link #export}, to be read on a page; the audit trail keeps who opened it. */
    public Future<JsonObject> read(Actor actor, long contactId) {
        return export(actor, contactId, "contact.read");
    }

    /** As {@link #export}, to the person themself, who asked for it: that is kept with their request. */
    public Future<JsonObject> handOver(long organisationId, long contactId) {
        return export(organisationId, contactId);
    }

    private Future<JsonObject> export(Actor actor, long contactId, String deed) {
        return actor.permitted(Permission.CONTACTS)
                .compose(permitted -> export(actor.organisationId(), contactId))
                .compose(export ->
                        audit.write(pool, actor, deed, "contact:" + contactId).map(export));
    }

    private Future<JsonObject> export(long organisationId, long contactId) {
        return proof(organisationId, contactId).compose(proof -> {
            Contact contact = proof.contact();
            JsonObject json = proof.json();
            json.getJsonObject("contact")
                    .mergeIn(contact.details().toJson())
                    .put("pace", contact.pace())
                    .put("pacedAt", contact.pacedAt());
            return Sequence.each(records, one -> one.export(pool, organisationId, contact.id())
                            .onSuccess(found -> json.put(one.name(), found)))
                    .map(json);
        });
    }

    /** Whose address this is; of an erased person when the suppression list still knows it. */
    public Future<Optional<Long>> find(long organisationId, AddressId address) {
        return contacts.findByAddress(pool, organisationId, address)
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture(found.map(Contact::id))
                        : listed.contact(
                                pool,
                                organisationId,
                                fingerprints.all(organisationId, address).stream()
                                        .map(Buffer::buffer)
                                        .toList()));
    }

    private Future<Contact> contact(long organisationId, long contactId) {
        return contacts.current(pool, organisationId, contactId).compose(found -> found.map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(new UnknownContactException(contactId))));
    }

    private Future<Proof> proof(Contact contact) {
        long organisationId = contact.organisationId();
        return events(organisationId, contact.id(), 0, new ArrayList<>()).compose(events -> {
            Future<List<Address>> own = contact.erasedAt() == null
                    ? addresses.ofContact(pool, organisationId, contact.id())
                    : Future.succeededFuture(List.of());
            List<String> references = events.stream()
                    .map(LedgerEvent::wording)
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
            return Future.all(
                            organisations.find(pool, organisationId).map(Optional::orElseThrow),
                            own,
                            consents.find(pool, organisationId, contact.id()),
                            wordings.named(pool, organisationId, references),
                            deliveries(organisationId, contact.id()),
                            verifier.verify(organisationId))
                    .map(all -> new Proof(
                            all.resultAt(0),
                            contact,
                            all.resultAt(1),
                            all.resultAt(2),
                            events,
                            all.resultAt(3),
                            all.resultAt(4),
                            all.resultAt(5),
                            clock.instant()));
        });
    }

    /** Oldest first. */
    private Future<List<LedgerEvent>> events(long organisationId, long contactId, long after, List<LedgerEvent> found) {
        Paging paging = new Paging(after, true);
        return ledger.ofContact(pool, organisationId, contactId, paging, PAGE).compose(page -> {
            found.addAll(page);
            return page.size() == PAGE
                    ? events(organisationId, contactId, page.get(PAGE - 1).id(), found)
                    : Future.succeededFuture(found);
        });
    }

    /** What was sent under which basis; what it said belongs to the export. */
    private Future<JsonArray> deliveries(long organisationId, long contactId) {
        return records.stream()
                .filter(one -> one.name().equals("deliveries"))
                .findFirst()
                .map(one -> one.export(pool, organisationId, contactId).map(found -> {
                    JsonArray sent = new JsonArray();
                    found.forEach(each -> {
                        JsonObject delivery = ((JsonObject) each).copy();
                        delivery.remove("title");
                        delivery.remove("text");
                        delivery.remove("variables");
                        sent.add(delivery);
                    });
                    return sent;
                }))
                .orElseGet(() -> Future.succeededFuture(new JsonArray()));
    }
}
