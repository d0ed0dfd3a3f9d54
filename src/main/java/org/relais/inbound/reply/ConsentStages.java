package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.Optional;
import org.relais.channel.InboundEvent.Kind;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentEvent.OptIn;
import org.relais.consent.ConsentService;
import org.relais.consent.stopword.Intent;
import org.relais.contact.ConsentState;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.OptInQuestion;
import org.relais.inbound.intake.ConsentEffect;
import org.relais.inbound.intake.ConsentEffectKind;
import org.relais.inbound.intake.HoldQuestion;
import org.relais.inbound.intake.PendingStopStore;
import org.relais.ledger.EventSource;

/**
 * What is decided about consent once it is known who somebody is and which question was open: everything but a stop,
 * which the webhook's own transaction has applied already.
 */
final class ConsentStages {
    /** In front of what a link carried that no part knows, in the evidence. */
    private static final String UNKNOWN_LINK = "other link ";

    private final ConsentService consent;
    private final ConversationStore conversations;
    private final PendingStopStore owed;
    private final HandlerStage parts;
    private final ReplyMessages voice;
    private final InstantSource clock;

    ConsentStages(
            ConsentService consent,
            ConversationStore conversations,
            PendingStopStore owed,
            HandlerStage parts,
            ReplyMessages voice,
            InstantSource clock) {
        this.consent = consent;
        this.conversations = conversations;
        this.owed = owed;
        this.parts = parts;
        this.voice = voice;
        this.clock = clock;
    }

    /** A stop or start that the webhook's transaction found to be older than what stands: nothing is said. */
    Future<Optional<InboxOutcome>> late(SqlConnection tx, ReplyContext encounter) {
        boolean act = encounter.verdict().intent() == Intent.OPT_OUT
                || encounter.verdict().intent() == Intent.OPT_IN && encounter.joinPayload() == null
                || "".equals(encounter.event().startPayload());
        return act && encounter.open().effect() == null && !encounter.event().forwarded()
                ? ReplyStage.end(InboxOutcome.LATE)
                : ReplyStage.pass();
    }

