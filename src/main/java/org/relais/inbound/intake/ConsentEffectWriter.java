package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.consent.ConsentChange;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentEvent.OptIn;
import org.relais.consent.ConsentWriter;
import org.relais.consent.identity.IdentityService;
import org.relais.consent.identity.IdentityService.Resolved;
import org.relais.consent.identity.IdentityService.Sighting;
import org.relais.contact.AddressId;
import org.relais.contact.AddressStore;
import org.relais.contact.ConsentState;
import org.relais.contact.Contact;
import org.relais.contact.ContactStore;
import org.relais.conversation.AgreedWording;
import org.relais.ledger.EventSource;
import org.relais.organisation.Sender;
import org.relais.task.Sequence;

/** Writer, in the transaction that stores the events, of what they do to consent. */
final class ConsentEffectWriter {
    private final AddressStore addresses = new AddressStore();
    private final ContactStore contacts = new ContactStore();
    private final SharedNumbers sharedNumbers = new SharedNumbers();
    private final SenderDirectory senders;
    private final IdentityService identities;
    private final ConsentWriter consent;
    private final InboxStore store;

    /** An event that was new, with its row. */
    record StoredEvent(long inboxId, InboxEvent inbox, Instant receivedAt) {
        InboundEvent event() {
            return inbox.event();
        }
    }

    private record SignalledEvent(StoredEvent stored, ConsentSignal signal) {
        InboundEvent event() {
            return stored.event();
        }

        SignalledEvent as(ConsentEffectKind effect) {
            return new SignalledEvent(stored, signal.as(effect));
        }

        Instant at() {
            return ConsentEventTime.of(event(), signal.effect(), stored.receivedAt());
        }
    }

    ConsentEffectWriter(SenderDirectory senders, IdentityService identities, ConsentWriter consent, InboxStore store) {
        this.senders = senders;
        this.identities = identities;
        this.consent = consent;
        this.store = store;
    }

    /**
     * Applies what the events say, people in the order of their identifiers so that two transactions lock in one
     * direction, each person's events in the order of the platform's time, and of the list within a second.
     *
     * @return the stops and holds among them
     */
    Future<List<PendingStop>> apply(SqlConnection transaction, List<StoredEvent> events) {
        List<SignalledEvent> ordered = events.stream()
                .flatMap(stored ->
                        Stream.ofNullable(stored.inbox().signal()).map(signal -> new SignalledEvent(stored, signal)))
                .sorted(Comparator.comparing((SignalledEvent one) ->
                                one.event().from().get(0).identifier())
                        .thenComparing(SignalledEvent::at))
                .toList();
        List<PendingStop> pending = new ArrayList<>();
        return Sequence.each(ordered, one -> applyOne(transaction, one, pending))
                .map(pending);
    }

    private Future<Void> applyOne(SqlConnection transaction, SignalledEvent one, List<PendingStop> pending) {
        return senders.find(transaction, one.event().channel(), one.event().senderExternalId())
                .compose(sender -> sender.isEmpty()
                        ? Future.succeededFuture()
                        : concerns(transaction, sender.get(), one)
                                .compose(concerned -> concerned
                                        ? applied(transaction, sender.get(), one)
                                                .compose(applied -> record(
                                                        transaction,
                                                        one.stored().inboxId(),
                                                        applied,
                                                        pending))
                                        : Future.succeededFuture()));
    }

    private Future<Void> record(
            SqlConnection transaction, long inboxId, ConsentEffect applied, List<PendingStop> pending) {
        ConsentEffectKind effect = applied.effect();
        if (effect != null && effect.waits()) {
            pending.add(new PendingStop(
                    inboxId, applied.organisationId(), applied.contactId(), effect, applied.ledgerEventId()));
        }
        return store.recordEffect(transaction, inboxId, applied);
    }

    /** A group that becomes another concerns us when we know it; that of strangers becomes nobody's contact. */
    private Future<Boolean> concerns(SqlConnection transaction, Sender sender, SignalledEvent one) {
        return one.event().group()
                ? addresses
                        .named(transaction, sender.organisationId(), one.event().previous())
                        .map(known -> !known.isEmpty())
                : Future.succeededFuture(true);
    }

    private Future<ConsentEffect> applied(SqlConnection transaction, Sender sender, SignalledEvent one) {
        Sighting sighting = ContactSightings.of(sender, one.event());
        if (one.event().ownNumber().isPresent()) {
            return numberShared(transaction, sender, sighting, one.event());
        }
        return one.signal().effect() == ConsentEffectKind.IDENTITY
                ? identities
                        .move(transaction, sighting, one.event().previous())
                        .map(resolved -> moved(sender, resolved))
                : identities
                        .resolve(transaction, sighting)
                        .compose(resolved -> changed(transaction, sender, resolved, one));
    }

    /** Their number is an address of theirs, unless the organisation wants none, or it is no number. */
    private Future<ConsentEffect> numberShared(
            SqlConnection transaction, Sender sender, Sighting sighting, InboundEvent event) {
        return sharedNumbers
                .address(transaction, sender.organisationId(), event)
                .compose((Optional<AddressId> number) -> number.isEmpty()
                        ? identities
                                .resolve(transaction, sighting)
                                .map(resolved -> new ConsentEffect(
                                        sender.organisationId(),
                                        resolved.contactId(),
                                        resolved.addressId(),
                                        null,
                                        null))
                        : identities
                                .link(transaction, sighting, List.of(number.get()))
                                .map(resolved -> moved(sender, resolved)));
    }

