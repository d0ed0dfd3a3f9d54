package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.audience.AudienceMember;
import org.relais.audience.AudienceStore;
import org.relais.audience.ClosedWindows;
import org.relais.audience.Gap;
import org.relais.audience.Reach;
import org.relais.audience.Target;
import org.relais.channel.ChannelRegistry;
import org.relais.database.Paging;
import org.relais.delivery.RecipientStore;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Organisation;
import org.relais.organisation.Permission;
import org.relais.template.MessageSpec;
import org.relais.template.PersonalVariables;
import org.relais.text.Languages;

/**
 * What organisers do with broadcasts. Wrong input fails with {@link InvalidInputException}, which names every field;
 * a step that the broadcast's state does not allow is a {@link BroadcastChange.Refused}. In both cases nothing has changed.
 */
public final class BroadcastService {
    /** Most people of one test. */
    public static final int MOST_TESTERS = 5;

    private static final Duration FARTHEST = Duration.ofDays(366);

    private final Pool pool;
    private final BroadcastRunner runner;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Composer composer;
    private final DraftReview review;
    private final BroadcastTester tester;
    private final AuditStore audit;
    private final BroadcastStore store = new BroadcastStore();
    private final BroadcastRunStore runs = new BroadcastRunStore();
    private final DraftTexts texts;
    private final AudienceStore audiences = new AudienceStore();
    private final RecipientStore recipients = new RecipientStore();

    /**
     * @param personal variables that other parts compute per person, the same that the delivery engine renders with
     * @param random draws who is in the first part of a broadcast with a brake
     */
    public BroadcastService(
            Pool pool,
            ChannelRegistry channels,
            PersonalVariables personal,
            BroadcastRunner runner,
            RandomGenerator random,
            InstantSource clock) {
        this.pool = pool;
        this.runner = runner;
        this.random = random;
        this.clock = clock;
        this.composer = new Composer(channels, personal, clock);
        this.texts = new DraftTexts(clock);
        this.review = new DraftReview(pool, composer, clock);
        this.tester = new BroadcastTester(composer, runner.outbox(), clock);
        this.audit = new AuditStore(clock);
    }

    private Future<Void> audited(SqlClient transaction, Actor actor, String step, long broadcastId) {
        return audit.write(transaction, actor, "broadcast." + step, "broadcast:" + broadcastId);
    }

    /** A change and its audit row in one transaction, by an actor who may. */
    Future<BroadcastChange> change(Actor actor, String step, Function<SqlClient, Future<BroadcastChange>> change) {
        return actor.permitted(Permission.BROADCASTS)
                .compose(permitted -> pool.withTransaction(transaction -> change.apply(transaction)
                        .compose(changed -> changed instanceof BroadcastChange.Done done
                                ? audited(
                                                transaction,
                                                actor,
                                                step,
                                                done.broadcast().id())
                                        .map(changed)
                                : Future.succeededFuture(changed))));
    }

    /** Composes a broadcast. */
    public Future<Broadcast> create(Actor actor, BroadcastDraft draft) {
        return actor.permitted(Permission.BROADCASTS)
                .compose(permitted -> review.composed(actor.organisationId(), draft))
                .compose(composed -> pool.withTransaction(transaction -> insert(transaction, actor, composed)
                        .compose(created -> audited(transaction, actor, "create", created.id())
                                .map(created))));
    }

    /** Composes a copy of a broadcast, under a title that no other has. */
    public Future<Broadcast> copy(Actor actor, BroadcastDraft copy) {
        return store.titles(pool, actor.organisationId(), copy.original())
                .compose(taken -> create(actor, copy.numbered(taken)));
    }

    /**
     * As {@link #create}, for a message of Relais itself, whose buttons are answered by one of its parts. It belongs to a
     * change of that part, which is permitted and written down there, as are the other steps of an offer.
     */
    public Future<Broadcast> createOffer(Actor actor, BroadcastDraft draft) {
        return review.checked(actor.organisationId(), draft)
                .compose(checked -> pool.withTransaction(transaction -> insert(transaction, actor, checked)));
    }

