package org.relais.app;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import org.relais.action.ActionPersonStore;
import org.relais.action.call.CallPersonStore;
import org.relais.action.event.EventRecordStore;
import org.relais.action.event.EventRetentionStore;
import org.relais.action.question.QuestionPersonStore;
import org.relais.action.question.QuestionRetentionStore;
import org.relais.action.referral.ReferralPersonStore;
import org.relais.answer.AnswerRecordStore;
import org.relais.broadcast.WelcomeRecordStore;
import org.relais.channel.ChannelCatalogue;
import org.relais.config.RelaisConfig;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.SectionStops;
import org.relais.consent.federation.FederationService;
import org.relais.consent.identity.AddressService;
import org.relais.consent.identity.IdentityService;
import org.relais.consent.privacy.ErasureService;
import org.relais.consent.privacy.EventBoundData;
import org.relais.consent.privacy.Retention;
import org.relais.consent.proof.ProofService;
import org.relais.contact.PersonRecords;
import org.relais.database.Database;
import org.relais.delivery.DeliveryPersonStore;
import org.relais.delivery.Drain;
import org.relais.feed.FeedRecordStore;
import org.relais.group.GroupRecordStore;
import org.relais.group.GroupRetentionStore;
import org.relais.imports.ImportPersonStore;
import org.relais.inbox.InboundPersonStore;
import org.relais.linkedchat.LinkedChatRecordStore;
import org.relais.share.ShareRecordStore;

/**
 * Consent of each person, who is who, and everything that works on one person in all features: proof, erasure,
 * retention. For the service and for the commands alike.
 */
public final class ConsentModule {
    private final Fingerprints fingerprints;
    private final Drain drain;
    private final ConsentService consent;
    private final FederationService federations;
    private final IdentityService identities;
    private final AddressService addresses;
    private final ErasureService erasures;
    private final ProofService proofs;
    private final Retention retention;

    public ConsentModule(Vertx vertx, Database database, RelaisConfig config, InstantSource clock) {
        Pool pool = database.pool();
        List<PersonRecords> records = records(clock);
        this.fingerprints = new Fingerprints(config.security().suppressionKeys());
        this.drain = new Drain(
                vertx,
                database.walks(),
                clock,
                config.delivery().drainBound(),
                new SectionStops(pool, fingerprints, clock));
        this.consent = new ConsentService(pool, fingerprints, drain, clock);
        this.federations = new FederationService(vertx, pool, fingerprints, consent, clock);
        this.identities = new IdentityService(fingerprints, records, clock);
        this.addresses = new AddressService(pool, consent, fingerprints, records, clock);
        this.erasures = new ErasureService(pool, consent, fingerprints, records, clock);
        this.proofs = new ProofService(vertx, pool, fingerprints, records, ChannelCatalogue::name, clock);
        this.retention = new Retention(pool, consent, fingerprints, new Retention.Kept(records, eventBound()), clock);
    }

    /** Every feature with a contact's id in its tables. */
    private static List<PersonRecords> records(InstantSource clock) {
        return List.of(
                new DeliveryPersonStore(clock),
                new InboundPersonStore(),
                new AnswerRecordStore(),
                new WelcomeRecordStore(),
                new LinkedChatRecordStore(),
                new ShareRecordStore(),
                new GroupRecordStore(),
                new ActionPersonStore(),
                new EventRecordStore(clock),
                new ReferralPersonStore(),
                new ImportPersonStore(),
                new CallPersonStore(),
                new QuestionPersonStore(),
                new FeedRecordStore());
    }

    /** Every feature that collects something for an event, or for an action. */
    private static List<EventBoundData> eventBound() {
        return List.of(new EventRetentionStore(), new QuestionRetentionStore(), new GroupRetentionStore());
    }

    public Fingerprints fingerprints() {
        return fingerprints;
    }

    Drain drain() {
        return drain;
    }

    public ConsentService consent() {
        return consent;
    }

    /** Federations as the operator sets them up. */
    public FederationService federations() {
        return federations;
    }

    public IdentityService identities() {
        return identities;
    }

    AddressService addresses() {
        return addresses;
    }

    public ErasureService erasures() {
        return erasures;
    }

    /** What can be shown of one person. */
    public ProofService proofs() {
        return proofs;
    }

    Retention retention() {
        return retention;
    }
}
