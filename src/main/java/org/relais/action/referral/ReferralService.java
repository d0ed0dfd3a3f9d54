package org.relais.action.referral;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.relais.action.ActionStore;
import org.relais.action.ActionType;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;

/** What organisers do with named sharing. */
public final class ReferralService {
    private static final Duration TRIES_KEPT = Duration.ofDays(2);

    private final Pool pool;
    private final InstantSource clock;
    private final AuditStore audit;
    private final ActionStore actions = new ActionStore();
    private final ReferralStore store = new ReferralStore();
    private final ReferralFiguresStore figures = new ReferralFiguresStore();

    public ReferralService(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
        this.audit = new AuditStore(clock);
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
    public Future<Boolean> set(Actor actor, long actionId, ReferralSettings settings) {
        return actor.permitted(Permission.ACTIONS)
                .compose(permitted -> isShare(actor.organisationId(), actionId))
                .compose(share -> share
                        ? pool.withTransaction(tx -> put(tx, actor, actionId, settings))
                                .map(true)
                        : Future.succeededFuture(false));
    }

    private Future<Void> put(SqlConnection tx, Actor actor, long actionId, ReferralSettings settings) {
        return store.put(tx, actor.organisationId(), actionId, settings, actor.name(), clock.instant())
                .compose(put -> audit.write(tx, actor, "named.set", "action:" + actionId, settings.encode()));
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