    private Future<Broadcast> insert(SqlClient transaction, Actor actor, BroadcastDraft draft) {
        long organisationId = actor.organisationId();
        Instant now = clock.instant();
        return texts.insert(transaction, organisationId, draft)
                .compose(stored -> store.insert(
                        transaction,
                        organisationId,
                        draft,
                        stored,
                        new BroadcastStore.Origin(actor.name(), now, random.nextLong())));
    }

    /**
     * Replaces a draft.
     *
     * @param version the one that was edited: refused when somebody has changed it meanwhile
     */
    public Future<BroadcastChange> update(Actor actor, long broadcastId, int version, BroadcastDraft draft) {
        long organisationId = actor.organisationId();
        return actor.permitted(Permission.BROADCASTS)
                .compose(permitted -> review.composed(organisationId, draft))
                .compose(composed -> change(actor, "update", transaction -> store.lockDraft(
                                transaction, organisationId, broadcastId, version)
                        .compose(editable -> editable instanceof BroadcastChange.Done
                                ? replace(transaction, organisationId, broadcastId, version, composed)
                                : Future.succeededFuture(editable))));
    }

    private Future<BroadcastChange> replace(
            SqlClient transaction, long organisationId, long broadcastId, int version, BroadcastDraft draft) {
        return texts.insert(transaction, organisationId, draft)
                .compose(stored -> store.update(transaction, organisationId, broadcastId, version, draft, stored));
    }

    /** The draft of a broadcast, as it was composed. */
    public Future<Optional<BroadcastDraft>> draft(long organisationId, long broadcastId) {
        return store.find(pool, organisationId, broadcastId)
                .compose(found -> found.isPresent()
                        ? texts.draft(pool, found.get()).map(Optional::of)
                        : Future.succeededFuture(Optional.empty()));
    }

    /** Deletes a draft; completes with whether there was one. */
    public Future<Boolean> delete(Actor actor, long broadcastId) {
        return actor.permitted(Permission.BROADCASTS)
                .compose(permitted -> pool.withTransaction(
                        transaction -> store.deleteDraft(transaction, actor.organisationId(), broadcastId)
                                .compose(deleted -> deleted
                                        ? audited(transaction, actor, "delete", broadcastId)
                                                .map(true)
                                        : Future.succeededFuture(false))));
    }

    /** Deletes an offer that was not sent. */
    public Future<Boolean> deleteOffer(long organisationId, long broadcastId) {
        return store.deleteDraft(pool, organisationId, broadcastId);
    }

    public Future<Optional<Broadcast>> find(long organisationId, long broadcastId) {
        return store.find(pool, organisationId, broadcastId);
    }

    /** Broadcasts; {@code limit} 1 to 200. */
    public Future<List<Broadcast>> page(long organisationId, Paging paging, int limit) {
        return store.page(pool, organisationId, paging, limit);
    }

    /** Those that stay open. */
    public WelcomeService welcomes() {
        return new WelcomeService(pool, this, clock);
    }

    /** The newest that are scheduled or being sent, and every one that its brake holds; {@code limit} 1 to 200. */
    public Future<List<Broadcast>> underWay(long organisationId, int limit) {
        return store.underWay(pool, organisationId, limit);
    }

    /** Broadcasts that have ended, newest first; {@code limit} 1 to 200. */
    public Future<List<Broadcast>> over(long organisationId, int limit) {
        return store.over(pool, organisationId, limit);
    }

    /** Drafts, newest first; {@code limit} 1 to 200. */
    public Future<List<Broadcast>> drafts(long organisationId, int limit) {
        return store.drafts(pool, organisationId, limit);
    }

    /** Whether somebody who got nothing of it because of a doubtful stop still waits for a decision. */
    public Future<Boolean> undecided(long organisationId, long broadcastId) {
        return recipients.undecided(pool, organisationId, broadcastId);
    }

    /** How far broadcasts have come, by id; counters that agree with the deliveries in every snapshot. */
    public Future<Map<Long, Progress>> progress(Set<Long> broadcastIds) {
        return ProgressStream.read(pool, broadcastIds);
    }

    /**
     * What people would read, on every channel and in every language, whether or not the draft is stored.
     *
     * @param contactId for this contact; null: on each channel for the first of the audience who would get it there, or
     *     else for the first who would get it at all, or for somebody of whom nothing is known
     */
    public Future<List<Preview>> preview(long organisationId, BroadcastDraft draft, @Nullable Long contactId) {
        return preview(organisationId, draft, draft, contactId);
    }

