package org.relais.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import org.relais.action.reply.FriendOffers;
import org.relais.action.reply.KeptBackReplies;
import org.relais.answer.AnswerReplies;
import org.relais.channel.Channel;
import org.relais.config.RelaisConfig;
import org.relais.consent.stopword.StopDetector;
import org.relais.conversation.ReplyHandler;
import org.relais.database.Database;
import org.relais.delivery.DeliveryEngine;
import org.relais.inbound.intake.Receiver;
import org.relais.inbound.intake.StorageHealth;
import org.relais.inbound.reply.FirstReading;
import org.relais.input.RateLimiter;
import org.relais.ledger.anchor.AnchorSender;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.SenderStore;
import org.relais.template.OrganisationProfiles;

/**
 * The modules of the service, each built from those before it: the only place where they know each other. Its orders
 * are part of what the service promises, and held by a test.
 */
public final class Application {
    /** Names and templates of organisations are read again after this. */
    private static final Duration PROFILE_KEPT = Duration.ofSeconds(10);

    private final ServiceContext context;
    private final IntakeModule intake;
    private final ReplyModule replies;
    private final DeliveryModule delivery;
    private final ApiModule api;
    private final ConsoleModule console;
    private final List<FeatureModule> features;
    private final AnchorSender anchors;
    private final ScheduledTasks tasks;
    private final Lifecycle lifecycle;

    /** Builds everything; fails when a configured sender names an organisation that there is not. */
    public static Future<Application> build(Vertx vertx, RelaisConfig config, Database database) {
        ServiceContext context = ServiceContext.create(vertx, database, config);
        return new SenderRegistration(
                        new OrganisationStore(context.clock()),
                        new SenderStore(context.clock()),
                        config.database().shards().isEmpty())
                .register(context.pool(), context.channels())
                .compose(registered -> context.senders().load())
                // Reading the rules of all languages and learning from examples takes seconds: not on an event loop.
                .compose(loaded -> vertx.executeBlocking(Application::readers))
                .map(detector -> new Application(context, detector));
    }

    private static StopDetector readers() {
        FirstReading.read();
        return StopDetector.load();
    }

    private Application(ServiceContext context, StopDetector detector) {
        OrganisationProfiles profiles = new OrganisationProfiles(
                context.pool(),
                context.clock(),
                PROFILE_KEPT,
                context.database().connections()::serverChanges);
        RateLimiter limiter = new RateLimiter(context.salt(), context.nanoTime());

        ConsentModule consent =
                new ConsentModule(context.vertx(), context.database(), context.config(), context.clock());
        ImportModule imports = new ImportModule(context, consent);
        ShareModule share = new ShareModule(context, profiles, consent);
        HealthModule health = new HealthModule(context);
        delivery = new DeliveryModule(
                context, profiles, consent, share, health.activity(), QuestionModule.refusals(context));
        SpendingModule spending = new SpendingModule(context);
        BroadcastModule broadcasts = new BroadcastModule(context, share, delivery, spending.spending());
        EventModule events = new EventModule(context, profiles, delivery, broadcasts, limiter);
        ReferralModule referrals = new ReferralModule(context, profiles, consent, share, delivery, limiter);
        CallModule calls = new CallModule(context, consent, delivery, imports, detector);
        QuestionModule questions = new QuestionModule(context, delivery, detector);
        ActionModule actions = new ActionModule(
                context, delivery, broadcasts, spending.spending(), List.of(referrals, calls, events, questions));
        InboxModule inbox = new InboxModule(context, consent, delivery, share, List.of(events.releases()));
        GroupModule groups = new GroupModule(context, consent, delivery);
        ContactModule contacts = new ContactModule(context, consent, inbox, profiles, limiter);
        FeedModule feed = new FeedModule(context);
        OrganisationModule organisation = new OrganisationModule(context, health.health());

        this.context = context;
        // The first that answers ends it. Sharing is the last: its figures are part of the answer to STATS.
        this.replies = new ReplyModule(
                context,
                detector,
                consent,
                delivery,
                List.of(
                        broadcasts.replies(),
                        // A button of an organiser's is that, whatever dialogue its label could be said in.
                        new AnswerReplies(context.channels()),
                        actions.replies(),
                        new KeptBackReplies(delivery.outbox(), context.clock()),
                        calls.replies(),
                        events.replies(actions.replies()),
                        questions.replies(actions.replies()),
                        referrals.replies(),
                        share.replies(),
                        // Behind what was passed on, which the friend reads again first.
                        share.friends(links -> new FriendOffers(links, context.clock()))));
        this.features = List.of(
                share,
                groups,
                events,
                referrals,
                actions,
                calls,
                questions,
                broadcasts,
                delivery,
                imports,
                inbox,
                contacts,
                health,
                feed,
                spending,
                organisation);
        this.anchors = contacts.anchors();
        this.intake = new IntakeModule(context, replies, health.activity(), share, groups);
        this.api = new ApiModule(context, features);
        this.console = new ConsoleModule(context, organisation.doors(), broadcasts, inbox, features);
        this.tasks = new ScheduledTasks(context.vertx());
        features.forEach(feature -> feature.schedule(tasks));
        this.lifecycle = new Lifecycle(Service.toStop(context.config()), Service.TO_CLOSE)
                .starting("notifications", context.database().notifications()::start)
                .starting("senders", context.senders()::start)
                .starting("published rates", spending.spending()::publish)
                .starting("inbox", replies::start)
                .starting("delivery", delivery::start)
                .starting("broadcasts", broadcasts::start)
                .starting("tasks", tasks::start)
                .starting("imports", imports::resume)
                .stopping("inbox", replies::stop)
                .stopping("broadcasts", broadcasts::stop)
                .stopping("delivery", delivery::stop)
                .stopping("tasks", tasks::stop)
                .stopping("senders", context.senders()::stop)
                .closing("channels", context.channels()::close)
                .closing("imports", imports::close);
    }

    /** The heads of the ledger's chains on their way outside. */
    AnchorSender anchors() {
        return anchors;
    }

    /** What takes webhooks in. */
    Receiver receiver() {
        return intake.receiver();
    }

    /** Whether a stop that came now could be stored. */
    StorageHealth storage() {
        return intake.storage();
    }

    DeliveryEngine engine() {
        return delivery.engine();
    }

    /** Adds all routes, those of webhooks first: a router asks one after the other. */
    public void mount(Router router) {
        intake.mount(router);
        api.mount(router);
        console.mount(router);
        features.forEach(feature -> feature.mount(router));
    }

    /** Begins to send and to work the inbox. */
    Future<Void> start() {
        return lifecycle.start();
    }

    /** Platforms that can't be reached now must not keep the service from starting: channels log and go on. */
    Future<Void> connectChannels() {
        List<Future<Void>> connecting = context.channels().all().stream()
                .flatMap((Channel channel) -> channel.senders().stream()
                        .map(sender -> channel.connect(sender.externalId(), context.publicUrl())))
                .toList();
        return Future.join(connecting).mapEmpty();
    }

    /** Takes no new work and finishes what is under way. */
    Future<Void> stop() {
        return lifecycle.stop();
    }

    /** Closes the connections to the platforms and the thread that reads files. */
    public Future<Void> close() {
        return lifecycle.close();
    }

    /** What answers replies, in the order in which it is asked. */
    List<ReplyHandler> replyHandlers() {
        return replies.handlers();
    }

    /** Names of the scheduled tasks, in the order in which they begin. */
    List<String> tasks() {
        return tasks.names();
    }
}
