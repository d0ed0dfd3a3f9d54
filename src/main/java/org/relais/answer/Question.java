package org.relais.answer;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.words.DayWords;
import org.relais.template.LanguageChain;
import org.relais.template.MessageSpec;
import org.relais.template.SpecButton;

/**
 * A message with an organiser's buttons, as one person got it.
 *
 * @param broadcast null for a test, whose answers are acknowledged and not kept
 * @param answered what the person answered last; null for nothing
 */
record Question(
        long deliveryId,
        @Nullable Broadcast broadcast,
        Instant sentAt,
        MessageSpec message,
        Reader reader,
        @Nullable Given answered) {
    /** @param title as organisers call it; people are told none of it */
    record Broadcast(long id, String title) {}

    /**
     * Whom the message went to.
     *
     * @param language null for unknown: they read the message's own
     */
    record Reader(String name, @Nullable String language) {}

    /** An answer that was given before. */
    record Given(String payload, Instant at) {}

    /** The button at this place among the answers of the message; empty for none, or for one of Relais' own. */
    Optional<SpecButton.Reply> button(int place) {
        List<SpecButton.Reply> replies = replies();
        return place < replies.size()
                ? Optional.of(replies.get(place)).filter(SpecButton.Reply::isComposed)
                : Optional.empty();
    }

    /** The button with this payload. */
    Optional<SpecButton.Reply> button(String payload) {
        return replies().stream()
                .filter(reply -> reply.isComposed() && reply.payload().equals(payload))
                .findFirst();
    }

    private List<SpecButton.Reply> replies() {
        return message.buttons().stream()
                .filter(SpecButton.Reply.class::isInstance)
                .map(SpecButton.Reply.class::cast)
                .toList();
    }

    /** In which of their languages a person reads texts of the message: theirs, else its own. */
    String language(@Nullable String wanted, Map<String, String> texts) {
        return LanguageChain.of(wanted, message.language()).stream()
                .filter(texts::containsKey)
                .findFirst()
                .or(() -> texts.keySet().stream().sorted().findFirst())
                .orElse(message.language());
    }

    /** A button's label as a person reads it. */
    String label(SpecButton.Reply button, @Nullable String wanted) {
        return button.labels().getOrDefault(language(wanted, button.labels()), "");
    }

    /** What it is called to the person. */
    String title() {
        return MessageOpening.of(message, reader.name(), reader.language());
    }

    /** Words by which a person may name it: what they read, and what organisers call it. */
    String text() {
        return broadcast == null ? body() : broadcast.title() + '\n' + body();
    }

    /** The days of which it speaks. */
    Set<LocalDate> days() {
        return DayWords.of(body(), LocalDate.ofInstant(sentAt, ZoneOffset.UTC));
    }

    private String body() {
        return MessageOpening.body(message, reader.name(), reader.language());
    }
}
