package org.relais.broadcast;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relais.delivery.ProgressStore.Count;
import org.relais.delivery.ProgressStore.Outage;
import org.relais.delivery.RecipientPools;

/**
 * How far a broadcast has come: every recipient is counted exactly once, in the state where their delivery stands.
 *
 * @param limited of those queued: wait until their platform lets us write to more people
 * @param accepted taken by the platform, nothing further heard
 * @param withheld taken by the platform and kept back, by its reason
 * @param unknown the request had begun and no answer came: it is not known whether the person got it
 * @param failed by reason
 * @param suppressed may not be messaged, by reason
 * @param cancelled by reason
 * @param outage that a platform which some still wait for takes no message; null: none that is known of
 * @param answered answers that count, by payload; beside the recipients, not among them
 */
public record Progress(
        long queued,
        long limited,
        long sending,
        long accepted,
        long delivered,
        long read,
        long unknown,
        Map<String, Long> withheld,
        Map<String, Long> failed,
        Map<String, Long> suppressed,
        Map<String, Long> cancelled,
        Map<String, Long> answered,
        @Nullable Outage outage) {
    private static final String HELD = "held";

    /** That of a broadcast which has no recipients yet. */
    public static final Progress NONE =
            new Progress(0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), null);

    public Progress {
        withheld = new TreeMap<>(withheld);
        failed = new TreeMap<>(failed);
        suppressed = new TreeMap<>(suppressed);
        cancelled = new TreeMap<>(cancelled);
        answered = new TreeMap<>(answered);
    }

    /** @param outage as far as it is known of */
    static Progress of(List<Count> counts, @Nullable Outage outage) {
        long queued = 0;
        long limited = 0;
        long sending = 0;
        long accepted = 0;
        long delivered = 0;
        long read = 0;
        long unknown = 0;
        Map<String, Long> withheld = new TreeMap<>();
        Map<String, Long> failed = new TreeMap<>();
        Map<String, Long> suppressed = new TreeMap<>();
        Map<String, Long> cancelled = new TreeMap<>();
        Map<String, Long> answered = new TreeMap<>();
        for (Count count : counts) {
            switch (count.state()) {
                case "queued" -> {
                    queued += count.deliveries();
                    limited += count.reason().equals(RecipientPools.REASON) ? count.deliveries() : 0;
                }
                case "sending" -> sending += count.deliveries();
                case "accepted" -> accepted += count.deliveries();
                case "delivered" -> delivered += count.deliveries();
                case "read" -> read += count.deliveries();
                case "unknown" -> unknown += count.deliveries();
                case "withheld" -> withheld.merge(count.reason(), count.deliveries(), Long::sum);
                case "failed" -> failed.merge(count.reason(), count.deliveries(), Long::sum);
                case "suppressed" -> suppressed.merge(count.reason(), count.deliveries(), Long::sum);
                case "cancelled" -> cancelled.merge(count.reason(), count.deliveries(), Long::sum);
                case "answered" -> answered.merge(count.reason(), count.deliveries(), Long::sum);
                default -> throw new IllegalStateException("a delivery is never " + count.state());
            }
        }
        return new Progress(
                queued,
                limited,
                sending,
                accepted,
                delivered,
                read,
                unknown,
                withheld,
                failed,
                suppressed,
                cancelled,
                answered,
                outage);
    }

    /** Everybody who has a delivery so far. */
    public long recipients() {
        return open() + sent() + unknown + sum(withheld) + sum(failed) + sum(suppressed) + sum(cancelled);
    }

    /** Everybody but those who may not be messaged: what the sending is measured by. */
    public long toSend() {
        return recipients() - sum(suppressed);
    }

    /** Not settled yet. */
    public long open() {
        return queued + sending;
    }

    /** Taken by the platform, whatever was heard of it since. */
    public long sent() {
        return accepted + delivered + read;
    }

    /** Whether nothing has gone out, as far as anybody knows: what a platform may have taken has perhaps. */
    public boolean unsent() {
        return sent() + unknown + sum(withheld) == 0;
    }

    /** Who got nothing because they may have asked to stop. */
    public long held() {
        return suppressed.getOrDefault(HELD, 0L) + cancelled.getOrDefault(HELD, 0L);
    }

    public static long sum(Map<String, Long> byReason) {
        return byReason.values().stream().mapToLong(Long::longValue).sum();
    }
}
