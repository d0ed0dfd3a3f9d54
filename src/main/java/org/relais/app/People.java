package org.relais.app;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import org.relais.action.ActionPersonStore;
import org.relais.action.call.CallPersonStore;
import org.relais.action.event.EventRecords;
import org.relais.action.event.EventRetention;
import org.relais.action.referral.ReferralRecords;
import org.relais.config.RelaisConfig;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.identity.IdentityService;
import org.relais.consent.privacy.ErasureService;
import org.relais.consent.privacy.EventBoundData;
import org.relais.consent.privacy.Retention;
import org.relais.consent.proof.ProofService;
import org.relais.contact.PersonRecords;
import org.relais.database.Database;
import org.relais.delivery.DeliveryPersonStore;
import org.relais.delivery.Drain;
import org.relais.imports.ImportPersonStore;
import org.relais.inbox.InboundRecords;
import org.relais.share.ShareRecords;

/** Everything that works on one person across all parts, for the service and for the commands. */
public final class People {
    private final Vertx vertx;
    private final Pool pool;
    private final InstantSource clock;
    private final Drain drain;
    private final Fingerprints fingerprints;
    private final List<PersonRecords> records;
    private final List<EventBoundData> events;
    private final ConsentService consent;

    public People(Vertx vertx, Database database, RelaisConfig config, InstantSource clock) {
        this.vertx = vertx;
        this.pool = database.pool();
        this.clock = clock;
        this.drain = new Drain(vertx, database.walks(), clock, config.delivery().drainBound());
        this.fingerprints = new Fingerprints(config.security().suppressionKeys());
        this.consent = new ConsentService(pool, fingerprints, drain, clock);
        // Every part with a contact's id in its tables.
        this.records = List.of(
                new DeliveryPersonStore(clock),
                new InboundRecords(),
                new ShareRecords(),
                new ActionPersonStore(),
                new EventRecords(clock),
                new ReferralRecords(),
                new ImportPersonStore(),
                new CallPersonStore());
        // Every part that collects something for an event.
        this.events = List.of(new EventRetention());
    }

    Drain drain() {
        return drain;
    }

    public Fingerprints fingerprints() {
        return fingerprints;
    }

    public ConsentService consent() {
        return consent;
    }

    List<PersonRecords> records() {
        return records;
    }

    public IdentityService identities() {
        return new IdentityService(fingerprints, records, clock);
    }

    public ErasureService erasures() {
        return new ErasureService(pool, consent, fingerprints, records, clock);
    }

    /** What can be shown of one person. */
    public ProofService proofs() {
        return new ProofService(vertx, pool, fingerprints, records, clock);
    }

    Retention retention() {
        return new Retention(pool, fingerprints, records, events, clock);
    }
}
