package org.relais.action.named;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongFunction;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.IdentityService;
import org.relais.consent.Purpose;
import org.relais.contact.Contact;
import org.relais.contact.ContactStore;
import org.relais.conversation.Reply;
import org.relais.delivery.Content;
import org.relais.delivery.NewDelivery;
import org.relais.delivery.Outbox;
import org.relais.template.Letterhead;
import org.relais.template.MessageSpec;
import org.relais.template.MessageSpecCodec;
import org.relais.template.PersonalVariables;

/** Brings people, whatever the way they were named; everything runs in the caller's transaction. */
public final class NamedDesk {
    private final Introduction introduction;
    private final NamedLetter letter;
    private final Outbox outbox;
    private final InstantSource clock;
    private final NamedStore store = new NamedStore();
    private final ContactStore contacts = new ContactStore();

    /**
     * @param personal the volunteers' own links
     * @param removal address of a contact's own page to receive nothing more
     */
    public NamedDesk(
            Fingerprints fingerprints,
            IdentityService identities,
            ConsentService consent,
            PersonalVariables personal,
            LongFunction<String> removal,
            Outbox outbox,
            InstantSource clock) {
        this.introduction = new Introduction(fingerprints, identities, consent, clock);
        this.letter = new NamedLetter(personal, removal);
        this.outbox = outbox;
        this.clock = clock;
    }

    /** The action that the volunteer may bring people to now. */
    Future<Optional<NamedOffer>> offer(SqlClient client, long organisationId, long volunteerId) {
        return store.offer(client, organisationId, volunteerId, clock.instant());
    }

    /** Counts the tries; false, and nothing is counted, when they would be too many for one day of the organisation's. */
    Future<Boolean> mayTry(SqlConnection tx, NamedOffer offer, long organisationId, long volunteerId, int people) {
        Instant now = clock.instant();
        Instant today = now.atZone(offer.zone())
                .toLocalDate()
                .atStartOfDay(offer.zone())
                .toInstant();
        return store.tries(tx, volunteerId, today)
                .compose(tries -> tries + people > offer.perDay()
                        ? Future.succeededFuture(false)
                        : store.tried(tx, organisationId, volunteerId, people, now)
                                .map(true));
    }

    Future<Boolean> unknown(SqlConnection tx, long organisationId, Brought person) {
        return introduction.unknown(tx, organisationId, person);
    }

    /**
     * Spends the person's one contact, and then sends the volunteer the link.
     *
     * @param shown what the volunteer read before they went on
     * @return false when the person is known already, or has stopped: nothing was done
     */
    Future<Boolean> bring(
            SqlConnection tx, Reply reply, Letterhead letterhead, NamedOffer offer, Brought person, String shown) {
        String language = letterhead.texts().language("named.purpose", reply.language());
        return introduction
                .introduce(tx, reply.organisationId(), reply.contactId(), person, shown, language)
                .compose(contactId -> contactId.isEmpty()
                        ? Future.succeededFuture(false)
                        : link(tx, reply, letterhead, offer, person, contactId.get())
                                .map(true));
    }

    private Future<Void> link(
            SqlConnection tx, Reply reply, Letterhead letterhead, NamedOffer offer, Brought person, long contactId) {
        return store.bring(tx, reply.organisationId(), offer.actionId(), reply.contactId(), contactId, clock.instant())
                .compose(namedId -> contacts.find(tx, reply.organisationId(), reply.contactId())
                        .map(Optional::orElseThrow)
                        .map(volunteer -> spoken(volunteer, reply))
                        .map(volunteer -> letter.message(offer, letterhead, volunteer, contactId, namedId))
                        .compose(message -> outbox.enqueue(tx, delivery(reply, message, person)))
                        .compose(deliveryId -> store.shown(tx, namedId, deliveryId.orElseThrow())));
    }

    /** In the language that the reply is answered in. */
    private static Contact spoken(Contact volunteer, Reply reply) {
        return new Contact(
                volunteer.id(),
                volunteer.organisationId(),
                volunteer.name(),
                reply.language(),
                volunteer.timeZone(),
                volunteer.area(),
                volunteer.tags(),
                volunteer.variables(),
                volunteer.createdAt(),
                volunteer.updatedAt(),
                volunteer.lastSeenAt(),
                volunteer.mergedInto(),
                volunteer.erasedAt());
    }

    private NewDelivery delivery(Reply reply, MessageSpec message, Brought person) {
        return new NewDelivery(
                reply.organisationId(),
                reply.contactId(),
                reply.addressId(),
                reply.sender().id(),
                null,
                Purpose.REPLY,
                new Content.Inline(MessageSpecCodec.encode(message)),
                NamedLetter.variables(person),
                clock.instant(),
                null,
                null);
    }

    /** The person wants no contact, says the volunteer: a stop on every channel. */
    Future<Void> remove(SqlConnection tx, long organisationId, long volunteerId, long contactId) {
        return introduction.remove(tx, organisationId, volunteerId, contactId);
    }
}
