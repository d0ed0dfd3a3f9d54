package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.relais.channel.InboundEvent;
import org.relais.database.SqlFaults;
import org.relais.metrics.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Intake of what webhooks bring, in the order that the guarantee rests on:
 *
 * <ol>
 *   <li>the events and what they do to consent are committed together, once, whatever is delivered again;
 *   <li>for a stop or a hold, in later transactions, what is queued for the person is cancelled and what is open is
 *       waited for ({@link StopDrain});
 *   <li>only then may the webhook be answered, and the end of the wait be noted. One webhook's wait holds up no other.
 * </ol>
 *
 * Everything else, the one confirmation included, is worked from the inbox: it is owed by the row that (1) wrote, so it
 * is sent even if the process dies at any point, and only after (2), so it is the last thing the person gets.
 *
 * <p>Safe for use from several event loops.
 */
public final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final InstantSource clock;
    private final ConsentSignalReader signals;
    private final BatchInsert batchInsert;
    private final ConsentIntake consentIntake;
    private final StopDrain stopDrain;
    private final InboxListener listener;
    private final StorageHealth storage;
    private final int mostPending;
    private final IntakeLoad intakeLoad;

    /** Whether a webhook was taken in. */
    public enum Acceptance {
        /** Committed, and answered for: 200. */
        STORED,
        /** Too much waits already; nothing was stored: the platform is to come again. */
        OVERLOADED
    }

    /**
     * @param mostPending events that may wait for their commit; more are refused
     * @param mostPerStatement events in one insert
     * @param consentTransactions transactions of stops and the like at the same time
     * @param drainBound bound on the wait before a stop is answered, longer than the enforcer's own
     * @param requireStandby what changes consent is stored only where its commit waits for a standby
     */
    public record Settings(
            int mostPending,
            int mostPerStatement,
            int consentTransactions,
            Duration drainBound,
            boolean requireStandby) {
        public static final Settings DEFAULT = new Settings(20_000, 1_000, 8, Duration.ofSeconds(15));

        public Settings(int mostPending, int mostPerStatement, int consentTransactions, Duration drainBound) {
            this(mostPending, mostPerStatement, consentTransactions, drainBound, false);
        }

        /** These, and a standby asked for or not. */
        public Settings requiringStandby(boolean required) {
            return new Settings(mostPending, mostPerStatement, consentTransactions, drainBound, required);
        }
    }

    /**
     * @param pool has more connections than {@link Settings#consentTransactions}
     * @param intakeLoad kept up to date with what waits here
     * @param listener told after every commit what there is to do in the inbox
     */
    public Intake(
            Pool pool,
            ConsentServices services,
            InstantSource clock,
            Settings settings,
            IntakeLoad intakeLoad,
            InboxListener listener) {
        this.clock = clock;
        InboxStore store = new InboxStore();
        this.signals = new ConsentSignalReader(services.detector());
        this.batchInsert = new BatchInsert(pool, store, clock, settings.mostPerStatement());
        ConsentEffectWriter effects = new ConsentEffectWriter(
                services.senders(), services.identities(), services.consent().writer(), store);
        this.consentIntake = new ConsentIntake(pool, store, effects, settings);
        this.storage = new StorageHealth(consentIntake, clock);
        this.stopDrain = new StopDrain(
                pool, new PendingStopStore(), services.consent(), services.enforcer(), clock, settings.drainBound());
        this.intakeLoad = intakeLoad;
        this.listener = listener;
        this.mostPending = settings.mostPending();
    }

    /** Completes when the webhook may be answered; a failed future means that nothing may be claimed to be stored. */
    public Future<Acceptance> accept(List<InboundEvent> events) {
        if (events.isEmpty()) {
            return Future.succeededFuture(Acceptance.STORED);
        }
        List<InboxEvent> received =
                events.stream().map(event -> InboxEvent.of(event, signals)).toList();
        Instant from = clock.instant();
        if (!reserve(received.size())) {
            return Future.succeededFuture(Acceptance.OVERLOADED);
        }
        return store(received)
                .onComplete(stored -> intakeLoad.add(-received.size()))
                .onFailure(storage::refused)
                .onSuccess(pending -> tell(events, pending.size()))
                .compose(pending -> enforce(pending, from))
                .map(Acceptance.STORED);
    }

    /** Whether a further webhook would be refused, so that its body need not be read. */
    public boolean full() {
        return intakeLoad.waiting() >= mostPending;
    }

    /** Whether a stop that came now could be stored. */
    public StorageHealth storage() {
        return storage;
    }

    /** Commits begun so far, over both ways in. */
    public long commits() {
        return batchInsert.statements() + consentIntake.transactions();
    }

    private Future<List<PendingStop>> store(List<InboxEvent> events) {
        boolean concernsConsent = events.stream().anyMatch(received -> received.signal() != null);
        return concernsConsent
                ? consentIntake.store(events, clock.instant()).onSuccess(pending -> storage.stored())
                : batchInsert.store(events);
    }

    /** Stops and holds have a way of their own, which begins when their wait is over. */
    private void tell(List<InboundEvent> events, int pending) {
        long receipts = events.stream()
                .filter(event -> event.kind() == InboundEvent.Kind.STATUS)
                .count();
        if (receipts > 0) {
            listener.receipts();
        }
        if (events.size() - receipts > pending) {
            listener.replies();
        }
    }

    private Future<Void> enforce(List<PendingStop> pending, Instant from) {
        return pending.isEmpty()
                ? Future.succeededFuture()
                : stopDrain
                        .enforce(pending)
                        .onSuccess(this::over)
                        .onSuccess(drained -> Meters.stopAnswered(Duration.between(from, clock.instant())))
                        .mapEmpty();
    }

    /** The webhook is answered already. Nobody waits for this: when it fails, the inbox takes it up. */
    private void over(List<DrainedStop> drained) {
        if (!listener.over(drained)) {
            stopDrain
                    .over(drained)
                    .onSuccess(noted -> listener.stops())
                    .onFailure(fault -> LOG.warn(
                            "the inbox takes up {} answered stops: {}", drained.size(), SqlFaults.describe(fault)));
        }
    }

    /** A webhook larger than the bound is let in when nothing else waits, else it would never be. */
    private boolean reserve(int size) {
        int before = intakeLoad.add(size);
        if (before == 0 || before + size <= mostPending) {
            return true;
        }
        intakeLoad.add(-size);
        return false;
    }
}