    /** The same of what is answered to whoever has just written: without a mention, in the open window. */
    public Future<List<Preview>> previewAnswer(long organisationId, BroadcastDraft draft, @Nullable Long contactId) {
        return preview(organisationId, draft, draft.answering(), contactId);
    }

    private Future<List<Preview>> preview(
            long organisationId, BroadcastDraft judged, BroadcastDraft shown, @Nullable Long contactId) {
        return review.checked(organisationId, judged.composed())
                .compose(checked -> composer.surroundings(pool, organisationId)
                        .compose(around -> composer.samples(pool, organisationId, checked, contactId)
                                .map(people -> composer.previews(around, shown, people))));
    }

    /** When the contact hours of an organisation begin, where its people have its zone; empty while they last. */
    public Optional<Instant> opening(Organisation organisation) {
        Instant now = clock.instant();
        return Optional.of(organisation.rules().opening(now, organisation.timeZone()))
                .filter(opening -> opening.isAfter(now));
    }

    /** How many people a broadcast is for; once it has started they are counted once. */
    public Future<Broadcast.Counted> people(Broadcast broadcast) {
        Broadcast.Counted known = broadcast.counted();
        if (known != null) {
            return Future.succeededFuture(known);
        }
        Target target =
                new Target(broadcast.organisationId(), broadcast.audience(), broadcast.purpose(), broadcast.channel());
        return audiences
                .count(pool, target)
                .compose(reach -> broadcast.startedAt() == null
                        ? Future.succeededFuture(new Broadcast.Counted(reach.people(), reach.messageable()))
                        : runs.keepPeople(pool, broadcast.id(), reach));
    }

    /** Who would receive a draft sent now, and who would not and why. */
    public Future<Forecast> forecast(long organisationId, BroadcastDraft draft) {
        return forecast(organisationId, draft, clock.instant());
    }

    /** Who of an audience would receive a message without a template, whatever it said. */
    public Future<Forecast> reached(long organisationId, Audience audience) {
        return forecast(
                organisationId, BroadcastDraft.plain("", MessageSpec.of(Languages.ALL.get(0), "…"), audience, null));
    }

    /**
     * Who would receive a draft sent at that moment if nobody wrote, joined or left before: a window that is open now may
     * be closed by then.
     *
     * @param at for a moment that is over, now
     */
    public Future<Forecast> forecast(long organisationId, BroadcastDraft draft, Instant at) {
        Instant now = clock.instant();
        Instant then = at.isAfter(now) ? at : now;
        Target target = draft.target(organisationId).leaving(then);
        return composer.surroundings(pool, organisationId)
                .compose(around -> audiences.count(pool, target).compose(reach -> {
                    ClosedWindows windows = composer.windows(around, draft.channel(), then);
                    ClosedWindows closed = composer.closed(around, draft.message(), draft.channel(), then);
                    return audiences.outsideWindow(pool, target, closed).compose(refused -> (closed.equals(windows)
                                    ? Future.succeededFuture(refused)
                                    : audiences.outsideWindow(pool, target, windows))
                            .compose(outside -> gaps(target, closed, draft).compose(gaps -> ownChats(target, reach)
                                    .map(own -> new Forecast(
                                            reach,
                                            refused,
                                            outside.without(refused),
                                            Forecast.MissingTexts.of(reach, refused, draft.message(), around.profile()),
                                            gaps,
                                            own)))));
                }));
    }

    private Future<Long> ownChats(Target target, Reach reach) {
        return reach.refused().containsKey("occasional")
                ? audiences.ownChats(pool, target)
                : Future.succeededFuture(0L);
    }

    /** What the texts say to some people with nothing in it. */
    private Future<List<Gap>> gaps(Target target, ClosedWindows closed, BroadcastDraft draft) {
        List<MessageSpec> messages = Stream.concat(Stream.of(draft.message()), Stream.ofNullable(draft.variant()))
                .toList();
        return audiences
                .unknown(pool, target, closed, composer.gaps(messages))
                .map(unknown -> Gap.of(messages, unknown));
    }

