package org.relais.console.home;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.relais.broadcast.BroadcastRunner;
import org.relais.broadcast.BroadcastService;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.StopEnforcer;
import org.relais.database.Database;
import org.relais.delivery.Outbox;
import org.relais.inbox.HoldService;
import org.relais.inbox.InboxService;
import org.relais.inbox.RightsRequestService;
import org.relais.organisation.AuditStore;
import org.relais.template.PersonalVariables;
import org.relais.testing.Await;

/** What the home page remembers of a database. */
public final class BoardMemory {
    private final HomeBoardReader board;

    public BoardMemory(Vertx vertx, Database database, ChannelRegistry channels, InstantSource clock) {
        Pool pool = database.pool();
        Outbox outbox = new Outbox(clock);
        AuditStore audit = new AuditStore(clock);
        StopEnforcer nobody = (organisation, contact) -> Future.failedFuture("nobody stops here");
        this.board = new HomeBoardReader(
                database,
                new HomeBoardReader.Sources(
                        new BroadcastService(
                                pool,
                                channels,
                                PersonalVariables.NONE,
                                new BroadcastRunner(vertx, pool, channels, outbox, organisation -> {}, clock),
                                new Random(7),
                                clock),
                        new InboxService(pool, audit, clock),
                        new HoldService(
                                pool,
                                new ConsentService(pool, new Fingerprints(List.of()), nobody, clock),
                                audit,
                                clock,
                                List.of()),
                        new RightsRequestService(pool, audit, clock)),
                clock);
    }

    /** How many people the organisation's board shows. */
    public long people(long organisationId) {
        return Await.result(board.read(organisationId)).lately().everybody();
    }
}
