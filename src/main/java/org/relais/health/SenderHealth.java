package org.relais.health;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.CheckResult;
import org.relais.channel.SenderChecks;
import org.relais.database.SqlFaults;
import org.relais.delivery.RecipientPools;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;
import org.relais.organisation.Sender;
import org.relais.task.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How senders stand at their platforms, and the word of an owner that broadcasts may go on in spite of an alarm. */
public final class SenderHealth {
    /** The check of our own address, which every channel needs. */
    public static final String ADDRESS = "address";

    private static final Logger LOG = LoggerFactory.getLogger(SenderHealth.class);
    /** What somebody watches and is not well is looked at again that often at most. */
    private static final Duration BETWEEN_WATCHES = Duration.ofSeconds(10);
    /** A sender is being connected for so long after its secrets, or its address at the platform, were last entered. */
    private static final Duration BEING_CONNECTED = Duration.ofMinutes(15);
    /** A platform keeps an address once it has our answer, a moment after we have heard its question. */
    private static final Duration ENTERED = Duration.ofSeconds(2);

    private static final Set<String> CONNECTING = Set.of("sender.add", "sender.change");

    private final Pool pool;
    private final ChannelRegistry channels;
    private final SenderLooks looks;
    private final InstantSource clock;
    private final AuditStore audit;
    private final HealthStore store = new HealthStore();
    private final RecipientPools pools;
    private final ActivityStore activity = new ActivityStore();
    private final SenderPictures pictures;
    private final Set<Long> watched = ConcurrentHashMap.newKeySet();

    public SenderHealth(Pool pool, ChannelRegistry channels, SenderLooks looks, InstantSource clock) {
        this.pool = pool;
        this.channels = channels;
        this.looks = looks;
        this.clock = clock;
        this.audit = new AuditStore(clock);
        this.pools = new RecipientPools(clock);
        this.pictures = new SenderPictures(pool, channels, clock);
    }

    /** The senders of an organisation by id. */
    public Future<Map<Long, SenderReport>> reports(long organisationId) {
        return store.reports(pool, organisationId, null, clock.instant())
                .compose(all -> pools.of(pool, organisationId).map(byId -> all.stream()
                        .map(report -> report.with(byId.get(report.sender().id())))
                        .collect(Collectors.toMap(report -> report.sender().id(), Function.identity()))));
    }

    /** What can be checked of a sender; empty when nothing is configured for it any more. */
    public Optional<SenderChecks> checks(Sender sender) {
        return channels.find(sender.channel()).flatMap(channel -> channel.checks(sender.externalId()));
    }

    /** Where a sender's platform calls us. */
    public String webhookUrl(Sender sender) {
        return looks.webhookUrl(sender);
    }

