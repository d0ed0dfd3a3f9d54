package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.ReplyHandler;
import org.relais.delivery.Outbox;
import org.relais.delivery.Receipts;
import org.relais.delivery.RecipientPools;
import org.relais.inbound.answer.AnswerReader;
import org.relais.inbound.answer.OpenTopics;
import org.relais.inbound.answer.ReplyHandlers;
import org.relais.inbound.intake.ConsentServices;
import org.relais.inbound.intake.DrainedStop;
import org.relais.inbound.intake.InboxListener;
import org.relais.inbound.intake.Intake;
import org.relais.inbound.intake.IntakeLoad;
import org.relais.inbound.intake.PendingStopStore;
import org.relais.inbound.intake.StopDrain;
import org.relais.inbox.InboundMessageStore;
import org.relais.ledger.Ledger;
import org.relais.organisation.AuditStore;
import org.relais.organisation.SenderStore;
import org.relais.task.PeriodicTask;

/**
 * Worker on what lies in the inbox once its webhook has been answered: receipts in bulk, last words of stops and holds, and
 * replies one person at a time in the order they came. Any number of nodes may work one inbox; a row belongs to whoever
 * holds its lock, so a node that dies gives its rows back.
 */
public final class InboxWorker implements InboxListener {
    private static final int PURGE_PAGE = 5_000;

    private final Pool pool;
    private final InstantSource clock;
    private final Settings settings;
    private final IntakeLoad intakeLoad;
    private final WorkStore work = new WorkStore();
    private final ConversationStore conversations = new ConversationStore();
    private final StopFollowUps conclusions;
    private final PeriodicTask statuses;
    private final PeriodicTask stops;
    private final PeriodicTask purge;
    private final List<PeriodicTask> replies = new ArrayList<>();
    /** How often something has come in. */
    private final AtomicLong arrivals = new AtomicLong();
    /** By hand, {@link #arrivals} when it last found nothing; -1 since it has found something. */
    private final AtomicLongArray idle;

    /**
     * @param repliesAtOnce events worked at the same time on this node
     * @param pause between two looks at the inbox when nothing wakes this node: what other nodes took in
     * @param purgePause between two removals of old rows
     * @param kept how long a processed row recognises a redelivery; platforms come again for up to 7 days
     * @param deadKept how long a row that was given up can be looked at
     */
    public record Settings(int repliesAtOnce, Duration pause, Duration purgePause, Duration kept, Duration deadKept) {
        public static final Settings DEFAULT =
                new Settings(4, Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ofDays(8), Duration.ofDays(30));
    }

    /**
     * What the inbox's work rests on.
     *
     * @param handlers the parts that answer replies, in the order in which they are asked
     * @param wakeOutbox told, with the organisation's id, that something was queued and committed
     */
    public record Parts(
            ConsentServices services,
            Outbox outbox,
            Receipts receipts,
            List<ReplyHandler> handlers,
            LongConsumer wakeOutbox) {
        public Parts {
            handlers = List.copyOf(handlers);
        }
    }

    /**
     * @param pool has more connections than {@link Settings#repliesAtOnce}
     * @param intakeLoad while it is high, one hand alone works replies
     */
    public InboxWorker(
            Vertx vertx, Pool pool, Parts parts, IntakeLoad intakeLoad, InstantSource clock, Settings settings) {
        this.pool = pool;
        this.clock = clock;
        this.settings = settings;
        this.intakeLoad = intakeLoad;
        WorkerContext context = new WorkerContext(pool, work, clock, parts.wakeOutbox());
        ReplyMessages replyMessages = new ReplyMessages(parts.outbox(), clock);
        RightsIntake rights = new RightsIntake(parts.services().detector(), new Ledger(clock, new SecureRandom()));
        ReceiptWorker receiptWorker = new ReceiptWorker(context, parts.receipts());
        ReplyHandlers handlers = new ReplyHandlers(parts.handlers());
        HandlerStage handlerStage = new HandlerStage(handlers, replyMessages);
        HoldQuestions questions = new HoldQuestions(handlerStage, clock);
        StopCompletion stopCompletion = stopCompletion(
                context,
                parts.services(),
                new StopConfirmation(
                        parts.services().consent(),
                        parts.services().senders(),
                        parts.services().detector(),
                        replyMessages,
                        questions,
                        rights));
        ReplyWorker replyWorker = new ReplyWorker(
                context,
                router(parts.services(), handlers, handlerStage, questions, replyMessages, rights),
                this::stops);
        this.statuses = PeriodicTask.whileMore(vertx, "work of receipts", settings.pause(), receiptWorker::step);
        this.stops = PeriodicTask.whileMore(vertx, "work of stops", settings.pause(), stopCompletion::step);
        this.conclusions = new StopFollowUps(stopCompletion, this::stops);
        this.purge = PeriodicTask.whileMore(vertx, "removal of old inbox rows", settings.purgePause(), this::purge);
        this.idle = new AtomicLongArray(settings.repliesAtOnce());
        for (int index = 0; index < settings.repliesAtOnce(); index++) {
            idle.set(index, -1);
            int hand = index;
            replies.add(
                    PeriodicTask.whileMore(vertx, "work of replies", settings.pause(), () -> work(replyWorker, hand)));
        }
    }

