package org.relais.sandbox.world;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Queue of one sender's webhooks: sent in order within a queue, in parallel across queues, again until the service
 * answers with a 2xx. A failing webhook holds back those behind it in its queue and no others.
 */
public final class WebhookQueue {
    private final World world;
    private final HttpClient client;
    private final Behaviour behaviour;
    private final Map<String, ArrayDeque<JournalEntry>> chains = new HashMap<>();
    private final ArrayDeque<JournalEntry> ready = new ArrayDeque<>();
    private final ArrayDeque<JournalEntry> parked = new ArrayDeque<>();
    private int active;
    private int waiting;
    private int generation;

    public WebhookQueue(World world, HttpClient client, Behaviour behaviour) {
        this.world = world;
        this.client = client;
        this.behaviour = behaviour;
        world.switches().onChange(this::unpark);
    }

    /** What differs between the platforms. */
    public interface Behaviour {
        /** Where to and with which headers, or nothing when nobody is subscribed. */
        Optional<Target> target(JournalEntry entry, Buffer body);

        /** How many at once. */
        int connections();

        /** Milliseconds before the next attempt. */
        long retryMillis(int attempts, @Nullable String retryAfter);

        /** When to give up. */
        Duration life();

        /** Told of every failed attempt. */
        void failed(int status, @Nullable String error);

        /** Whether an entry that nobody is subscribed for is kept elsewhere; otherwise it ends there. */
        boolean keepUnsubscribed(JournalEntry entry);
    }

    /** One webhook address with the headers for one body. */
    public record Target(String url, Map<String, String> headers) {}

    /** Takes a webhook to send, subject to the switches. */
    public void offer(JournalEntry entry) {
        waiting++;
        Switches switches = world.switches().of(entry.phone());
        if (switches.webhooksOff()) {
            parked.add(entry);
            return;
        }
        long delay = switches.delayWebhooksMillis() + world.randomMillis(switches.reorderWebhooksMillis());
        boolean ordered = switches.reorderWebhooksMillis() == 0;
        if (delay > 0) {
            int bornIn = generation;
            world.after(delay, () -> {
                if (bornIn == generation) {
                    enqueue(entry, ordered);
                } else {
                    entry.settle(JournalEntry.State.DROPPED);
                }
            });
        } else {
            enqueue(entry, ordered);
        }
    }

    /** How many are not answered yet. */
    public int waiting() {
        return waiting;
    }

    /** Tries what is ready; to be called when a subscription appears. */
    public void pump() {
        while (active < behaviour.connections() && !ready.isEmpty()) {
            attempt(ready.removeFirst(), generation);
        }
    }

    /** Takes back everything that is not under way, oldest first. */
    public List<JournalEntry> withdraw() {
        List<JournalEntry> taken = new ArrayList<>(ready);
        taken.addAll(parked);
        chains.values().forEach(taken::addAll);
        chains.values().forEach(ArrayDeque::clear);
        // The chain of an entry under way ends with that entry; the others have nobody left to end them.
        ready.forEach(entry -> {
            String queue = entry.leaveChain();
            if (queue != null) {
                chains.remove(queue);
            }
        });
        ready.clear();
        parked.clear();
        taken.sort(Comparator.comparingLong(JournalEntry::sequence));
        waiting -= taken.size();
        return taken;
    }

    /** Drops everything that waits. */
    public void clear() {
        generation++;
        ready.forEach(entry -> entry.settle(JournalEntry.State.DROPPED));
        parked.forEach(entry -> entry.settle(JournalEntry.State.DROPPED));
        chains.values().forEach(chain -> chain.forEach(entry -> entry.settle(JournalEntry.State.DROPPED)));
        ready.clear();
        parked.clear();
        chains.clear();
        waiting = 0;
    }

    private void unpark() {
        for (int count = parked.size(); count > 0; count--) {
            waiting--;
            offer(parked.removeFirst());
        }
    }

    private void enqueue(JournalEntry entry, boolean ordered) {
        String queue = ordered ? entry.joinChain() : null;
        if (queue != null) {
            ArrayDeque<JournalEntry> chain = chains.get(queue);
            if (chain != null) {
                chain.add(entry);
                return;
            }
            chains.put(queue, new ArrayDeque<>(2));
        }
        ready.add(entry);
        pump();
    }