    /**
     * The people a draft is meant for one by one, in id order, each with the reason why they would not receive it.
     *
     * @param after last contact id of the page before; 0 for the first
     * @param limit 1 to 1,000
     */
    public Future<List<AudienceMember>> dryRun(long organisationId, BroadcastDraft draft, long after, int limit) {
        return composer.surroundings(pool, organisationId)
                .compose(around -> audiences.dryRun(
                        pool,
                        draft.target(organisationId),
                        composer.closed(around, draft.message(), draft.channel(), clock.instant()),
                        after,
                        limit));
    }

    /**
     * Sends a test of a broadcast's message to people the organiser names. A test is no way around consent: who would
     * not get the broadcast gets no test of it either.
     *
     * @param which of its texts
     * @return for each of them the delivery, or the reason why they get none
     */
    public Future<Map<Long, TestResult>> test(Actor actor, long broadcastId, List<Long> contactIds, Variant which) {
        if (contactIds.isEmpty() || contactIds.size() > MOST_TESTERS) {
            return Future.failedFuture(
                    new InvalidInputException("contacts", FaultCode.TESTERS_OUT_OF_RANGE, MOST_TESTERS));
        }
        return actor.permitted(Permission.BROADCASTS)
                .compose(permitted -> required(actor.organisationId(), broadcastId))
                .compose(broadcast -> texts.draft(pool, broadcast)
                        .map(draft -> draft.only(which).message())
                        .compose(message -> composer.surroundings(pool, actor.organisationId())
                                .compose(around -> pool.withTransaction(transaction -> tester.test(
                                                transaction, broadcast, which, message, contactIds, around)
                                        .compose(results -> audited(transaction, actor, "test", broadcastId)
                                                .map(results))))))
                .onSuccess(results -> runner.resumed(actor.organisationId()));
    }

    /** What came of one person of a test: a delivery, or the reason why there is none. */
    public record TestResult(@Nullable Long deliveryId, @Nullable String refusal) {}

    /** Fails with every fault that keeps a draft from being sent now, stored or not. */
    public Future<Void> refuseUnready(long organisationId, BroadcastDraft draft) {
        return review.refuseUnready(organisationId, draft);
    }

    /** Fails as {@link #send} would, with every fault, and starts nothing. */
    public Future<Void> refuseUnready(long organisationId, long broadcastId) {
        return review.sendable(organisationId, broadcastId, clock.instant());
    }

    /** Whether the organisation has to say of each broadcast, and of each action, what it is before it starts. */
    public Future<Boolean> mustDeclare(long organisationId) {
        return review.mustDeclare(organisationId);
    }

    /** Starts a draft or a scheduled broadcast now. Its message is judged again first. */
    public Future<BroadcastChange> send(Actor actor, long broadcastId) {
        return send(actor, broadcastId, null);
    }

    /**
     * Starts it as {@link #send(Actor, long)} does, if it still is what somebody looked at before they said yes.
     *
     * @param version the one that was confirmed: refused when somebody has changed it meanwhile; null for any
     */
    public Future<BroadcastChange> send(Actor actor, long broadcastId, @Nullable Integer version) {
        return sendable(actor, broadcastId)
                .compose(ready -> start(
                        actor,
                        transaction -> runs.start(
                                transaction, actor.organisationId(), broadcastId, version, clock.instant())));
    }

    /** Starts it as {@link #send(Actor, long)} does, unless nobody would get it. */
    public Future<BroadcastChange> sendToSomebody(Actor actor, long broadcastId) {
        long organisationId = actor.organisationId();
        return sendable(actor, broadcastId)
                .compose(ready -> store.find(pool, organisationId, broadcastId))
                .compose(found -> found.isEmpty() || found.get().startedAt() != null
                        ? send(actor, broadcastId)
                        : texts.draft(pool, found.get())
                                .compose(draft -> forecast(organisationId, draft))
                                .compose(forecast -> forecast.receiving() == 0
                                        ? Future.<BroadcastChange>succeededFuture(
                                                new BroadcastChange.Unreachable(forecast))
                                        : start(
                                                actor,
                                                transaction -> startCounted(transaction, found.get(), forecast))));
    }

    private Future<Void> sendable(Actor actor, long broadcastId) {
        return actor.permitted(Permission.BROADCASTS)
                .compose(permitted -> refuseUnready(actor.organisationId(), broadcastId));
    }

