package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.consent.PolicyOverrides;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.template.SpecButton;

/**
 * Judgement whether a draft may be stored and whether it may start; fails with {@link InvalidInputException}, with every
 * fault.
 */
final class DraftReview {
    private final Pool pool;
    private final Composer composer;
    private final PolicyOverrides overrides;
    private final InstantSource clock;
    private final BroadcastStore store = new BroadcastStore();
    private final DeclarationStore declarations = new DeclarationStore();
    private final DraftTexts texts;

    DraftReview(Pool pool, Composer composer, InstantSource clock) {
        this.pool = pool;
        this.composer = composer;
        this.overrides = new PolicyOverrides(pool, clock);
        this.texts = new DraftTexts(clock);
        this.clock = clock;
    }

    /** What an organiser wrote: none of its buttons may do what those of Relais do, a stop or an answer to somebody. */
    Future<BroadcastDraft> composed(long organisationId, BroadcastDraft written) {
        return checked(organisationId, written)
                .compose(draft -> draft.message().buttons().stream().anyMatch(DraftReview::reserved)
                        ? Future.failedFuture(new InvalidInputException(
                                "message.buttons", FaultCode.BUTTON_PAYLOAD_RESERVED, SpecButton.RESERVED))
                        : Future.succeededFuture(draft));
    }

    private static boolean reserved(SpecButton button) {
        return button instanceof SpecButton.Reply reply && !reply.isComposed();
    }

    /** What any part composed: within the limits, and nothing wrong with it. */
    Future<BroadcastDraft> checked(long organisationId, BroadcastDraft written) {
        return Future.<BroadcastDraft>future(promise -> promise.complete(written.strict()))
                .compose(draft -> refuseFaults(organisationId, draft));
    }

    private Future<BroadcastDraft> refuseFaults(long organisationId, BroadcastDraft draft) {
        return composer.faults(pool, organisationId, draft).compose(found -> {
            List<Fault> faults = new ArrayList<>(found);
            Declaration declaration = draft.declaration();
            if (declaration != null) {
                faults.addAll(declaration.faults(draft));
            }
            if (draft.notAfter() != null && !draft.notAfter().isAfter(clock.instant())) {
                faults.add(Fault.of("notAfter", FaultCode.MUST_BE_FUTURE));
            }
            return faults.isEmpty()
                    ? Future.succeededFuture(draft)
                    : Future.failedFuture(new InvalidInputException(faults));
        });
    }

    /**
     * The organisation's name, purpose, senders or texts may have changed since it was composed.
     *
     * @param start when it is to start
     */
    Future<Void> ready(long organisationId, long broadcastId, Instant start) {
        return store.find(pool, organisationId, broadcastId).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture();
            }
            Instant notAfter = found.get().notAfter();
            if (notAfter != null && !start.isBefore(notAfter) && start.isAfter(clock.instant())) {
                return Future.failedFuture(new InvalidInputException("at", FaultCode.START_TOO_LATE));
            }
            return texts.draft(pool, found.get()).compose(draft -> refuseUnready(organisationId, draft));
        });
    }

    Future<Boolean> mustDeclare(long organisationId) {
        return declarations.duty(pool, organisationId).map(DeclarationStore.Duty::required);
    }

    /** As {@link #ready}, for what an organiser sends: unless what has to be said of it was said, nothing else is looked at. */
    Future<Void> sendable(long organisationId, long broadcastId, Instant start) {
        return store.find(pool, organisationId, broadcastId)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(List.<Fault>of())
                        : declarations
                                .duty(pool, organisationId)
                                .map(duty -> Declaration.obstacles(
                                        found.get().declaration(),
                                        duty.required(),
                                        LocalDate.ofInstant(start, duty.zone()))))
                .compose(faults -> faults.isEmpty()
                        ? ready(organisationId, broadcastId, start)
                        : Future.failedFuture(new InvalidInputException(faults)));
    }

    /** Fails with every fault that keeps a draft from being sent now, stored or not. */
    Future<Void> refuseUnready(long organisationId, BroadcastDraft draft) {
        return draft.whole()
                .compose(whole -> refuseFaults(organisationId, whole))
                .compose(sound -> composer.surroundings(pool, organisationId))
                .compose(around -> around.senders().isEmpty()
                        ? Future.failedFuture(new InvalidInputException("channel", FaultCode.NO_SENDER))
                        : open(organisationId, draft.channel(), around.senders().keySet()));
    }

    /** Where a platform's terms bar the organisation, the claim would refuse everybody: better said before it starts. */
    private Future<Void> open(long organisationId, @Nullable String only, Set<String> sendersOn) {
        return overrides.closed(organisationId).compose(closed -> {
            boolean none = only == null ? closed.containsAll(sendersOn) : closed.contains(only);
            return none
                    ? Future.failedFuture(new InvalidInputException("channel", FaultCode.CLOSED_BY_PLATFORM_TERMS))
                    : Future.succeededFuture();
        });
    }
}
