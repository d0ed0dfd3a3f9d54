package org.relais.inbound;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.Optional;
import org.relais.channel.InboundEvent.Kind;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentEvent.OptIn;
import org.relais.consent.ConsentEvent.Source;
import org.relais.consent.ConsentService;
import org.relais.consent.ConsentState;
import org.relais.consent.intent.Intent;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.OptInQuestion;

/**
 * What is decided about consent once it is known who somebody is and which question was open: everything but a stop,
 * which the webhook's own transaction has applied already.
 */
final class ConsentStages {
    /** In front of what a link carried that no part knows, in the evidence. */
    private static final String UNKNOWN_LINK = "other link ";

    private final ConsentService consent;
    private final ConversationStore conversations;
    private final OwedStore owed;
    private final PartStage parts;
    private final Voice voice;
    private final InstantSource clock;

    ConsentStages(
            ConsentService consent,
            ConversationStore conversations,
            OwedStore owed,
            PartStage parts,
            Voice voice,
            InstantSource clock) {
        this.consent = consent;
        this.conversations = conversations;
        this.owed = owed;
        this.parts = parts;
        this.voice = voice;
        this.clock = clock;
    }

    /** A stop or start that the webhook's transaction found to be older than what stands: nothing is said. */
    Future<Optional<Outcome>> late(SqlConnection tx, Encounter encounter) {
        boolean act = encounter.verdict().intent() == Intent.OPT_OUT
                || encounter.verdict().intent() == Intent.OPT_IN && encounter.joinPayload() == null
                || "".equals(encounter.event().startPayload());
        return act && encounter.open().effect() == null && !encounter.event().forwarded()
                ? Stage.end(Outcome.LATE)
                : Stage.pass();
    }

    /** A start is welcomed, unless a stop has come since. */
    Future<Optional<Outcome>> start(SqlConnection tx, Encounter encounter) {
        if (encounter.open().effect() != Effect.START) {
            return Stage.pass();
        }
        if (encounter.person().state() != ConsentState.SUBSCRIBED) {
            return Stage.end(Outcome.LATE);
        }
        boolean first = encounter.open().ledgerEventId() != null;
        return voice.say(tx, encounter.listener(), first ? "welcome" : "welcome.again")
                .compose(said -> Stage.end(Outcome.ANSWERED));
    }

    /** The question of a hold, "shall we stop?": yes is a stop, no ends the hold, and nothing else is answered. */
    Future<Optional<Outcome>> held(SqlConnection tx, Encounter encounter) {
        boolean goOn = encounter.button() != null
                && HoldQuestion.isGoOn(encounter.button(), encounter.person().basisEventId());
        boolean stop = encounter.button() != null && HoldQuestion.isStop(encounter.button());
        if (stop || encounter.button() == null && encounter.yes()) {
            return stop(tx, encounter, "hold");
        }
        if (goOn || encounter.button() == null && encounter.no()) {
            return goOn(tx, encounter);
        }
        return Stage.pass();
    }

    /** The question of a double opt-in. */
    Future<Optional<Outcome>> optIn(SqlConnection tx, Encounter encounter) {
        if (encounter.conversation() == null || !encounter.conversation().belongsTo(OptInQuestion.STATE)) {
            return Stage.pass();
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
                    .compose(outcome -> outcome.equals(Optional.of(Outcome.ANSWERED))
                            ? parts.agreed(tx, encounter, asked).map(outcome)
                            : Future.succeededFuture(outcome));
        }
        return Stage.pass();
    }

    /** The one message that an occasional contact ever gets ends with a question: YES makes them regular, NO is a stop. */
    Future<Optional<Outcome>> firstContact(SqlConnection tx, Encounter encounter) {
        if (!encounter.person().askedFirstContact() || encounter.button() != null) {
            return Stage.pass();
        }
        if (encounter.no()) {
            return stop(tx, encounter, "first_contact");
        }
        return encounter.yes()
                ? subscribe(tx, encounter, encounter.evidence(optIn(encounter, OptIn.FIRST_CONTACT_YES)))
                : Stage.pass();
    }

    /**
     * A payload that no part has answered: a link of the organisation's own making, or one that somebody has altered. It
     * subscribes nobody by itself: whoever comes by any link is asked, and only their yes does. On Telegram it came with
     * {@code /start}; elsewhere with the word of a join link, which is no reason to interrupt somebody who has agreed.
     */
    Future<Optional<Outcome>> join(SqlConnection tx, Encounter encounter) {
        String payload = encounter.joinPayload();
        if (payload == null || !encounter.is(Kind.TEXT) || encounter.event().forwarded()) {
            return Stage.pass();
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
                    .compose(asked -> Stage.end(Outcome.ANSWERED));
        }
        String text = encounter.event().text();
        return text != null && text.startsWith("/start")
                ? voice.say(tx, encounter.listener(), "welcome.again").compose(said -> Stage.end(Outcome.ANSWERED))
                : Stage.pass();
    }

    private Future<Optional<Outcome>> goOn(SqlConnection tx, Encounter encounter) {
        // A hold of somebody who never agreed gives back that state; the answer makes nobody subscribed.
        ConsentEvent event = encounter.person().heldFrom() == ConsentState.SUBSCRIBED
                ? optIn(encounter, OptIn.HOLD_YES)
                : ConsentEvent.release(
                        encounter.organisationId(),
                        encounter.person().contactId(),
                        encounter.at(Effect.START),
                        Source.WEBHOOK);
        return consent.apply(tx, encounter.evidence(event))
                .compose(change -> change.after() == ConsentState.HELD || change.after() == ConsentState.UNSUBSCRIBED
                        ? Stage.end(Outcome.LATE)
                        : voice.say(tx, encounter.listener(), "hold.continued")
                                .compose(said -> Stage.end(Outcome.ANSWERED)));
    }

    private Future<Optional<Outcome>> subscribe(SqlConnection tx, Encounter encounter, ConsentEvent event) {
        return consent.apply(tx, event).compose(change -> {
            if (change.after() != ConsentState.SUBSCRIBED) {
                return Stage.end(Outcome.LATE);
            }
            String key = change.before() == ConsentState.SUBSCRIBED ? "welcome.again" : "welcome";
            return voice.say(tx, encounter.listener(), key).compose(said -> Stage.end(Outcome.ANSWERED));
        });
    }

    /** The row becomes a stop like any other: drained first, then confirmed once. */
    private Future<Optional<Outcome>> stop(SqlConnection tx, Encounter encounter, String question) {
        ConsentEvent event = encounter
                .evidence(ConsentEvent.stop(
                        encounter.organisationId(),
                        encounter.person().contactId(),
                        encounter.at(Effect.STOP),
                        Source.WEBHOOK))
                .detail(new JsonObject().put("rule", "answer").put("question", question));
        return consent.apply(tx, event).compose(change -> {
            if (!change.stopped()) {
                return Stage.end(Outcome.LATE);
            }
            Applied applied = new Applied(
                    change.organisationId(),
                    change.contactId(),
                    encounter.addressId(),
                    Effect.STOP,
                    change.ledgerEventId());
            return owed.becomeStop(tx, encounter.open().id(), applied, clock.instant())
                    .compose(became -> Stage.end(Outcome.STOPPING));
        });
    }

    private static ConsentEvent optIn(Encounter encounter, OptIn evidence) {
        return ConsentEvent.optIn(
                encounter.organisationId(),
                encounter.person().contactId(),
                evidence,
                encounter.at(Effect.START),
                Source.WEBHOOK);
    }
}
