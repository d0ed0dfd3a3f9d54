package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.call.CallCorrectionStore.Call;
import org.relais.consent.ConsentChange;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.contact.Address;
import org.relais.contact.AddressStore;
import org.relais.ledger.EventSource;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.task.Sequence;

/**
 * What organisers put right: somebody who should not be called is taken out of a list, and a result that a volunteer noted
 * wrongly is noted rightly. A person's wish to be removed is never corrected away: only that person ends it.
 */
public final class CallCorrections {
    /** What a result may be corrected to. */
    public static final List<CallResult> RESULTS = List.of(
            CallResult.REACHED, CallResult.NO_ANSWER, CallResult.REFUSED, CallResult.WRONG_NUMBER, CallResult.REMOVED);

    private static final String WRONG_NUMBER = "wrong_number";

    private final Pool pool;
    private final ConsentService consent;
    private final AuditStore audit;
    private final InstantSource clock;
    private final CallScriptStore scripts = new CallScriptStore();
    private final CallAttemptStore handOuts = new CallAttemptStore();
    private final AddressStore addresses = new AddressStore();
    private final CallCorrectionStore store = new CallCorrectionStore();

    public CallCorrections(Pool pool, ConsentService consent, AuditStore audit, InstantSource clock) {
        this.pool = pool;
        this.consent = consent;
        this.audit = audit;
        this.clock = clock;
    }

    /** What came of it. In every case but {@link #DONE} nothing was changed. */
    public enum Outcome {
        DONE,
        /** The action has no such call or entry. */
        UNKNOWN,
        /** Whom the person asked to be removed: it stands. */
        STANDS,
        /** The call has no result of a volunteer's: it is under way, or was given back without one. */
        NO_RESULT,
        /** The person was erased: there is nobody left whom it could stop, or whose number it could be. */
        ERASED,
        /** A volunteer has the person right now. */
        BUSY
    }

    private record Corrected(Outcome outcome, @Nullable ConsentChange stop) {
        static final Corrected UNCHANGED = new Corrected(Outcome.DONE, null);
    }

    /** Nobody calls this person any more for this action; whoever was called before keeps their result. */
    public Future<Outcome> takeOut(Actor actor, Action action, long entryId) {
        return actor.permittedToRun(action.id())
                .compose(permitted ->
                        pool.withTransaction(tx -> store.takeOut(tx, action.organisationId(), action.id(), entryId)
                                .compose(taken -> taken
                                        ? audit.write(
                                                        tx,
                                                        actor,
                                                        "call.take_out",
                                                        "action:" + action.id(),
                                                        new JsonObject().put("entry", entryId))
                                                .map(Outcome.DONE)
                                        : store.state(tx, action.organisationId(), action.id(), entryId)
                                                .map(CallCorrections::standing))));
    }

    private static Outcome standing(Optional<String> state) {
        return state.map(found -> found.equals("leased") ? Outcome.BUSY : Outcome.DONE)
                .orElse(Outcome.UNKNOWN);
    }

    /**
     * Writes down how a call really ended. The list follows it, and so do the figures; to {@link CallResult#REMOVED} it is
     * a stop on every channel, and completes when nothing to the person is open any more.
     *
     * @param result one of {@link #RESULTS}
     */
    public Future<Outcome> correct(Actor actor, Action action, long callId, CallResult result) {
        if (!RESULTS.contains(result)) {
            throw new IllegalArgumentException("no call is corrected to " + result.sqlName());
        }
        return actor.permittedToRun(action.id())
                .compose(permitted ->
                        pool.withTransaction(tx -> store.lock(tx, action.organisationId(), action.id(), callId)
                                .compose(found -> found.isEmpty()
                                        ? Future.succeededFuture(new Corrected(Outcome.UNKNOWN, null))
                                        : judged(tx, actor, action, found.get(), result))))
                .compose(corrected -> corrected.stop() == null
                        ? Future.succeededFuture(corrected.outcome())
                        : consent.enforce(corrected.stop()).map(corrected.outcome()));
    }

    private Future<Corrected> judged(SqlConnection tx, Actor actor, Action action, Call call, CallResult result) {
        Optional<CallResult> before = Optional.ofNullable(call.result()).flatMap(CallResult::named);
        if (before.isEmpty()) {
            return Future.succeededFuture(new Corrected(Outcome.NO_RESULT, null));
        }
        if (before.get() == result) {
            return Future.succeededFuture(Corrected.UNCHANGED);
        }
        if (before.get() == CallResult.REMOVED) {
            return Future.succeededFuture(new Corrected(Outcome.STANDS, null));
        }
        boolean ofThePerson = result == CallResult.REMOVED || result == CallResult.WRONG_NUMBER;
        if (call.contactId() == null && ofThePerson) {
            return Future.succeededFuture(new Corrected(Outcome.ERASED, null));
        }
        return stop(tx, actor, action, call, result).compose(stop -> store.correct(
                        tx, call.id(), result.sqlName(), stop == null ? null : stop.ledgerEventId())
                .compose(corrected -> number(tx, action, call, before.get(), result))
                .compose(marked -> settle(tx, action, call, before.get(), result))
                .compose(settled -> audit.write(
                        tx,
                        actor,
                        "call.correct",
                        "action:" + action.id(),
                        new JsonObject()
                                .put("call", call.id())
                                .put("from", before.get().sqlName())
                                .put("to", result.sqlName())))
                .map(new Corrected(Outcome.DONE, stop)));
    }

    private Future<@Nullable ConsentChange> stop(
            SqlConnection tx, Actor actor, Action action, Call call, CallResult result) {
        Long contact = call.contactId();
        if (result != CallResult.REMOVED || contact == null) {
            return Future.succeededFuture();
        }
        return consent.apply(
                        tx,
                        ConsentEvent.stop(action.organisationId(), contact, clock.instant(), EventSource.of(actor))
                                .from(null, "call:" + call.id())
                                .by(actor)
                                .detail(new JsonObject()
                                        .put("rule", "asked_on_the_telephone")
                                        .put("action", action.id())))
                .map(change -> change);
    }

    /** A number that was said to be wrong may be called again when it was not, and the other way round. */
    private Future<Void> number(SqlConnection tx, Action action, Call call, CallResult before, CallResult result) {
        Long shown = call.addressId();
        if (shown == null
                || call.contactId() == null
                || before != CallResult.WRONG_NUMBER && result != CallResult.WRONG_NUMBER) {
            return Future.succeededFuture();
        }
        boolean wrong = result == CallResult.WRONG_NUMBER;
        return handOuts.sameNumber(tx, action.organisationId(), shown)
                .compose(same -> Sequence.each(same, address -> addresses
                        .mark(
                                tx,
                                action.organisationId(),
                                address,
                                wrong ? Address.Status.UNREACHABLE : Address.Status.ACTIVE,
                                wrong ? WRONG_NUMBER : null)
                        .mapEmpty()));
    }

    private Future<Void> settle(SqlConnection tx, Action action, Call call, CallResult before, CallResult result) {
        if (!call.latest()) {
            return Future.succeededFuture();
        }
        if (!result.leavesOpen()) {
            return store.settle(tx, call.entryId(), before.sqlName(), result.sqlName(), null);
        }
        return scripts.settings(tx, action.organisationId(), action.id()).compose(settings -> {
            boolean again = !call.onlyContact() && call.attempts() < settings.mostAttempts();
            return store.settle(
                    tx,
                    call.entryId(),
                    before.sqlName(),
                    again ? null : result.sqlName(),
                    again ? settings.again(clock.instant(), call.zone()) : null);
        });
    }
}
