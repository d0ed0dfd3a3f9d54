package org.relais.sandbox.world;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands between one phone and one sender. */
public final class PhoneConversation {
    private final RateLimit.Gate pair = new RateLimit.Gate();
    private boolean started;
    private boolean blocked;
    private boolean marketingStopped;
    private @Nullable Instant lastWritten;
    private long lastMessageId;
    private long received;
    private List<PhoneButton> keyboard = List.of();
    private long stopAnswered = Long.MAX_VALUE;
    private long receivedAfterStop;
    private @Nullable InlineList inline;

    /** The limit on messages to this one person. */
    public RateLimit.Gate pair() {
        return pair;
    }

    /** Telegram: whether the person has pressed Start, so that the bot may write. */
    public boolean started() {
        return started;
    }

    public void start() {
        started = true;
    }

    public boolean blocked() {
        return blocked;
    }

    public void blocked(boolean changed) {
        blocked = changed;
    }

    public boolean marketingStopped() {
        return marketingStopped;
    }

    public void marketingStopped(boolean changed) {
        marketingStopped = changed;
    }

    /** When the person last wrote to this sender. */
    public @Nullable Instant lastWritten() {
        return lastWritten;
    }

    public void wrote(Instant at) {
        lastWritten = at;
    }

    /** The next message number of this conversation, for Telegram. */
    public long nextMessageId() {
        lastMessageId++;
        return lastMessageId;
    }

    /** Telegram's reply keyboard, shown below the box. */
    public List<PhoneButton> keyboard() {
        return keyboard;
    }

    public void keyboard(List<PhoneButton> shown) {
        keyboard = shown;
    }

    /** Telegram: what the bot offers where the person types its name; null when they don't. */
    public @Nullable InlineList inline() {
        return inline;
    }

    public void inline(@Nullable InlineList shown) {
        inline = shown;
    }

    /** Counts a message that the service sent. */
    void received(Arrival arrival) {
        received++;
        if (arrival.sequence() > stopAnswered) {
            receivedAfterStop++;
        }
    }

    /** From here on, what begins later counts as received after the stop. */
    public void stopAnswered(long sequence) {
        if (stopAnswered == Long.MAX_VALUE) {
            stopAnswered = sequence;
            receivedAfterStop = 0;
        }
    }

    /** The person has opted in again; nothing counts as late any more. */
    public void stopLifted() {
        stopAnswered = Long.MAX_VALUE;
    }

    /** Messages whose request began after the stop was answered; the one confirmation is among them. */
    public long receivedAfterStop() {
        return receivedAfterStop;
    }

    /** Forgets what was counted; who may write to whom stays. */
    void forget() {
        received = 0;
        receivedAfterStop = 0;
        stopAnswered = Long.MAX_VALUE;
        keyboard = List.of();
        inline = null;
    }

    public boolean stopped() {
        return stopAnswered != Long.MAX_VALUE;
    }

    JsonObject json() {
        JsonObject json = new JsonObject()
                .put(
                        "keyboard",
                        new JsonArray(keyboard.stream().map(PhoneButton::label).toList()))
                .put("started", started)
                .put("blocked", blocked)
                .put("marketingStopped", marketingStopped)
                .put("received", received)
                .put("stopped", stopped())
                .put("receivedAfterStop", receivedAfterStop);
        if (stopped()) {
            json.put("stopAnsweredSequence", stopAnswered);
        }
        if (inline != null) {
            json.put("inline", inline.json());
        }
        if (lastWritten != null) {
            json.put("lastWrittenAt", lastWritten.toString());
        }
        return json;
    }
}
