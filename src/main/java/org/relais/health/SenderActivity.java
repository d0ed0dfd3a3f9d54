package org.relais.health;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.relais.channel.InboundEvent;
import org.relais.database.SqlFaults;
import org.relais.delivery.SendingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Record that senders are heard from and that their messages are taken or fail: at most every other second per sender and kind on
 * each node, beside what it notes and never in its way. Safe for use from any thread.
 */
public final class SenderActivity implements SendingListener {
    private static final Logger LOG = LoggerFactory.getLogger(SenderActivity.class);
    private static final Duration SELDOM = Duration.ofSeconds(2);
    /** What nobody did: a platform reports. */
    private static final Set<InboundEvent.Kind> REPORTS = Set.of(
            InboundEvent.Kind.STATUS,
            InboundEvent.Kind.SENDER_ALERT,
            InboundEvent.Kind.TEMPLATE_STATUS,
            InboundEvent.Kind.SHARE_QUERY,
            InboundEvent.Kind.GROUP,
            InboundEvent.Kind.HANDWRITTEN,
            InboundEvent.Kind.OTHER);

    private final Pool pool;
    private final InstantSource clock;
    private final ActivityStore store = new ActivityStore();
    private final LongSupplier serverChanges;
    private final Map<String, Noted> noted = new ConcurrentHashMap<>();
    private final Set<Long> failing = ConcurrentHashMap.newKeySet();

    /** @param server where it was noted: another one may not have heard of it, and have given the sender's id to another */
    private record Noted(Instant at, long server) {}

    /** @param serverChanges as {@link org.relais.database.Connections#serverChanges} */
    public SenderActivity(Pool pool, InstantSource clock, LongSupplier serverChanges) {
        this.pool = pool;
        this.serverChanges = serverChanges;
        this.clock = clock;
    }

    /** Events of a webhook that was taken in. */
    public void heard(String channel, List<InboundEvent> events) {
        Set<String> senders = new HashSet<>();
        Set<String> written = new HashSet<>();
        for (InboundEvent event : events) {
            senders.add(event.senderExternalId());
            if (!REPORTS.contains(event.kind())) {
                written.add(event.senderExternalId());
            }
        }
        Instant now = clock.instant();
        for (String sender : senders) {
            boolean somebody = written.contains(sender);
            if (due((somebody ? "written:" : "heard:") + channel + ":" + sender, now)) {
                log(store.heard(pool, channel, sender, now, somebody ? now : null));
            }
        }
    }

    /** A message of a sender was taken by its platform; the first after one that was not is always noted. */
    @Override
    public void accepted(long senderId) {
        Instant now = clock.instant();
        if (due("accepted:" + senderId, now) || failing.contains(senderId)) {
            failing.remove(senderId);
            log(store.accepted(pool, senderId, now));
        }
    }

    @Override
    public void failed(long senderId) {
        Instant now = clock.instant();
        if (due("failed:" + senderId, now)) {
            failing.add(senderId);
            log(store.failed(pool, senderId, now));
        }
    }

    /** A platform asked whether an address is ours. */
    public void handshake(String channel, String account, boolean accepted) {
        Instant now = clock.instant();
        // Whoever knows the token may be heard each time: it may be a new one, whose first this is.
        if (accepted || due("handshake:" + channel + ":" + account, now)) {
            log(store.handshake(pool, channel, account, accepted, now));
        }
    }

    private boolean due(String key, Instant now) {
        Noted mine = new Noted(now, serverChanges.getAsLong());
        return noted.compute(
                        key,
                        (same, last) -> last == null
                                        || last.server() != mine.server()
                                        || !now.isBefore(last.at().plus(SELDOM))
                                ? mine
                                : last)
                == mine;
    }

    private static void log(Future<Void> noting) {
        noting.onFailure(fault -> LOG.debug("not noted: {}", SqlFaults.describe(fault)));
    }
}
