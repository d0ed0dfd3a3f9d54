package org.relais.action.referral;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.relais.action.ActionStore;
import org.relais.action.ActionType;

/** What organisers do with named sharing. */
public final class ReferralService {
    private static final Duration TRIES_KEPT = Duration.ofDays(2);

    private final Pool pool;
    private final InstantSource clock;
    private final ActionStore actions = new ActionStore();
    private final ReferralStore store = new ReferralStore();
    private final ReferralFiguresStore figures = new ReferralFiguresStore();

    public ReferralService(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** How a share action stands to it; empty when the organisation has no such action of this type. */
    public Future<Optional<ReferralSettings>> settings(long organisationId, long actionId) {
        return isShare(organisationId, actionId)
                .compose(share -> share
                        ? store.settings(pool, organisationId, actionId)
                                .map(found -> Optional.of(found.orElse(ReferralSettings.OFF)))
                        : Future.succeededFuture(Optional.empty()));
    }

    /** Sets it; false when the organisation has no such share action. */
    public Future<Boolean> set(long organisationId, long actionId, ReferralSettings settings, String actor) {
        return isShare(organisationId, actionId)
                .compose(share -> share
                        ? store.put(pool, organisationId, actionId, settings, actor, clock.instant())
                                .map(true)
                        : Future.succeededFuture(false));
    }

    public Future<ReferralFigures> figures(long organisationId, long actionId) {
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