    private void attempt(JournalEntry entry, int bornIn) {
        Buffer body = entry.body();
        Optional<Target> target = behaviour.target(entry, body);
        if (target.isEmpty()) {
            boolean kept = behaviour.keepUnsubscribed(entry);
            release(entry, bornIn);
            if (!kept) {
                entry.settle(JournalEntry.State.UNSUBSCRIBED);
            }
            return;
        }
        active++;
        entry.tried(world.arrive());
        post(target.get(), body).onComplete(answer -> {
            active--;
            if (answer.succeeded() && answer.result().status / 100 == 2) {
                answered(entry, bornIn, body, answer.result().status);
            } else {
                failed(
                        entry,
                        bornIn,
                        answer.succeeded() ? answer.result() : new Answer(0, null),
                        answer.succeeded() ? null : reason(answer.cause()));
            }
            pump();
        });
    }

    private void answered(JournalEntry entry, int bornIn, Buffer body, int status) {
        entry.answered(world.arrive(), status);
        int copies = world.switches().of(entry.phone()).duplicateWebhooks();
        settled(entry, bornIn, JournalEntry.State.ANSWERED);
        for (int copy = 0; copy < copies; copy++) {
            repeat(entry, body);
        }
    }

    /** Sends the same bytes once more; what the service answers is journalled and otherwise ignored. */
    private void repeat(JournalEntry original, Buffer body) {
        JournalEntry again = world.journal(
                original.sender(), original.phone(), original.kind() + ":duplicate", original.eventId(), null, body);
        behaviour.target(again, body).ifPresent(target -> {
            again.tried(world.arrive());
            post(target, body).onComplete(answer -> {
                if (answer.succeeded()) {
                    again.answered(world.arrive(), answer.result().status);
                } else {
                    again.failed(world.arrive(), 0, reason(answer.cause()));
                    again.settle(JournalEntry.State.DROPPED);
                }
            });
        });
    }

    private void failed(JournalEntry entry, int bornIn, Answer answer, @Nullable String reason) {
        entry.failed(world.arrive(), answer.status, reason);
        behaviour.failed(answer.status, reason);
        if (bornIn != generation
                || Duration.between(entry.created(), world.now()).compareTo(behaviour.life()) > 0) {
            settled(entry, bornIn, JournalEntry.State.DROPPED);
            return;
        }
        long delay = behaviour.retryMillis(entry.attempts(), answer.retryAfter);
        if (delay <= 0) {
            ready.addFirst(entry);
        } else {
            world.after(delay, () -> {
                if (bornIn == generation) {
                    ready.addFirst(entry);
                    pump();
                } else {
                    entry.settle(JournalEntry.State.DROPPED);
                }
            });
        }
    }

    private void settled(JournalEntry entry, int bornIn, JournalEntry.State state) {
        entry.settle(state);
        release(entry, bornIn);
    }

    /** Lets the next of its queue go. */
    private void release(JournalEntry entry, int bornIn) {
        if (bornIn != generation) {
            return;
        }
        waiting--;
        String queue = entry.leaveChain();
        ArrayDeque<JournalEntry> chain = queue == null ? null : chains.get(queue);
        if (chain != null) {
            if (chain.isEmpty()) {
                chains.remove(queue);
            } else {
                ready.add(chain.removeFirst());
            }
        }
    }

    private Future<Answer> post(Target target, Buffer body) {
        int timeout = world.settings().webhookTimeoutMillis();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(target.url())
                .setTimeout(timeout)
                .setIdleTimeout(timeout);
        target.headers().forEach(options::putHeader);
        return client.request(options)
                .compose(request -> request.send(body))
                .compose(WebhookQueue::read)
                .timeout(timeout * 2L, java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    private static Future<Answer> read(HttpClientResponse response) {
        return response.end().map(ended -> new Answer(response.statusCode(), response.getHeader("Retry-After")));
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private record Answer(int status, @Nullable String retryAfter) {}
}
