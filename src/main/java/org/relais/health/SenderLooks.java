package org.relais.health;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.channel.Channel;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.CheckResult;
import org.relais.channel.SenderChecks;
import org.relais.delivery.RecipientPools;
import org.relais.organisation.Sender;
import org.relais.task.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Regular looks at each sender, one node at each: they alarm for what two looks in a row find. While one alarms,
 * broadcasts with messages of it are paused, also those that begin meanwhile.
 */
public final class SenderLooks {
    private static final Logger LOG = LoggerFactory.getLogger(SenderLooks.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(5);
    private static final Duration WHEN_SUSPECTED = Duration.ofMinutes(1);
    /** A look that finds the same this much later confirms it. */
    private static final Duration CONFIRMED_AFTER = Duration.ofSeconds(50);

    private static final Duration BETWEEN_PICTURES = Duration.ofHours(1);
    private static final Duration HOURS_KEPT = Duration.ofDays(30);

    private final Pool pool;
    private final ChannelRegistry channels;
    private final PublicAddress address;
    private final InstantSource clock;
    private final HealthStore store = new HealthStore();
    private final ActivityStore activity = new ActivityStore();
    private final RecipientPools pools;
    private final SenderPictures pictures;

    public SenderLooks(Pool pool, ChannelRegistry channels, PublicAddress address, InstantSource clock) {
        this.pool = pool;
        this.channels = channels;
        this.address = address;
        this.clock = clock;
        this.pools = new RecipientPools(clock);
        this.pictures = new SenderPictures(pool, channels, clock);
    }

    /** Looks at what is due and holds what has to wait; to be run every few seconds. */
    public Future<Void> run() {
        Instant now = clock.instant();
        return store.hold(pool)
                .compose(held -> store.takeDue(pool, now, now.minus(BETWEEN_LOOKS), now.minus(WHEN_SUSPECTED)))
                .compose(this::each);
    }

    /** Forgets what is too old to say how long a sender is usually silent. */
    public Future<Void> forget() {
        return activity.forgetHours(pool, clock.instant().minus(HOURS_KEPT));
    }

    /** One after the other: a platform that is away costs one timeout at a time. */
    private Future<Void> each(List<Sender> senders) {
        return Sequence.each(senders, this::look);
    }

    Future<Void> look(Sender sender) {
        Optional<Channel> channel = channels.find(sender.channel());
        Optional<SenderChecks> checks = channel.flatMap(found -> found.checks(sender.externalId()));
        if (checks.isEmpty()) {
            return Future.succeededFuture();
        }
        Future<List<CheckResult>> found = Future.succeededFuture(new ArrayList<>());
        for (String name : checks.get().looks()) {
            found = found.compose(before -> check(sender, checks.get(), name).map(results -> {
                before.addAll(results);
                return before;
            }));
        }
        return found.compose(results -> judge(
                        sender,
                        results,
                        channel.get().features().receipts(),
                        checks.get().tellsWhatWaits()))
                .compose(judged -> pictures.refresh(sender, BETWEEN_PICTURES));
    }

    /** Does one check and keeps what it found, unless one that began later has ended before it. */
    Future<List<CheckResult>> check(Sender sender, SenderChecks checks, String name) {
        Instant begun = clock.instant();
        Future<List<CheckResult>> found = name.equals(SenderHealth.ADDRESS)
                ? address.check(checks.securely())
                : checks.check(name, checks.webhookUrl(address.url()));
        return found.compose(results -> store.checked(pool, sender.id(), name, begun, results)
                .compose(newest -> newest ? learn(sender, results) : Future.succeededFuture())
                .map(results));
    }

    /** What the platform says of the sender's limit counts from now on, for all senders of its portfolio. */
    private Future<Void> learn(Sender sender, List<CheckResult> results) {
        return limit(results)
                .map(most -> pool.withTransaction(
                        transaction -> pools.learn(transaction, sender.id(), portfolio(results), most)))
                .orElseGet(Future::succeededFuture);
    }

    private static Optional<Long> limit(List<CheckResult> results) {
        return results.stream()
                .filter(result -> result.code().equals(SenderChecks.LIMIT)
                        || result.code().equals(SenderChecks.NO_LIMIT))
                .map(result -> result.arguments().get(SenderChecks.COUNT) instanceof Number count
                        ? count.longValue()
                        : RecipientPools.UNLIMITED)
                .findFirst();
    }

    private static @Nullable String portfolio(List<CheckResult> results) {
        return results.stream()
                .filter(result -> result.code().startsWith(SenderChecks.PORTFOLIO))
                .map(result -> String.valueOf(result.arguments().get(SenderChecks.ID)))
                .findFirst()
                .orElse(null);
    }

    /** Where that sender's platform calls us. */
    String webhookUrl(Sender sender) {
        return channels.find(sender.channel())
                .flatMap(channel -> channel.checks(sender.externalId()))
                .map(checks -> checks.webhookUrl(address.url()))
                .orElse(address.url());
    }

    private Future<Void> judge(Sender sender, List<CheckResult> results, boolean reports, boolean told) {
        Instant now = clock.instant();
        return store.reports(pool, sender.organisationId(), sender.id(), now).compose(found -> {
            SenderReport report = found.isEmpty()
                    ? SenderReport.none(sender, channels.inFile(sender.channel(), sender.externalId()))
                    : found.get(0);
            AlarmRules.Silence silence =
                    new AlarmRules.Silence(report.heardAt(), report.acceptedAt(), report.usualSilence(), reports, told);
            return AlarmRules.alarm(results, silence, now)
                    .map(what -> suspect(sender, what, now))
                    .orElseGet(() -> clear(sender, results));
        });
    }

    private Future<Void> suspect(Sender sender, CheckResult what, Instant now) {
        return store.suspect(pool, sender.id(), what, now, now.minus(CONFIRMED_AFTER))
                .compose(begins -> {
                    if (begins) {
                        LOG.error(
                                "sender {} ({}) may not hear stops: {}; its broadcasts wait for an owner",
                                sender.id(),
                                sender.channel(),
                                what.code());
                    }
                    return begins ? store.hold(pool).mapEmpty() : Future.succeededFuture();
                });
    }

    /** A platform that could not be asked has not said that all is well. */
    private Future<Void> clear(Sender sender, List<CheckResult> results) {
        return AlarmRules.known(results)
                ? store.clear(pool, sender.id())
                        .onSuccess(was -> {
                            if (was) {
                                LOG.info("sender {} is heard again", sender.id());
                            }
                        })
                        .mapEmpty()
                : Future.succeededFuture();
    }
}
