package org.relais.action.referral;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.relais.consent.Purpose;
import org.relais.contact.ContactStore;
import org.relais.delivery.DeliveryContent;
import org.relais.delivery.NewDelivery;
import org.relais.delivery.Outbox;
import org.relais.template.MessageSpec;
import org.relais.template.OrganisationProfile;

/** Dialogue in which volunteers bring people, whatever the way they were named; everything runs in the caller's transaction. */
public final class ReferralDialogue {
    private final ReferralIntake introduction;
    private final ReferralMessage letter;
    private final Outbox outbox;
    private final InstantSource clock;
    private final ReferralStore store = new ReferralStore();
    private final ContactStore contacts = new ContactStore();

    public ReferralDialogue(ReferralIntake introduction, ReferralMessage letter, Outbox outbox, InstantSource clock) {
        this.introduction = introduction;
        this.letter = letter;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** The action that the volunteer may bring people to now. */
    Future<Optional<ReferralOffer>> offer(SqlClient client, long organisationId, long volunteerId) {
        return store.offer(client, organisationId, volunteerId, clock.instant());
    }

    /** Counts so many tries as there is room for on this day of the organisation's; completes with how many. */
    Future<Integer> mayTry(SqlConnection tx, ReferralOffer offer, long organisationId, long volunteerId, int people) {
        Instant now = clock.instant();
        Instant today = now.atZone(offer.zone())
                .toLocalDate()
                .atStartOfDay(offer.zone())
                .toInstant();
        return store.tries(tx, volunteerId, today)
                .map(tries -> (int) Math.max(0, Math.min(people, offer.perDay() - tries)))
                .compose(allowed -> store.tried(tx, organisationId, volunteerId, allowed, now)
                        .map(allowed));
    }

    Future<Boolean> unknown(SqlConnection tx, long organisationId, Referral person) {
        return introduction.unknown(tx, organisationId, person);
    }

    /**
     * Spends the person's one contact, and then gives the volunteer the link: in the chat, with the buttons to say what
     * came of it, and to the caller.
     *
     * @param shown what the volunteer read before they went on
     * @return the link; empty when the person is known already, or has stopped: nothing was done
     */
    Future<Optional<String>> bring(
            SqlConnection tx,
            Referrer volunteer,
            OrganisationProfile profile,
            ReferralOffer offer,
            Referral person,
            String shown) {
        String language = profile.texts().language("named.purpose", volunteer.language());
        return introduction
                .introduce(tx, volunteer.organisationId(), volunteer.contactId(), person, shown, language)
                .compose(contactId -> contactId.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : link(tx, volunteer, profile, offer, person, contactId.get())
                                .map(Optional::of));
    }

    private Future<String> link(
            SqlConnection tx,
            Referrer volunteer,
            OrganisationProfile profile,
            ReferralOffer offer,
            Referral person,
            long contactId) {
        return contacts.find(tx, volunteer.organisationId(), volunteer.contactId())
                .map(found -> letter.text(offer, profile, found.orElseThrow(), volunteer.language(), contactId))
                .compose(text -> store.bring(
                                tx,
                                volunteer.organisationId(),
                                offer.actionId(),
                                volunteer.contactId(),
                                contactId,
                                clock.instant())
                        .compose(namedId -> outbox.enqueue(
                                        tx,
                                        delivery(
                                                        volunteer,
                                                        letter.message(profile, volunteer.language(), text, namedId),
                                                        person)
                                                .about(offer.actionId()))
                                .compose(deliveryId -> deliveryId.isEmpty()
                                        ? Future.succeededFuture()
                                        : store.shown(tx, namedId, deliveryId.get())))
                        .map(shown -> NumberApp.link(person.digits(), text)));
    }

    private NewDelivery delivery(Referrer volunteer, MessageSpec message, Referral person) {
        return new NewDelivery(
                volunteer.organisationId(),
                volunteer.contactId(),
                volunteer.addressId(),
                volunteer.senderId(),
                null,
                null,
                Purpose.REPLY,
                DeliveryContent.of(message),
                ReferralMessage.variables(person),
                clock.instant(),
                null,
                null);
    }

    /** The person wants no contact, says the volunteer: a stop on every channel. Completes with its ledger event. */
    Future<Long> remove(SqlConnection tx, long organisationId, long volunteerId, long contactId) {
        return introduction.remove(tx, organisationId, volunteerId, contactId);
    }
}
