package org.relais.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.relais.api.ApiRoutes;
import org.relais.api.BroadcastsApi;
import org.relais.api.ChannelsApi;
import org.relais.api.ContactsApi;
import org.relais.api.DeliveriesApi;
import org.relais.api.EventsApi;
import org.relais.api.HoldsApi;
import org.relais.api.ImportsApi;
import org.relais.api.InboxApi;
import org.relais.api.LedgerApi;
import org.relais.api.ProofApi;
import org.relais.api.ReferralsApi;
import org.relais.api.RightsRequestsApi;
import org.relais.api.SafeguardsApi;
import org.relais.api.SharesApi;
import org.relais.api.TokensApi;
import org.relais.broadcast.BroadcastRunner;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.ProgressStream;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelRegistry;
import org.relais.config.RelaisConfig;
import org.relais.consent.ConsentGate;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.PolicyOverrides;
import org.relais.consent.identity.ContactService;
import org.relais.consent.identity.IdentityService;
import org.relais.consent.stopword.StopDetector;
import org.relais.console.ConsoleRoutes;
import org.relais.console.broadcast.BroadcastPages;
import org.relais.contact.NameIndex;
import org.relais.contact.PhoneNumbers;
import org.relais.contact.csv.CsvLimits;
import org.relais.conversation.ReplyHandler;
import org.relais.database.Database;
import org.relais.delivery.DeliveryEngine;
import org.relais.delivery.DeliveryStore;
import org.relais.delivery.Drain;
import org.relais.delivery.EngineParts;
import org.relais.delivery.EngineSettings;
import org.relais.delivery.Outbox;
import org.relais.delivery.PlatformStop;
import org.relais.delivery.PlatformStopHandler;
import org.relais.delivery.Receipts;
import org.relais.delivery.TemplateRenderer;
import org.relais.imports.ImportService;
import org.relais.inbound.intake.Intake;
import org.relais.inbound.intake.IntakeLoad;
import org.relais.inbound.intake.SenderDirectory;
import org.relais.inbound.intake.WebhookRoutes;
import org.relais.inbound.reply.InboxWorker;
import org.relais.inbox.HoldService;
import org.relais.inbox.InboxService;
import org.relais.inbox.OrganiserAnswerService;
import org.relais.inbox.RightsRequestService;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerAnchors;
import org.relais.ledger.LedgerSealer;
import org.relais.ledger.LedgerVerifier;
import org.relais.organisation.AccessStore;
import org.relais.organisation.ApiTokens;
import org.relais.organisation.AuditStore;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.SenderStore;
import org.relais.organisation.Tokens;
import org.relais.share.ShareFigures;
import org.relais.template.OrganisationProfiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every part, built once and handed to those that need it: the only place where the parts know each other. */
public final class Parts {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    /** Wordings and names of organisations are read again after this. */
    private static final Duration LETTERHEAD_KEPT = Duration.ofSeconds(10);

    /** What happened longer ago is in the hash chain. */
    private static final Duration SEALING = Duration.ofSeconds(5);

    /** Names are found more slowly until then. */
    private static final Duration INDEXING = Duration.ofSeconds(3);

    private final ChannelRegistry channels;
    private final DeliveryEngine engine;
    private final InboxWorker inbox;
    private final WebhookRoutes webhooks;
    private final ApiRoutes api;
    private final ConsoleRoutes console;
    private final Sharing sharing;
    private final Gathering gathering;
    private final BroadcastRunner broadcasts;
    private final ImportService imports;
    private final ScheduledTasks upkeep;
    private final List<ReplyHandler> replyHandlers;
    private final Lifecycle lifecycle;

    private Parts(
            ChannelRegistry channels,
            DeliveryEngine engine,
            InboxWorker inbox,
            WebhookRoutes webhooks,
            ApiRoutes api,
            ConsoleRoutes console,
            Sharing sharing,
            Gathering gathering,
            BroadcastRunner broadcasts,
            ImportService imports,
            ScheduledTasks upkeep,
            List<ReplyHandler> replyHandlers) {
        this.channels = channels;
        this.engine = engine;
        this.inbox = inbox;
        this.webhooks = webhooks;
        this.api = api;
        this.console = console;
        this.sharing = sharing;
        this.gathering = gathering;
        this.broadcasts = broadcasts;
        this.imports = imports;
        this.upkeep = upkeep;
        this.replyHandlers = replyHandlers;
        this.lifecycle = lifecycle();
    }