    /** Whoever moved to where a stopped person is known becomes that person: what was queued for them must go. */
    private static ConsentEffect moved(Sender sender, Resolved resolved) {
        ConsentEffectKind effect =
                resolved.state() == ConsentState.UNSUBSCRIBED ? ConsentEffectKind.STOP : ConsentEffectKind.IDENTITY;
        return new ConsentEffect(sender.organisationId(), resolved.contactId(), resolved.addressId(), effect, null);
    }

    private Future<ConsentEffect> changed(
            SqlConnection transaction, Sender sender, Resolved resolved, SignalledEvent one) {
        return meant(transaction, resolved, one)
                .compose(meant -> meant.isEmpty()
                        ? Future.succeededFuture(new ConsentEffect(
                                sender.organisationId(), resolved.contactId(), resolved.addressId(), null, null))
                        : applied(transaction, sender, resolved, one, meant.get()));
    }

    private Future<ConsentEffect> applied(
            SqlConnection transaction, Sender sender, Resolved resolved, SignalledEvent one, SignalledEvent meant) {
        return evidence(transaction, sender, resolved, meant)
                .compose(event -> consent.apply(transaction, event, resolved.locked()))
                .compose(change -> resolved.state() != ConsentState.HELD && saidTwice(one, meant, change)
                        ? stop(transaction, sender, resolved, meant)
                        : Future.succeededFuture(effect(sender, resolved, meant, change)));
    }

    /** An opt-in names the text that says what it is to, in the language in which it is answered with it. */
    private Future<ConsentEvent> evidence(
            SqlConnection transaction, Sender sender, Resolved resolved, SignalledEvent one) {
        ConsentEvent event = consentEvent(sender, resolved, one);
        return one.signal().effect() == ConsentEffectKind.START
                ? contacts.find(transaction, sender.organisationId(), resolved.contactId())
                        .map(known ->
                                known.map(Contact::language).orElse(one.signal().language()))
                        .compose(language -> AgreedWording.START.evidence(
                                transaction, event, language, one.stored().receivedAt()))
                : Future.succeededFuture(event);
    }

    /** Another webhook of the same moment has held them since they were looked for. */
    private static boolean saidTwice(SignalledEvent one, SignalledEvent meant, ConsentChange change) {
        boolean asked = one.signal().dialogueWord() || one.signal().effect() == ConsentEffectKind.STOP;
        return asked && meant.signal().effect() == ConsentEffectKind.HOLD && change.before() == ConsentState.HELD;
    }

    private Future<ConsentEffect> stop(
            SqlConnection transaction, Sender sender, Resolved resolved, SignalledEvent one) {
        SignalledEvent stop = one.as(ConsentEffectKind.STOP);
        return consent.apply(transaction, consentEvent(sender, resolved, stop), null)
                .map(change -> effect(sender, resolved, stop, change));
    }

    /** What the words mean where the person stands; empty when they are no word about consent there. */
    private Future<Optional<SignalledEvent>> meant(SqlConnection transaction, Resolved resolved, SignalledEvent one) {
        String text = one.event().text();
        boolean asked = one.signal().effect() == ConsentEffectKind.HOLD
                || resolved.state() == ConsentState.HELD && one.signal().effect() != ConsentEffectKind.STOP
                || one.signal().isLikeness();
        if (text == null || one.signal().sense() == ConsentSignal.Sense.PLAIN && !asked) {
            return Future.succeededFuture(Optional.of(one));
        }
        return new WordsInContext(
                        transaction, resolved, one.signal(), text, one.stored().receivedAt())
                .effect()
                .map(effect -> effect.map(one::as));
    }

    private static ConsentEffect effect(Sender sender, Resolved resolved, SignalledEvent one, ConsentChange change) {
        ConsentEffectKind effect = effect(one.signal(), change);
        return new ConsentEffect(
                sender.organisationId(), change.contactId(), resolved.addressId(), effect, ledgerEvent(effect, change));
    }

    /** Null when it came too late, or for somebody whose stop it can't end. */
    private static @Nullable ConsentEffectKind effect(ConsentSignal signal, ConsentChange change) {
        return switch (signal.effect()) {
            case STOP, IDENTITY -> change.stopped() ? ConsentEffectKind.STOP : null;
            case HOLD -> change.after() == ConsentState.HELD ? ConsentEffectKind.HOLD : null;
            case START -> change.after() == ConsentState.SUBSCRIBED ? ConsentEffectKind.START : null;
        };
    }

    private static @Nullable Long ledgerEvent(@Nullable ConsentEffectKind effect, ConsentChange change) {
        boolean again =
                effect == ConsentEffectKind.START && (!change.applied() || change.before() == ConsentState.SUBSCRIBED);
        return effect == null || again ? null : change.ledgerEventId();
    }

    private static ConsentEvent consentEvent(Sender sender, Resolved resolved, SignalledEvent one) {
        InboundEvent event = one.event();
        long organisation = sender.organisationId();
        ConsentEvent bare =
                switch (one.signal().effect()) {
                    case STOP, IDENTITY ->
                        ConsentEvent.stop(organisation, resolved.contactId(), one.at(), EventSource.WEBHOOK);
                    case HOLD -> ConsentEvent.hold(organisation, resolved.contactId(), one.at(), EventSource.WEBHOOK);
                    case START ->
                        ConsentEvent.optIn(
                                organisation,
                                resolved.contactId(),
                                event.startPayload() == null ? OptIn.KEYWORD : OptIn.START_COMMAND,
                                one.at(),
                                EventSource.WEBHOOK);
                };
        return bare.from(event.channel(), event.eventKey())
                .words(event.text(), one.signal().language())
                .detail(new JsonObject().put("rule", one.signal().rule()));
    }
}