    private Future<BroadcastChange> start(Actor actor, Function<SqlClient, Future<BroadcastChange>> start) {
        return change(actor, "send", start).onSuccess(change -> runner.nudge());
    }

    /** What it was counted for may have been changed meanwhile. */
    private Future<BroadcastChange> startCounted(SqlClient transaction, Broadcast unsent, Forecast forecast) {
        return runs.start(transaction, unsent.organisationId(), unsent.id(), null, clock.instant())
                .compose(change -> change instanceof BroadcastChange.Done done
                                && done.broadcast().version() == unsent.version()
                        ? runs.keepPeople(transaction, unsent.id(), forecast.reach())
                                .map(change)
                        : Future.succeededFuture(change));
    }

    /** Starts an offer; refused while it is undeclared and its organisation has to declare. */
    public Future<BroadcastChange> sendOffer(long organisationId, long broadcastId) {
        return review.ready(organisationId, broadcastId, clock.instant())
                .compose(ready -> pool.withTransaction(
                        transaction -> runs.start(transaction, organisationId, broadcastId, null, clock.instant())))
                .onSuccess(change -> runner.nudge());
    }

    /** Lets a draft start by itself; a scheduled one gets another time. */
    public Future<BroadcastChange> schedule(Actor actor, long broadcastId, Instant at) {
        Instant now = clock.instant();
        if (!at.isAfter(now) || at.isAfter(now.plus(FARTHEST))) {
            return Future.failedFuture(new InvalidInputException("at", FaultCode.START_OUT_OF_RANGE));
        }
        return actor.permitted(Permission.BROADCASTS)
                .compose(permitted -> review.sendable(actor.organisationId(), broadcastId, at))
                .compose(ready -> change(
                        actor,
                        "schedule",
                        transaction -> store.schedule(transaction, actor.organisationId(), broadcastId, at)));
    }

    /** Makes a scheduled broadcast a draft again. */
    public Future<BroadcastChange> unschedule(Actor actor, long broadcastId) {
        return change(
                actor, "unschedule", transaction -> store.unschedule(transaction, actor.organisationId(), broadcastId));
    }

    /** Stands still: once this completes, nothing more of it is claimed; what is on its way arrives. */
    public Future<BroadcastChange> pause(Actor actor, long broadcastId) {
        return change(actor, "pause", transaction -> store.pause(transaction, actor.organisationId(), broadcastId));
    }

    /**
     * Goes on where it stood; of one that its brake holds, the rest follows.
     *
     * @param seen the reason of the hold ({@link Broadcast#stateReason}) that was looked at before: refused when it is held
     *     for another or when none was seen, as by a page from before the hold; null for none
     */
    public Future<BroadcastChange> resume(Actor actor, long broadcastId, @Nullable String seen) {
        return change(
                        actor,
                        "resume",
                        transaction -> store.resume(transaction, actor.organisationId(), broadcastId, seen))
                .onSuccess(change -> runner.resumed(actor.organisationId()));
    }

    /** Lets the rest go without waiting for the first part any longer, while it is watched. */
    public Future<BroadcastChange> release(Actor actor, long broadcastId) {
        return change(actor, "release", transaction -> store.release(transaction, actor.organisationId(), broadcastId))
                .onSuccess(change -> runner.resumed(actor.organisationId()));
    }

    /** Ends it: nothing more of it is claimed, and what is queued is cancelled soon. */
    public Future<BroadcastChange> cancel(Actor actor, long broadcastId) {
        return change(
                        actor,
                        "cancel",
                        transaction -> store.cancel(transaction, actor.organisationId(), broadcastId, clock.instant()))
                .onSuccess(change -> runner.nudge());
    }

    /** Ends an offer. */
    public Future<BroadcastChange> cancelOffer(long organisationId, long broadcastId) {
        return pool.withTransaction(
                        transaction -> store.cancel(transaction, organisationId, broadcastId, clock.instant()))
                .onSuccess(change -> runner.nudge());
    }

    private Future<Broadcast> required(long organisationId, long broadcastId) {
        return store.find(pool, organisationId, broadcastId)
                .map(found ->
                        found.orElseThrow(() -> new InvalidInputException("broadcast", FaultCode.BROADCAST_UNKNOWN)));
    }
}