    /** Builds everything; fails when a configured sender names an organisation that there is not. */
    public static Future<Parts> build(Vertx vertx, RelaisConfig config, Database database) {
        InstantSource clock = InstantSource.system();
        ChannelRegistry channels = ChannelRegistry.create(
                new ChannelContext(
                        vertx, clock, System::nanoTime, config.delivery().httpTimeout()),
                config.channels());
        return new SenderRegistration(new OrganisationStore(clock), new SenderStore(clock))
                .register(database.pool(), channels)
                // Reading the rules of eight languages takes a second or more: not on an event loop.
                .compose(registered -> vertx.executeBlocking(StopDetector::load))
                .map(words -> assemble(vertx, config, database, channels, words, clock));
    }

    private static Parts assemble(
            Vertx vertx,
            RelaisConfig config,
            Database database,
            ChannelRegistry channels,
            StopDetector words,
            InstantSource clock) {
        Pool pool = database.pool();
        SecureRandom random = new SecureRandom();
        SenderStore senders = new SenderStore(clock);
        AuditStore audit = new AuditStore(clock);
        AccessStore access = new AccessStore(clock);

        People people = new People(vertx, database, config, clock);
        Drain drain = people.drain();
        Fingerprints fingerprints = people.fingerprints();
        IdentityService identities = people.identities();
        ConsentService consent = people.consent();

        OrganisationProfiles letterheads = new OrganisationProfiles(pool, clock, LETTERHEAD_KEPT);
        Sharing sharing = Sharing.create(vertx, pool, config, letterheads, channels, consent, random, clock);
        Outbox outbox = new Outbox(clock);
        PlatformStop platformStop = new PlatformStopHandler(consent, identities, pool);
        DeliveryEngine engine = new DeliveryEngine(
                vertx,
                new EngineParts(
                        database.address(),
                        channels,
                        new ConsentGate(fingerprints),
                        new TemplateRenderer(letterheads, sharing.personal(), clock),
                        platformStop,
                        drain,
                        new EngineSettings(
                                NodeName.create(random),
                                config.delivery().httpTimeout(),
                                config.delivery().lease(),
                                config.delivery().connections(),
                                Set.of()),
                        clock,
                        System::nanoTime,
                        random));
        Receipts receipts = new Receipts(pool, clock, random, platformStop, Set.of());

        Gathering gathering =
                Gathering.create(pool, config, people, sharing, letterheads, channels, outbox, engine, clock);

        BroadcastRunner broadcasts = new BroadcastRunner(vertx, pool, channels, outbox, engine::wake, clock);
        BroadcastService broadcastService =
                new BroadcastService(pool, channels, sharing.personal(), outbox, broadcasts, clock);
        Acting acting = Acting.create(
                pool, consent, outbox, channels, gathering, broadcastService, audit, words, engine::wake, clock);
        PhoneNumbers phoneNumbers = new PhoneNumbers();
        ImportService imports = new ImportService(
                vertx,
                database,
                fingerprints,
                consent,
                phoneNumbers,
                clock,
                config.imports().directory(),
                CsvLimits.DEFAULT,
                UUID::randomUUID);

        LedgerSealer sealer = new LedgerSealer(pool, clock);
        SenderDirectory directory = new SenderDirectory(senders, clock);
        IntakeLoad pressure = new IntakeLoad();
        // Before sharing, whose figures are part of the answer to STATS.
        List<ReplyHandler> replyHandlers = Stream.concat(acting.replies().stream(), sharing.replies().stream())
                .toList();
        InboxWorker inbox = new InboxWorker(
                vertx,
                database.steps(),
                new InboxWorker.Parts(
                        words,
                        directory,
                        identities,
                        consent,
                        drain,
                        outbox,
                        receipts,
                        senders,
                        audit,
                        replyHandlers,
                        engine::wake),
                pressure,
                clock,
                InboxWorker.Settings.DEFAULT);
        Intake intake = new Intake(
                database.steps(),
                words,
                directory,
                identities,
                consent,
                drain,
                clock,
                Intake.Settings.DEFAULT,
                pressure,
                inbox);
        OrganiserAnswerService answers = new OrganiserAnswerService(pool, channels, outbox, engine::wake, audit, clock);
        ApiRoutes api = new ApiRoutes(
                pool,
                access,
                Stream.concat(
                                acting.resources().stream(),
                                Stream.of(
                                        new ChannelsApi(pool, senders, audit, channels),
                                        new BroadcastsApi(broadcastService, audit),
                                        new DeliveriesApi(pool, new DeliveryStore()),
                                        new EventsApi(gathering.events(), audit),
                                        new ReferralsApi(pool, gathering.naming(), audit),
                                        new ContactsApi(
                                                pool,
                                                channels,
                                                new ContactService(pool, identities, consent, clock),
                                                consent,
                                                people.erasures(),
                                                audit,
                                                phoneNumbers,
                                                clock),
                                        new ProofApi(pool, people.proofs(), audit),
                                        new HoldsApi(new HoldService(pool, consent, audit, clock)),
                                        new InboxApi(new InboxService(pool, audit, clock), answers),
                                        new RightsRequestsApi(new RightsRequestService(pool, audit, clock), clock),
                                        new ImportsApi(pool, imports, audit, channels, clock),
                                        new LedgerApi(pool, new Ledger(clock, random), new LedgerVerifier(pool, clock)),
                                        new SharesApi(pool, new ShareFigures(), audit, clock),
                                        new SafeguardsApi(pool, new PolicyOverrides(pool, clock), people.retention()),
                                        new TokensApi(
                                                pool,
                                                access,
                                                audit,
                                                new ApiTokens(pool, access, audit, new Tokens(random)),
                                                clock)))
                        .toList());
        ConsoleRoutes console = new ConsoleWiring(pool, clock, random, config)
                .wire(
                        people,
                        channels,
                        imports,
                        new BroadcastPages(
                                pool,
                                broadcastService,
                                new ProgressStream(vertx, pool),
                                audit,
                                sharing.personal().names()),
                        ActionRoom.pages(
                                pool,
                                acting.actions(),
                                gathering.events(),
                                acting.calls(),
                                acting.corrections(),
                                imports,
                                gathering.naming(),
                                audit,
                                sharing.personal().names(),
                                clock),
                        broadcastService,
                        answers);
        return new Parts(
                channels,
                engine,
                inbox,
                new WebhookRoutes(channels, intake, clock, WebhookRoutes.Settings.DEFAULT),
                api,
                console,
                sharing,
                gathering,
                broadcasts,
                imports,
                acting.lookedAfterBy(gathering.upkeep(new ScheduledTasks(vertx)))
                        .every(Duration.ofDays(1), "the purge of old imports", imports::purge)
                        .every(SEALING, "sealing the ledger", sealer::seal)
                        .every(INDEXING, "the index of names", new NameIndex(pool)::catchUp)
                        .every(Duration.ofDays(1), "the ledger's anchors", new LedgerAnchors(sealer, pool, clock)::note)
                        .every(Duration.ofDays(1), "retention", people.retention()::run),
                replyHandlers);
    }

