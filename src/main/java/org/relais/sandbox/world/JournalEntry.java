package org.relais.sandbox.world;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One webhook: what it was about, every attempt counted, and when and how the service answered. */
public final class JournalEntry {
    private final long sequence;
    private final SimulatedSender sender;
    private final @Nullable String phone;
    private final String kind;
    private final String eventId;
    private final @Nullable String queue;
    private final Instant created;
    private final Promise<JournalEntry> settled = Promise.promise();
    private @Nullable Buffer body;
    private State state = State.WAITING;
    private boolean chained;
    private int attempts;
    private int status;
    private @Nullable Instant began;
    private long beganSequence;
    private @Nullable Instant answered;
    private long answeredSequence;
    private @Nullable String error;

    /** What a webhook is about. */
    record Event(@Nullable String phone, String kind, String id) {}

    JournalEntry(Arrival arrival, SimulatedSender sender, Event event, @Nullable String queue, Buffer body) {
        this.sequence = arrival.sequence();
        this.created = arrival.at();
        this.sender = sender;
        this.phone = event.phone();
        this.kind = event.kind();
        this.eventId = event.id();
        this.queue = queue;
        this.body = body;
    }

    /** Where a webhook stands. */
    public enum State {
        /** Not yet tried, or held back. */
        WAITING,
        /** Tried without success; will be tried again. */
        RETRYING,
        /** Answered with a 2xx. */
        ANSWERED,
        /** Given up: too old, or the queue was cleared. */
        DROPPED,
        /** Nobody is subscribed. */
        UNSUBSCRIBED,
        /** Fetched by getUpdates. */
        FETCHED
    }

    public long sequence() {
        return sequence;
    }

    public SimulatedSender sender() {
        return sender;
    }

    public @Nullable String phone() {
        return phone;
    }

    public String kind() {
        return kind;
    }

    /** wamid or update_id. */
    public String eventId() {
        return eventId;
    }

    public Instant created() {
        return created;
    }

    /** The exact bytes; kept until the entry is settled. */
    public Buffer body() {
        return body == null ? Buffer.buffer() : body;
    }

    public State state() {
        return state;
    }

    public int attempts() {
        return attempts;
    }

    public long answeredSequence() {
        return answeredSequence;
    }

    /** Completes when the entry is answered with a 2xx, dropped, fetched or without a subscriber. */
    public Future<JournalEntry> settled() {
        return settled.future();
    }

    @Nullable
    String joinChain() {
        chained = queue != null;
        return queue;
    }

    @CanIgnoreReturnValue
    @Nullable
    String leaveChain() {
        boolean was = chained;
        chained = false;
        return was ? queue : null;
    }

    void tried(Arrival now) {
        attempts++;
        began = now.at();
        beganSequence = now.sequence();
    }

    void failed(Arrival now, int answeredStatus, @Nullable String reason) {
        state = State.RETRYING;
        status = answeredStatus;
        error = reason;
        answered = now.at();
        answeredSequence = now.sequence();
    }

    void answered(Arrival now, int answeredStatus) {
        status = answeredStatus;
        error = null;
        answered = now.at();
        answeredSequence = now.sequence();
        settle(State.ANSWERED);
    }

    /** Ends it in that state. */
    public void settle(State end) {
        state = end;
        body = null;
        settled.tryComplete(this);
    }

    public JsonObject json() {
        JsonObject json = new JsonObject()
                .put("sequence", sequence)
                .put("sender", sender.key())
                .put("channel", sender.platform().key())
                .put("kind", kind)
                .put("eventId", eventId)
                .put("createdAt", created.toString())
                .put("state", state.name().toLowerCase(Locale.ROOT))
                .put("attempts", attempts);
        if (phone != null) {
            json.put("phone", phone);
        }
        if (began != null) {
            json.put("beganAt", began.toString()).put("beganSequence", beganSequence);
        }
        if (answered != null) {
            json.put("answeredAt", answered.toString())
                    .put("answeredSequence", answeredSequence)
                    .put("status", status);
        }
        if (error != null) {
            json.put("error", error);
        }
        return json;
    }
}