    /** Begins to work. */
    public void start() {
        loops().forEach(PeriodicTask::start);
        conclusions.start();
    }

    /** There may be something of every kind in the inbox: looked at now. */
    public void wake() {
        receipts();
        stops();
        replies();
    }

    @Override
    public void receipts() {
        statuses.wake();
    }

    @Override
    public void replies() {
        arrivals.incrementAndGet();
        replies.get(0).wake();
    }

    @Override
    public void stops() {
        stops.wake();
    }

    @Override
    public boolean over(List<DrainedStop> drained) {
        return conclusions.take(drained);
    }

    /** Begins nothing more; completes when what was under way is committed. */
    public Future<Void> stop() {
        return Future.join(Stream.concat(loops().stream().map(PeriodicTask::stop), Stream.of(conclusions.stop()))
                        .toList())
                .mapEmpty();
    }

    /**
     * One busy hand wakes the next: as many work as there is work for, but only the first while webhooks wait. A hand that has
     * found nothing is left alone until something comes in: what is open then is of people whom others are at, and to look
     * through all of it after each of their events would cost the square of what one person writes.
     */
    private Future<Boolean> work(ReplyWorker worker, int hand) {
        if (hand > 0 && intakeLoad.isHigh()) {
            return Future.succeededFuture(false);
        }
        long seen = arrivals.get();
        return worker.step().onSuccess(found -> {
            idle.set(hand, found ? -1 : seen);
            if (found && hand + 1 < replies.size() && idle.get(hand + 1) != arrivals.get() && !intakeLoad.isHigh()) {
                replies.get(hand + 1).wake();
            }
        });
    }

    private List<PeriodicTask> loops() {
        List<PeriodicTask> loops = new ArrayList<>(replies);
        loops.add(statuses);
        loops.add(stops);
        loops.add(purge);
        return loops;
    }

    private StopCompletion stopCompletion(
            WorkerContext context, ConsentServices services, StopConfirmation confirmation) {
        StopDrain stopDrain = new StopDrain(
                pool,
                new PendingStopStore(),
                services.consent(),
                services.enforcer(),
                clock,
                Intake.Settings.DEFAULT.drainBound());
        return new StopCompletion(context, stopDrain, services.enforcer(), confirmation);
    }

    private EventRouter router(
            ConsentServices services,
            ReplyHandlers handlers,
            HandlerStage handlerStage,
            HoldQuestions questions,
            ReplyMessages replyMessages,
            RightsIntake rights) {
        ReplyPersonStore persons = new ReplyPersonStore();
        OpenTopics topics = new OpenTopics(handlers, clock);
        AnswerReader answers = new AnswerReader(handlers, topics, clock);
        OrganiserStage organisers = new OrganiserStage(new InboundMessageStore(), replyMessages, topics, clock);
        ConsentStages consent =
                new ConsentStages(services.consent(), handlerStage, replyMessages, questions, organisers, clock);
        ReplyRouter router = new ReplyRouter(
                consent,
                new StoppedStages(services.consent(), handlerStage, replyMessages, consent),
                new CommandStages(
                        replyMessages,
                        new LanguageStages(persons, replyMessages, topics, handlerStage, questions, clock),
                        consent.paces()),
                handlerStage,
                new AnswerStages(replyMessages, organisers, handlerStage),
                organisers);
        ReplyContextLoader contextLoader = new ReplyContextLoader(
                services.identities(), persons, conversations, services.detector(), answers, clock);
        return new EventRouter(
                services.senders(),
                contextLoader,
                router,
                new SenderNotices(new SenderStore(clock), new AuditStore(clock), new RecipientPools(clock)),
                new UnansweredEvents(services, rights),
                new HandwrittenMessages(new AuditStore(clock)));
    }

    private Future<Boolean> purge() {
        Instant now = clock.instant();
        return conversations
                .purge(pool, now)
                .compose(ended ->
                        work.purge(pool, now.minus(settings.kept()), now.minus(settings.deadKept()), PURGE_PAGE))
                .map(removed -> removed == PURGE_PAGE);
    }
}
