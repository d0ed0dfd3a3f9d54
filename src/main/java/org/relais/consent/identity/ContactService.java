package org.relais.consent.identity;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.relais.consent.ConsentChange;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.ContactListStore;
import org.relais.consent.ListedContact;
import org.relais.consent.UnknownContactException;
import org.relais.contact.Address;
import org.relais.contact.AddressId;
import org.relais.contact.AddressStore;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.contact.Contact;
import org.relais.contact.ContactDetails;
import org.relais.contact.ContactStore;
import org.relais.contact.OriginText;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.ledger.EventSource;
import org.relais.ledger.LedgerEntry;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Door;
import org.relais.organisation.Permission;

/**
 * What organisers write down about single people: who they are, what their consent rests on (GDPR 7(1)), and the stop that
 * reached the organisation another way. Whoever is on the suppression list stays unsubscribed, whatever is written down.
 */
public final class ContactService {
    private static final int MOST_LOOK_ALIKES = 10;

    private final Pool pool;
    private final IdentityService identities;
    private final ConsentService consent;
    private final InstantSource clock;
    private final AuditStore audit;
    private final OwnNumbers own;
    private final AddressStore addresses = new AddressStore();
    private final ContactStore contacts = new ContactStore();
    private final ContactListStore people = new ContactListStore();
    private final LookAlikeStore lookAlikes = new LookAlikeStore();

    public ContactService(Pool pool, IdentityService identities, ConsentService consent, InstantSource clock) {
        this.pool = pool;
        this.identities = identities;
        this.consent = consent;
        this.clock = clock;
        this.audit = new AuditStore(clock);
        this.own = new OwnNumbers(clock);
    }

    /**
     * A person to be written down.
     *
     * @param identifiers under which they can be reached; at least one
     * @param evidence what their class rests on
     */
    public record NewContact(
            List<AddressId> identifiers, ContactDetails details, ConsentClass consentClass, Evidence evidence) {}

    /**
     * What a class rests on.
     *
     * @param source the form, meeting or list it comes from; for an occasional contact the origin of the data
     * @param at when it was given, not later than now
     * @param wording what the person agreed to, or its name and version; null for occasional contacts only
     * @param language of the wording
     */
    public record Evidence(String source, Instant at, @Nullable String wording, @Nullable String language) {
        public Evidence {
            source = OriginText.bare(source);
        }
    }

    /** @param isNew false: nothing was changed, the contact has one of the addresses already */
    public record Created(long contactId, boolean isNew) {}

    /**
     * Creates a contact, unless somebody has one of the addresses; fails with {@link InvalidInputException} for who has been
     * removed and is on the suppression list.
     */
    public Future<Created> create(Actor actor, NewContact contact) {
        return actor.permitted(Permission.CONTACTS)
                .compose(permitted -> pool.withTransaction(transaction -> own.refuse(
                                transaction, actor.organisationId(), "addresses", contact.identifiers())
                        .compose(others -> owner(transaction, actor, contact))
                        .compose(owner -> owner.isPresent()
                                ? Future.succeededFuture(new Created(owner.get().contactId(), false))
                                : insert(transaction, actor, contact))))
                .recover(fault -> fault instanceof TakenException taken
                        ? Future.succeededFuture(new Created(taken.contactId, false))
                        : refused(fault));
    }

    private static <T> Future<T> refused(Throwable fault) {
        return Future.failedFuture(
                ContactStore.isExternalIdTaken(fault)
                        ? new InvalidInputException("externalId", FaultCode.EXTERNAL_ID_TAKEN)
                        : fault);
    }

    private Future<Optional<Address>> owner(SqlConnection transaction, Actor actor, NewContact contact) {
        return addresses
                .named(transaction, actor.organisationId(), contact.identifiers())
                .map(found -> found.stream()
                        .filter(address -> address.status() != Address.Status.RETIRED)
                        .findFirst());
    }