    /** A start is welcomed, unless a stop has come since. */
    Future<Optional<InboxOutcome>> start(SqlConnection tx, ReplyContext encounter) {
        if (encounter.open().effect() != ConsentEffectKind.START) {
            return ReplyStage.pass();
        }
        if (encounter.person().state() != ConsentState.SUBSCRIBED) {
            return ReplyStage.end(InboxOutcome.LATE);
        }
        boolean first = encounter.open().ledgerEventId() != null;
        return voice.say(tx, encounter.listener(), first ? "welcome" : "welcome.again")
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /** The question of a hold, "shall we stop?": yes is a stop, no ends the hold, and nothing else is answered. */
    Future<Optional<InboxOutcome>> held(SqlConnection tx, ReplyContext encounter) {
        boolean goOn = encounter.button() != null
                && HoldQuestion.isGoOn(encounter.button(), encounter.person().basisEventId());
        boolean stop = encounter.button() != null && HoldQuestion.isStop(encounter.button());
        if (stop || encounter.button() == null && encounter.yes()) {
            return stop(tx, encounter, "hold");
        }
        if (goOn || encounter.button() == null && encounter.no()) {
            return goOn(tx, encounter);
        }
        return ReplyStage.pass();
    }

    /** The question of a double opt-in. */
    Future<Optional<InboxOutcome>> optIn(SqlConnection tx, ReplyContext encounter) {
        if (encounter.conversation() == null || !encounter.conversation().belongsTo(OptInQuestion.STATE)) {
            return ReplyStage.pass();
        }
        if (encounter.pressed(OptInQuestion.NO) || encounter.button() == null && encounter.no()) {
            return conversations
                    .end(tx, encounter.person().contactId())
                    .compose(ended -> stop(tx, encounter, "opt_in"));
        }
        if (encounter.pressed(OptInQuestion.YES) || encounter.button() == null && encounter.yes()) {
            OptInQuestion asked = OptInQuestion.asked(encounter.conversation());
            ConsentEvent agreed = encounter
                    .evidence(optIn(encounter, OptIn.DOUBLE_OPT_IN))
                    .wording(asked.version(), asked.language())
                    .detail(new JsonObject().put("reference", asked.reference()));
            return conversations
                    .end(tx, encounter.person().contactId())
                    .compose(ended -> subscribe(tx, encounter, agreed))
                    .compose(outcome -> outcome.equals(Optional.of(InboxOutcome.ANSWERED))
                            ? parts.agreed(tx, encounter, asked).map(outcome)
                            : Future.succeededFuture(outcome));
        }
        return ReplyStage.pass();
    }

    /** The one message that an occasional contact ever gets ends with a question: YES makes them regular, NO is a stop. */
    Future<Optional<InboxOutcome>> firstContact(SqlConnection tx, ReplyContext encounter) {
        if (!encounter.person().askedFirstContact() || encounter.button() != null) {
            return ReplyStage.pass();
        }
        if (encounter.no()) {
            return stop(tx, encounter, "first_contact");
        }
        return encounter.yes()
                ? subscribe(tx, encounter, encounter.evidence(optIn(encounter, OptIn.FIRST_CONTACT_YES)))
                : ReplyStage.pass();
    }

    /**
     * A payload that no part has answered: a link of the organisation's own making, or one that somebody has altered. It
     * subscribes nobody by itself: whoever comes by any link is asked, and only their yes does. On Telegram it came with
     * {@code /start}; elsewhere with the word of a join link, which is no reason to interrupt somebody who has agreed.
     */
    Future<Optional<InboxOutcome>> join(SqlConnection tx, ReplyContext encounter) {
        String payload = encounter.joinPayload();
        if (payload == null || !encounter.is(Kind.TEXT) || encounter.event().forwarded()) {
            return ReplyStage.pass();
        }
        if (encounter.person().state() != ConsentState.SUBSCRIBED) {
            return voice.ask(
                            tx,
                            encounter.listener(),
                            letterhead -> OptInQuestion.ask(
                                    tx,
                                    letterhead,
                                    encounter.person().contactId(),
                                    encounter.language(),
                                    UNKNOWN_LINK + payload,
                                    clock.instant()))
                    .compose(asked -> ReplyStage.end(InboxOutcome.ANSWERED));
        }
        String text = encounter.event().text();
        return text != null && text.startsWith("/start")
                ? voice.say(tx, encounter.listener(), "welcome.again")
                        .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED))
                : ReplyStage.pass();
    }

    private Future<Optional<InboxOutcome>> goOn(SqlConnection tx, ReplyContext encounter) {
        // A hold of somebody who never agreed gives back that state; the answer makes nobody subscribed.
        ConsentEvent event = encounter.person().heldFrom() == ConsentState.SUBSCRIBED
                ? optIn(encounter, OptIn.HOLD_YES)
                : ConsentEvent.release(
                        encounter.organisationId(),
                        encounter.person().contactId(),
                        encounter.at(ConsentEffectKind.START),
                        EventSource.WEBHOOK);
        return consent.apply(tx, encounter.evidence(event))
                .compose(change -> change.after() == ConsentState.HELD || change.after() == ConsentState.UNSUBSCRIBED
                        ? ReplyStage.end(InboxOutcome.LATE)
                        : voice.say(tx, encounter.listener(), "hold.continued")
                                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED)));
    }

    private Future<Optional<InboxOutcome>> subscribe(SqlConnection tx, ReplyContext encounter, ConsentEvent event) {
        return consent.apply(tx, event).compose(change -> {
            if (change.after() != ConsentState.SUBSCRIBED) {
                return ReplyStage.end(InboxOutcome.LATE);
            }
            String key = change.before() == ConsentState.SUBSCRIBED ? "welcome.again" : "welcome";
            return voice.say(tx, encounter.listener(), key).compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
        });
    }

    /** The row becomes a stop like any other: drained first, then confirmed once. */
    private Future<Optional<InboxOutcome>> stop(SqlConnection tx, ReplyContext encounter, String question) {
        ConsentEvent event = encounter
                .evidence(ConsentEvent.stop(
                        encounter.organisationId(),
                        encounter.person().contactId(),
                        encounter.at(ConsentEffectKind.STOP),
                        EventSource.WEBHOOK))
                .detail(new JsonObject().put("rule", "answer").put("question", question));
        return consent.apply(tx, event).compose(change -> {
            if (!change.stopped()) {
                return ReplyStage.end(InboxOutcome.LATE);
            }
            ConsentEffect applied = new ConsentEffect(
                    change.organisationId(),
                    change.contactId(),
                    encounter.addressId(),
                    ConsentEffectKind.STOP,
                    change.ledgerEventId());
            return owed.becomeStop(tx, encounter.open().id(), applied, clock.instant())
                    .compose(became -> ReplyStage.end(InboxOutcome.STOPPING));
        });
    }

    private static ConsentEvent optIn(ReplyContext encounter, OptIn evidence) {
        return ConsentEvent.optIn(
                encounter.organisationId(),
                encounter.person().contactId(),
                evidence,
                encounter.at(ConsentEffectKind.START),
                EventSource.WEBHOOK);
    }
}