    ChannelRegistry channels() {
        return channels;
    }

    public void mount(Router router) {
        webhooks.mount(router);
        api.mount(router);
        console.mount(router);
        sharing.mount().accept(router);
        gathering.mount().accept(router);
    }

    /** What answers replies, in the order in which it is asked. */
    List<ReplyHandler> replyHandlers() {
        return replyHandlers;
    }

    /** Names of the tasks that are done from time to time, in their order. */
    List<String> tasks() {
        return upkeep.names();
    }

    private Lifecycle lifecycle() {
        return new Lifecycle()
                .starting("inbox", inbox::start)
                .starting("delivery", engine::start)
                .starting("broadcasts", broadcasts::start)
                .starting("tasks", upkeep::start)
                .starting("imports", this::resumeImports)
                .stopping("inbox", inbox::stop)
                .stopping("broadcasts", broadcasts::stop)
                .stopping("delivery", engine::stop)
                .stopping("tasks", upkeep::stop)
                .closing("channels", channels::close)
                .closing("imports", imports::close);
    }

    /** Nobody waits for the imports that a stop had interrupted. */
    private void resumeImports() {
        imports.resume().onFailure(fault -> LOG.warn("an import could not be carried on: {}", fault.toString()));
    }

    /** Begins to send and to work the inbox. */
    Future<Void> start() {
        return lifecycle.start();
    }

    /** Takes no new work and finishes what is under way. */
    Future<Void> stop() {
        return lifecycle.stop();
    }

    /** Closes the connections to the platforms and the thread that reads files. */
    public Future<Void> close() {
        return lifecycle.close();
    }
}