    /**
     * Does one check now and keeps what it found, because somebody wishes for it.
     *
     * @return empty when the sender has no such check
     */
    public Future<Optional<List<CheckResult>>> check(Actor actor, Sender sender, String name) {
        return look(actor, sender, name)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(found)
                        : audit.write(
                                        pool,
                                        actor,
                                        "sender.check",
                                        "sender:" + sender.id(),
                                        new JsonObject().put("check", name))
                                .map(found));
    }

    /** The same by itself, behind something else that somebody does. */
    public Future<Optional<List<CheckResult>>> look(Actor actor, Sender sender, String name) {
        Optional<SenderChecks> checks =
                checks(sender).filter(one -> name.equals(ADDRESS) || one.names().contains(name));
        return actor.permitted(Permission.SENDERS)
                .compose(permitted -> checks.isEmpty() || sender.organisationId() != actor.organisationId()
                        ? Future.succeededFuture(Optional.<List<CheckResult>>empty())
                        : looks.check(sender, checks.get(), name)
                                .compose(results -> pictured(sender, name, results))
                                .map(Optional::of));
    }

    /**
     * Looks again, behind whoever watches a sender being connected and may check it, at what was not well, and at what nobody
     * has looked at before its platform had our address. The page shows what that finds when it is asked for next.
     */
    public void watch(Actor actor, SenderReport report, Handshake handshake) {
        lookAgain(actor, report, handshake)
                .onFailure(fault -> LOG.debug("not looked at again: {}", SqlFaults.describe(fault)));
    }

    Future<Void> lookAgain(Actor actor, SenderReport report, Handshake handshake) {
        Sender sender = report.sender();
        Optional<SenderChecks> checks = actor.may(Permission.SENDERS) ? checks(sender) : Optional.empty();
        List<String> due = checks.stream()
                .flatMap(its -> its.looks().stream())
                .filter(name -> isDue(report.checks().get(name), handshake))
                .toList();
        if (due.isEmpty() || !watched.add(sender.id())) {
            return Future.succeededFuture();
        }
        return isBeingConnected(sender, handshake)
                .compose(being -> being ? look(sender, checks.orElseThrow(), due) : Future.succeededFuture())
                .onComplete(done -> watched.remove(sender.id()));
    }

    private Future<Boolean> isBeingConnected(Sender sender, Handshake handshake) {
        Instant since = clock.instant().minus(BEING_CONNECTED);
        Instant entered = handshake.acceptedAt();
        return entered != null && entered.isAfter(since)
                ? Future.succeededFuture(true)
                : audit.hasRecent(pool, sender.organisationId(), "sender:" + sender.id(), CONNECTING, since);
    }

    private boolean isDue(SenderReport.@Nullable Done done, Handshake handshake) {
        Instant now = clock.instant();
        Instant asked = handshake.acceptedAt();
        Instant entered = asked == null || asked.plus(ENTERED).isAfter(now) ? null : asked.plus(ENTERED);
        if (done == null) {
            return entered != null;
        }
        boolean well = done.state() == CheckResult.State.OK || done.state() == CheckResult.State.NOTE;
        return !well
                && (done.at().plus(BETWEEN_WATCHES).isBefore(now)
                        || entered != null && done.at().isBefore(entered));
    }

    /** One after the other, as all looks are. */
    private Future<Void> look(Sender sender, SenderChecks checks, List<String> names) {
        return Sequence.each(names, name -> looks.check(sender, checks, name));
    }

    private Future<List<CheckResult>> pictured(Sender sender, String name, List<CheckResult> results) {
        return name.equals(SenderChecks.IDENTITY) && CheckResult.worst(results) != CheckResult.State.FAILED
                ? pictures.refresh(sender, Duration.ZERO).map(results)
                : Future.succeededFuture(results);
    }

    /** What people see beside a sender's name; empty when there is none, or the sender is none of the organisation's. */
    public Future<Optional<SenderPicture>> picture(long organisationId, long senderId) {
        return pictures.find(organisationId, senderId);
    }

    /**
     * When a sender's platform last asked for our address, since it has the verify token of now; see
     * {@link SenderChecks#enteredByHand}. Senders of the configuration share one address.
     */
    public Future<Handshake> handshake(Sender sender) {
        String[] accounts = channels.inFile(sender.channel(), sender.externalId())
                ? new String[] {"", sender.externalId()}
                : new String[] {sender.externalId()};
        return activity.handshakes(pool, sender.channel(), accounts)
                .map(seen -> new Handshake(seen.accepted(), seen.refused()));
    }

    /**
     * Lets broadcasts of a sender that alarms go on, those too that wait; for owners.
     *
     * @return false when it doesn't alarm, or that was said before
     */
    public Future<Boolean> release(Actor actor, long senderId) {
        return actor.permitted(Permission.ORGANISATION)
                .compose(permitted -> pool.withTransaction(
                        transaction -> store.release(transaction, actor.organisationId(), senderId, actor.name())
                                .compose(released -> released
                                        ? store.goOn(transaction, actor.organisationId(), senderId)
                                                .compose(resumed -> audit.write(
                                                        transaction, actor, "sender.release", "sender:" + senderId))
                                                .map(true)
                                        : Future.succeededFuture(false))));
    }
}
