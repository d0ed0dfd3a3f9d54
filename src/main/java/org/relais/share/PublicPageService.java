package org.relais.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;

/** Service that changes what an organisation's public pages link to. */
public final class PublicPageService {
    private final Pool pool;
    private final InstantSource clock;
    private final AuditStore audit;
    private final PublicPageStore pages = new PublicPageStore();

    public PublicPageService(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
        this.audit = new AuditStore(clock);
    }

    /** The links that an organisation has. */
    public Future<PublicLinks> links(long organisationId) {
        return pages.links(pool, organisationId);
    }

    /** Sets both links, on pages that are opened from now on. */
    public Future<Void> link(Actor actor, PublicLinks links) {
        return actor.permitted(Permission.ORGANISATION)
                .compose(permitted ->
                        pool.withTransaction(transaction -> pages.put(transaction, actor, links, clock.instant())
                                .compose(put -> audit.write(
                                        transaction,
                                        actor,
                                        "organisation.links",
                                        "organisation:" + actor.organisationId(),
                                        links.json()))));
    }
}
