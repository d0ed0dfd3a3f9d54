package org.relais.health;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.relais.channel.Channel;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.CheckResult;
import org.relais.channel.SenderChecks;
import org.relais.organisation.Sender;

/** Look at every sender now, for whoever has no running node to ask. Nothing of what it finds is kept. */
public final class LiveChecks {
    /** What has no answer by then is told as that. */
    private static final Duration WITHIN = Duration.ofSeconds(15);

    private final Pool pool;
    private final ChannelRegistry channels;
    private final PublicAddress address;
    private final HealthStore store = new HealthStore();

    /** @param channels with the senders of the configuration, and those of the database as far as they can be opened */
    public LiveChecks(Pool pool, ChannelRegistry channels, PublicAddress address) {
        this.pool = pool;
        this.channels = channels;
        this.address = address;
    }

    /**
     * @param inFile it stands in the configuration here, and is changed there
     * @param results {@code unreadable} alone when nothing here knows the sender's secrets
     */
    public record Looked(Sender sender, boolean inFile, List<CheckResult> results) {}

    /** Whether the public address leads here, for platforms that call nothing but https or for any. */
    public Future<List<CheckResult>> address() {
        return bounded(() -> address.check(securely()));
    }

    private boolean securely() {
        return channels.all().stream()
                .flatMap(channel ->
                        channel.senders().stream().flatMap(sender -> channel.checks(sender.externalId()).stream()))
                .anyMatch(SenderChecks::securely);
    }

    /** Every sender of all organisations, one after the other. */
    public Future<List<Looked>> senders() {
        return store.senders(pool).compose(senders -> {
            Future<List<Looked>> all = Future.succeededFuture(new ArrayList<>());
            for (Sender sender : senders) {
                all = all.compose(before -> whole(() -> look(sender)).map(results -> {
                    before.add(new Looked(sender, channels.inFile(sender.channel(), sender.externalId()), results));
                    return before;
                }));
            }
            return all;
        });
    }

    private Future<List<CheckResult>> look(Sender sender) {
        Optional<Channel> channel = channels.find(sender.channel());
        Optional<SenderChecks> checks = channel.flatMap(found -> found.checks(sender.externalId()));
        if (checks.isEmpty()) {
            return Future.succeededFuture(List.of(CheckResult.failed("unreadable")));
        }
        Future<List<CheckResult>> all = Future.succeededFuture(new ArrayList<>());
        for (String name : checks.get().looks()) {
            all = all.compose(before -> bounded(
                            () -> checks.get().check(name, checks.get().webhookUrl(address.url())))
                    .map(results -> {
                        before.addAll(results);
                        return before;
                    }));
        }
        // A token that is refused is refused by each of them.
        return all.map(results -> results.stream().distinct().toList());
    }

    private static Future<List<CheckResult>> bounded(Supplier<Future<List<CheckResult>>> check) {
        return whole(() -> check.get().timeout(WITHIN.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** One that breaks off, however it does, is one that failed: the others are done all the same. */
    private static Future<List<CheckResult>> whole(Supplier<Future<List<CheckResult>>> check) {
        return Future.succeededFuture()
                .compose(begun -> check.get())
                .otherwise(fault -> List.of(
                        fault instanceof TimeoutException
                                ? CheckResult.failed("platform.silent")
                                // Its words may hold a secret.
                                : CheckResult.failed(
                                        "check.broken",
                                        "fault",
                                        fault.getClass().getName())));
    }
}