    private Future<Created> insert(SqlConnection transaction, Actor actor, NewContact contact) {
        ContactDetails details = contact.details();
        IdentityService.Sighting sighting = new IdentityService.Sighting(
                actor.organisationId(),
                null,
                contact.identifiers(),
                details.name(),
                details.language(),
                clock.instant(),
                null,
                LedgerEntry.Origin.of(actor));
        return identities.resolve(transaction, sighting).compose(resolved -> {
            if (!resolved.created()) {
                return Future.failedFuture(new TakenException(resolved.contactId()));
            }
            if (resolved.state() == ConsentState.UNSUBSCRIBED) {
                // Erased, and on the suppression list: nothing of this person is written again.
                return Future.failedFuture(new InvalidInputException("addresses", FaultCode.SUPPRESSED));
            }
            long id = resolved.contactId();
            return contacts.update(transaction, actor.organisationId(), id, details, clock.instant())
                    .compose(updated ->
                            consent.apply(transaction, event(actor, id, contact.consentClass(), contact.evidence())))
                    .compose(applied -> unopened(transaction, addresses, actor, contact.identifiers()))
                    .compose(applied -> audited(transaction, actor, "create", id))
                    .map(written -> new Created(id, true));
        });
    }

    /**
     * What an organiser types has been in no chat yet. A program that gives such an account over has it from one: that is how
     * people are brought along from elsewhere.
     */
    static Future<Void> unopened(
            SqlConnection transaction, AddressStore addresses, Actor actor, List<AddressId> written) {
        return actor.door() == Door.CONSOLE
                ? addresses.leaveUnopened(transaction, actor.organisationId(), written)
                : Future.succeededFuture();
    }

    /**
     * Changes what is written of a person.
     *
     * @param change makes the new details of those that stand now, under the lock of the contact
     * @return the contact that this id is now, after every merge; fails with {@link UnknownContactException}
     */
    public Future<Long> edit(Actor actor, long contactId, UnaryOperator<ContactDetails> change) {
        return edit(actor, contactId, standing -> {}, change);
    }

    /** @param precondition throws what the future fails with when the contact is not as whoever changes it has seen it */
    public Future<Long> edit(
            Actor actor, long contactId, Consumer<ListedContact> precondition, UnaryOperator<ContactDetails> change) {
        return actor.permitted(Permission.CONTACTS)
                .compose(permitted -> pool.withTransaction(transaction -> locked(transaction, actor, contactId)
                        .compose(contact -> people.find(transaction, actor.organisationId(), contact.id())
                                .compose(standing -> {
                                    precondition.accept(standing.orElseThrow());
                                    return write(transaction, actor, contact.id(), change.apply(contact.details()));
                                }))))
                .recover(ContactService::refused);
    }

    private Future<Long> write(SqlConnection transaction, Actor actor, long contactId, ContactDetails details) {
        return contacts.update(transaction, actor.organisationId(), contactId, details, clock.instant())
                .compose(updated -> audited(transaction, actor, "update", contactId));
    }

    private Future<Contact> locked(SqlConnection transaction, Actor actor, long contactId) {
        return contacts.current(transaction, actor.organisationId(), contactId)
                .compose(named -> contacts.lock(
                        transaction,
                        actor.organisationId(),
                        named.stream().map(Contact::id).toList()))
                .compose(locked -> locked.isEmpty()
                        ? Future.failedFuture(new UnknownContactException(contactId))
                        : contacts.find(transaction, actor.organisationId(), locked.get(0)))
                .map(Optional::orElseThrow);
    }

    /**
     * Writes down what somebody who is known agreed to on paper or by word of mouth. It ends no stop and settles no hold:
     * only the person's own act does.
     *
     * @param consentClass member or regular
     * @return applied or not; fails with {@link UnknownContactException}
     */
    public Future<ConsentChange> optIn(Actor actor, long contactId, ConsentClass consentClass, Evidence evidence) {
        return actor.permitted(Permission.CONTACTS)
                .compose(permitted -> pool.withTransaction(
                        transaction -> consent.apply(transaction, event(actor, contactId, consentClass, evidence))
                                .compose(change -> change.applied()
                                        ? audited(transaction, actor, "opt-in", change.contactId())
                                                .map(change)
                                        : Future.succeededFuture(change))));
    }

