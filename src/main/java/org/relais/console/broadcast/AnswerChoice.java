package org.relais.console.broadcast;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.broadcast.Forecast;
import org.relais.broadcast.QuestionAsked;
import org.relais.console.PageRequest;

/**
 * Who answered what, as one choice of a form or a link: {@code 12:yes} (the answer of that payload to broadcast 12),
 * {@code 12:} (any answer) or {@code 12!} (who got it and has not answered).
 */
public final class AnswerChoice {
    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,18})(:(.{0,64})|!)", Pattern.DOTALL);

    private AnswerChoice() {}

    public static String of(long broadcastId, String payload) {
        return broadcastId + ":" + payload;
    }

    public static String any(long broadcastId) {
        return broadcastId + ":";
    }

    public static String none(long broadcastId) {
        return broadcastId + "!";
    }

    /** The broadcast that a choice is about; 0 for anything else. */
    public static long broadcast(String choice) {
        Matcher matcher = SYNTAX.matcher(choice);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** The payload of an answer; empty for any answer, and for none. */
    static String payload(String choice) {
        Matcher matcher = SYNTAX.matcher(choice);
        return matcher.matches() && matcher.group(3) != null ? matcher.group(3) : "";
    }

    /** The choice as an audience's document has it; an audience of nobody's answer for anything else. */
    static JsonObject audience(String choice) {
        Matcher matcher = SYNTAX.matcher(choice);
        if (!matcher.matches()) {
            return new JsonObject();
        }
        JsonObject condition = new JsonObject().put("broadcast", Long.parseLong(matcher.group(1)));
        String payload = matcher.group(3);
        if (payload == null) {
            condition.put("answered", false);
        } else if (!payload.isEmpty()) {
            condition.put("payloads", new JsonArray(List.of(payload)));
        }
        return new JsonObject().put("answers", new JsonArray(List.of(condition)));
    }

    /** What {@link #audience} wrote; empty for an audience that is no such choice. */
    static Optional<String> read(JsonObject audience) {
        JsonArray answers = audience.getJsonArray("answers", new JsonArray());
        if (audience.size() != 1 || answers.size() != 1) {
            return Optional.empty();
        }
        JsonObject condition = answers.getJsonObject(0);
        long broadcastId = condition.getLong("broadcast");
        JsonArray payloads = condition.getJsonArray("payloads", new JsonArray());
        if (!condition.getBoolean("answered", true)) {
            return payloads.isEmpty() ? Optional.of(none(broadcastId)) : Optional.empty();
        }
        return payloads.size() > 1
                ? Optional.empty()
                : Optional.of(payloads.isEmpty() ? any(broadcastId) : of(broadcastId, payloads.getString(0)));
    }

    /**
     * Whom a new broadcast is for that was begun from a list of people, before a word of it is written.
     *
     * @param heading with how many they are
     * @param title proposed for it; empty where nothing was asked
     * @param reached how many of them would get it now
     * @param people how many they are
     * @param why the others would not
     * @param who they are, as one choice of the form; empty where it has a field that shows it
     */
    public record Addressed(String heading, String title, long reached, long people, String why, String who) {
        /** How many of them would not get it now. */
        public long missing() {
            return people - reached;
        }

        /**
         * @param asked what they answered, or did not; null where they are chosen by something else
         * @param choice as {@link AnswerChoice} writes it
         */
        static Addressed of(
                PageRequest visit, Audience audience, @Nullable QuestionAsked asked, String choice, Forecast forecast) {
            ReachCount count = ReachCount.of(forecast).withoutTexts();
            long people = count.receiving() + count.missing();
            if (asked == null) {
                String words = BroadcastWords.audience(visit, audience);
                return AudienceWords.ofAction(visit, audience)
                        .map(list -> ofAction(visit, list, count))
                        .orElseGet(() -> new Addressed(
                                visit.text("broadcast.to.audience", "count", people, "audience", words),
                                "",
                                count.receiving(),
                                people,
                                count.why(visit),
                                words));
            }
            String payload = AnswerChoice.payload(choice);
            String manner = choice.endsWith("!") ? "none" : payload.isEmpty() ? "any" : "with";
            String labels = asked.label(payload, visit.language());
            return new Addressed(
                    visit.text("broadcast.to." + manner, "count", people, "title", asked.title(), "labels", labels),
                    visit.text("broadcast.to.title." + manner, "title", asked.title(), "labels", labels),
                    count.receiving(),
                    people,
                    count.why(visit),
                    "");
        }

        private static Addressed ofAction(PageRequest visit, AudienceWords.OfAction list, ReachCount count) {
            long people = count.receiving() + count.missing();
            String heading = "broadcast.to.deed." + list.word();
            String title = "broadcast.to.deed-title." + list.word();
            return list.answer().isEmpty()
                    ? new Addressed(
                            visit.text(heading, "count", people, "title", list.title()),
                            visit.text(title, "title", list.title()),
                            count.receiving(),
                            people,
                            count.why(visit),
                            list.who())
                    : new Addressed(
                            visit.text(heading, "count", people, "question", list.question(), "answer", list.answer()),
                            visit.text(title, "title", list.title(), "answer", list.answer()),
                            count.receiving(),
                            people,
                            count.why(visit),
                            list.who());
        }
    }
}
