package org.relais.action.named;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.relais.action.ActionStore;
import org.relais.action.ActionType;

/** What organisers do with named sharing. */
public final class NamedService {
    private static final Duration TRIES_KEPT = Duration.ofDays(2);

    private final Pool pool;
    private final InstantSource clock;
    private final ActionStore actions = new ActionStore();
    private final NamedStore store = new NamedStore();
    private final NamedFiguresStore figures = new NamedFiguresStore();

    public NamedService(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** How a share action stands to it; empty when the organisation has no such action of this type. */
    public Future<Optional<NamedSettings>> settings(long organisationId, long actionId) {
        return isShare(organisationId, actionId)
                .compose(share -> share
                        ? store.settings(pool, organisationId, actionId)
                                .map(found -> Optional.of(found.orElse(NamedSettings.OFF)))
                        : Future.succeededFuture(Optional.empty()));
    }

    /** Sets it; false when the organisation has no such share action. */
    public Future<Boolean> set(long organisationId, long actionId, NamedSettings settings, String actor) {
        return isShare(organisationId, actionId)
                .compose(share -> share
                        ? store.put(pool, organisationId, actionId, settings, actor, clock.instant())
                                .map(true)
                        : Future.succeededFuture(false));
    }

    public Future<NamedFigures> figures(long organisationId, long actionId) {
        return figures.of(pool, organisationId, actionId);
    }

    /** Removes tries that no limit counts any more. */
    public Future<Void> purge() {
        return store.purgeTries(pool, clock.instant().minus(TRIES_KEPT));
    }

    private Future<Boolean> isShare(long organisationId, long actionId) {
        return actions.find(pool, organisationId, actionId)
                .map(found -> found.filter(action -> action.type() == ActionType.SHARE)
                        .isPresent());
    }
}