    /**
     * Stops somebody who told an organiser that they want no more messages: a stop like any other. Completes when nothing
     * to the person is open any more.
     *
     * @param words what they said, when somebody wrote it down
     * @return fails with {@link UnknownContactException}
     */
    public Future<ConsentChange> stop(Actor actor, long contactId, @Nullable String words) {
        ConsentEvent stop = ConsentEvent.stop(actor.organisationId(), contactId, clock.instant(), EventSource.of(actor))
                .words(words, null)
                .by(actor);
        return actor.permitted(Permission.CONTACTS)
                .compose(permitted -> pool.withTransaction(transaction -> consent.apply(transaction, stop)
                        .compose(change -> audited(transaction, actor, "stop", change.contactId())
                                .map(change))))
                .compose(change -> consent.enforce(change).map(change));
    }

    /** People who may be this one under another address, and what makes them look so; at most ten. */
    public Future<List<LookAlike>> lookAlikes(long organisationId, long contactId) {
        return lookAlikes.find(pool, organisationId, contactId, MOST_LOOK_ALIKES);
    }

    /**
     * Makes two contacts one, because somebody who knows them says so. The stricter consent of the two stands, under every
     * address of both. Completes when nothing that it forbids is open any more.
     *
     * @param named whose name stays; the older one's, where it has one, when it is null
     * @return the contact that remains; fails with {@link UnknownContactException}
     */
    public Future<Long> join(Actor actor, long contactId, long other, @Nullable Long named) {
        if (contactId == other) {
            return Future.failedFuture(new InvalidInputException("contact", FaultCode.JOIN_ITSELF));
        }
        if (named != null && named != contactId && named != other) {
            return Future.failedFuture(new InvalidInputException("named", FaultCode.CONTACT_UNKNOWN));
        }
        long organisationId = actor.organisationId();
        return actor.permitted(Permission.CONTACTS)
                .compose(permitted -> pool.withTransaction(transaction -> name(transaction, organisationId, named)
                        .compose(name -> identities
                                .merge(transaction, organisationId, contactId, other, LedgerEntry.Origin.of(actor))
                                .compose(one -> name.isEmpty()
                                        ? Future.succeededFuture(one)
                                        : contacts.rename(transaction, organisationId, one, name, clock.instant())
                                                .map(one)))
                        .compose(one -> audited(transaction, actor, "join", one))))
                .compose(one -> people.find(pool, organisationId, one)
                        .compose(person ->
                                person.filter(ContactService::mayNotBeWrittenTo).isPresent()
                                        ? consent.enforceAgain(organisationId, one)
                                        : Future.succeededFuture())
                        .map(one));
    }

    /** Empty for nobody's. */
    private Future<String> name(SqlConnection transaction, long organisationId, @Nullable Long contactId) {
        return contactId == null
                ? Future.succeededFuture("")
                : contacts.find(transaction, organisationId, contactId)
                        .map(found -> found.map(Contact::name).orElse(""));
    }

    private static boolean mayNotBeWrittenTo(ListedContact person) {
        return person.state() == ConsentState.UNSUBSCRIBED || person.state() == ConsentState.HELD;
    }

    private Future<Long> audited(SqlConnection transaction, Actor actor, String action, long contactId) {
        return audit.write(transaction, actor, "contact." + action, "contact:" + contactId)
                .map(contactId);
    }

    private static ConsentEvent event(Actor actor, long contactId, ConsentClass consentClass, Evidence evidence) {
        long organisationId = actor.organisationId();
        EventSource source = EventSource.of(actor);
        ConsentEvent event = consentClass == ConsentClass.OCCASIONAL
                ? ConsentEvent.classChange(organisationId, contactId, ConsentClass.OCCASIONAL, evidence.at(), source)
                : ConsentEvent.optIn(organisationId, contactId, ConsentEvent.OptIn.ORGANISER, evidence.at(), source)
                        .as(consentClass);
        return event.wording(evidence.wording(), evidence.language())
                .detail(new JsonObject().put("origin", evidence.source()))
                .by(actor);
    }

    /** Somebody else was faster: takes back what this transaction did. */
    private static final class TakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final long contactId;

        TakenException(long contactId) {
            super("an address is taken", null, false, false);
            this.contactId = contactId;
        }
    }
}
