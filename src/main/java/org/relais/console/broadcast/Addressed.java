package org.relais.console.broadcast;

import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.broadcast.Forecast;
import org.relais.broadcast.QuestionAsked;
import org.relais.console.PageRequest;

/**
 * Whom a new broadcast is for that was begun from a list of people, before a word of it is written.
 *
 * @param heading with how many they are
 * @param title proposed for it; empty where nothing was asked
 * @param missing how many of them would not get it now
 */
public record Addressed(String heading, String title, long missing) {
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
            return new Addressed(
                    visit.text("broadcast.to.audience", "count", people, "audience", words), "", count.missing());
        }
        String payload = AnswerChoice.payload(choice);
        String manner = choice.endsWith("!") ? "none" : payload.isEmpty() ? "any" : "with";
        String labels = asked.label(payload, visit.language());
        return new Addressed(
                visit.text("broadcast.to." + manner, "count", people, "title", asked.title(), "labels", labels),
                visit.text("broadcast.to.title." + manner, "title", asked.title(), "labels", labels),
                count.missing());
    }
}
