package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.audience.AudienceNameStore;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.organisation.Permission;

/**
 * What organisers do with broadcasts that stay open. Once it is open, it is paused, resumed and cancelled as every
 * broadcast is; cancelled, nobody enters any more and who waits gets nothing.
 */
public final class WelcomeService {
    private final Pool pool;
    private final BroadcastService broadcasts;
    private final InstantSource clock;
    private final BroadcastStore store = new BroadcastStore();
    private final BroadcastRunStore runs = new BroadcastRunStore();
    private final WelcomeStore welcomes = new WelcomeStore();
    private final ResultStore results = new ResultStore();
    private final AudienceNameStore names = new AudienceNameStore();

    WelcomeService(Pool pool, BroadcastService broadcasts, InstantSource clock) {
        this.pool = pool;
        this.broadcasts = broadcasts;
        this.clock = clock;
    }

    /**
     * Opens a draft or a scheduled broadcast: from now on, who newly matches gets it.
     *
     * @param version the one that was confirmed: refused when somebody has changed it meanwhile; null for any
     */
    public Future<BroadcastChange> open(Actor actor, long broadcastId, @Nullable Integer version, WelcomeRule rule) {
        long organisationId = actor.organisationId();
        return actor.permitted(Permission.BROADCASTS)
                .compose(permitted -> refuseFaults(organisationId, broadcastId, rule))
                .compose(sound -> broadcasts.refuseUnready(organisationId, broadcastId))
                .compose(ready -> broadcasts.change(actor, "open", transaction -> runs.start(
                                transaction, organisationId, broadcastId, version, clock.instant())
                        .compose(change -> change instanceof BroadcastChange.Done
                                ? welcomes.open(transaction, organisationId, broadcastId, rule, clock.instant())
                                        .map(change)
                                : Future.succeededFuture(change))));
    }

    private Future<Void> refuseFaults(long organisationId, long broadcastId, WelcomeRule rule) {
        return store.find(pool, organisationId, broadcastId)
                .compose(found -> occasionFaults(organisationId, rule).compose(faults -> {
                    List<Fault> all = new ArrayList<>(faults);
                    if (found.isPresent() && found.get().notAfter() != null) {
                        all.add(Fault.of("notAfter", FaultCode.WELCOME_WITH_END));
                    }
                    if (found.isPresent() && found.get().braking() != null) {
                        all.add(Fault.of("brake", FaultCode.WELCOME_WITH_BRAKE));
                    }
                    found.map(Broadcast::declaration)
                            .map(declaration -> declaration.obstacles(rule.occasion()))
                            .ifPresent(all::addAll);
                    return all.isEmpty() || found.isEmpty()
                            ? Future.succeededFuture()
                            : Future.failedFuture(new InvalidInputException(all));
                }));
    }

    private Future<List<Fault>> occasionFaults(long organisationId, WelcomeRule rule) {
        WelcomeRule.Answer answer = rule.answer();
        if (answer == null) {
            return rule.actionId() == null
                    ? Future.succeededFuture(List.of())
                    : names.actions(pool, organisationId, List.of(rule.actionId()), 0)
                            .map(found -> found.stream().anyMatch(action -> action.openedAt() != null)
                                    ? List.of()
                                    : List.of(Fault.of("action", FaultCode.ACTION_UNKNOWN)));
        }
        return results.asked(pool, organisationId, List.of(answer.broadcastId()))
                .map(asked -> {
                    if (asked.isEmpty()) {
                        return List.of(Fault.of("answer.broadcast", FaultCode.BROADCAST_UNKNOWN));
                    }
                    boolean known = asked.get(0).buttons().stream()
                            .anyMatch(button -> button.payload().equals(answer.payload()));
                    return known ? List.of() : List.of(Fault.of("answer.payload", FaultCode.BUTTON_UNKNOWN));
                });
    }

    /** Those of an organisation, newest first; {@code limit} 1 to 200. */
    public Future<List<Welcome>> all(long organisationId, int limit) {
        return welcomes.all(pool, organisationId, limit);
    }

    /** Those of these broadcasts that stay open or did, by broadcast. */
    public Future<Map<Long, Welcome>> of(long organisationId, Collection<Long> broadcastIds) {
        return broadcastIds.isEmpty()
                ? Future.succeededFuture(Map.of())
                : welcomes.of(pool, organisationId, broadcastIds);
    }

    /** How many of those who entered have stopped since; looks at each of them. */
    public Future<Long> stopped(Welcome welcome) {
        return welcomes.stopped(pool, welcome.broadcast().id());
    }
}
