package org.relais.broadcast;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.database.SqlNamed;
import org.relais.input.FaultCode;
import org.relais.input.StrictObject;

/**
 * When somebody gets a broadcast that stays open.
 *
 * @param delay from the occasion to the message, in whole minutes; of {@link Occasion#INACTIVE} the silence that is meant,
 *     of {@link Occasion#IDLE} the time without a deed
 * @param answer of {@link Occasion#ANSWERED}; null for every other
 * @param actionId of {@link Occasion#TOOK_PART}; null for whichever action, and for every other occasion
 * @param earlier whether it is also for those who matched before it was opened
 */
public record WelcomeRule(
        Occasion occasion, Duration delay, @Nullable Answer answer, @Nullable Long actionId, boolean earlier) {
    /** Longest delay. */
    public static final Duration LONGEST = Duration.ofDays(90);

    private static final List<String> WORDS =
            Stream.of(Occasion.values()).map(Occasion::sqlName).toList();

    /** Shortest silence that is one. */
    public static final Duration SHORTEST_SILENCE = Duration.ofDays(1);

    /** What a welcome follows on. */
    public enum Occasion implements SqlNamed {
        /** The person subscribed for the first time, in a chat or on a join page; people of a file are no occasion. */
        JOINED,
        /** The person gave one answer to a broadcast, and it still counts when the delay is over. */
        ANSWERED,
        /** The person said yes to an action (an event, a survey …), and still takes part when the delay is over. */
        TOOK_PART,
        /** The person has taken part in nothing for so long (no yes, no call, nothing done), having done so before. By day. */
        IDLE,
        /** The person has neither written nor pressed anything for so long, having done so before. Looked at by day. */
        INACTIVE;

        /** Whether it is something that did not happen: the delay is that time itself. */
        public boolean isAbsence() {
            return this == IDLE || this == INACTIVE;
        }

        /** The occasion with this SQL name; throws {@link IllegalArgumentException} for any other text. */
        public static Occasion of(String sqlName) {
            return SqlNamed.of(Occasion.class, sqlName);
        }
    }

    /** A button of a broadcast. */
    public record Answer(long broadcastId, String payload) {}

    /**
     * Reads {@code {"occasion": "answered", "delayMinutes": 60, "answer": {"broadcast": 12, "payload": "yes"}, "earlier":
     * false}}; only the occasion must be there, the answer with it where one is meant. With {@code took_part} the {@code
     * action} may be named.
     *
     * @throws org.relais.input.InvalidInputException with every fault, by field
     */
    public static WelcomeRule decode(JsonObject json) {
        StrictObject object = StrictObject.of(json);
        String occasion = object.word("occasion", WORDS);
        boolean absence = WORDS.contains(occasion) && Occasion.of(occasion).isAbsence();
        long minutes =
                object.number("delayMinutes", absence ? SHORTEST_SILENCE.toMinutes() : 0, LONGEST.toMinutes(), 0);
        if (absence && !object.has("delayMinutes")) {
            object.fault("delayMinutes", FaultCode.REQUIRED);
        }
        Optional<Answer> answer = occasion.equals(Occasion.ANSWERED.sqlName()) ? answer(object) : Optional.empty();
        Long action = occasion.equals(Occasion.TOOK_PART.sqlName()) && object.has("action")
                ? Long.valueOf(object.number("action", 1, Long.MAX_VALUE, 1))
                : null;
        boolean earlier = object.flag("earlier", false);
        object.done();
        return new WelcomeRule(
                Occasion.of(occasion), Duration.ofMinutes(minutes), answer.orElse(null), action, earlier);
    }

    private static Optional<Answer> answer(StrictObject object) {
        object.require("answer");
        return object.object("answer").map(given -> {
            Answer read = new Answer(given.number("broadcast", 1, Long.MAX_VALUE, 0), given.text("payload", 64));
            given.noOtherFields();
            return read;
        });
    }

    /** The JSON that {@link #decode} reads back as an equal rule. */
    public JsonObject encode() {
        JsonObject json = new JsonObject()
                .put("occasion", occasion.sqlName())
                .put("delayMinutes", delay.toMinutes())
                .put("earlier", earlier);
        if (answer != null) {
            json.put(
                    "answer",
                    new JsonObject().put("broadcast", answer.broadcastId()).put("payload", answer.payload()));
        }
        if (actionId != null) {
            json.put("action", actionId);
        }
        return json;
    }
}
