package org.relais.answer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.template.LanguageChain;
import org.relais.template.MessageSpec;
import org.relais.template.SpecButton;

/**
 * A message with an organiser's buttons, as one person got it.
 *
 * @param broadcastId null for a test, whose answers are acknowledged and not kept
 * @param answered what the person answered last; null for nothing
 */
record Question(long deliveryId, @Nullable Long broadcastId, MessageSpec message, @Nullable Given answered) {
    private static final int LONGEST_TITLE = 60;

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

    /** How the message begins: what it is called when the person is asked which they mean. */
    String title() {
        String body = message.bodies().values().stream()
                .findFirst()
                .map(first -> message.bodies().getOrDefault(message.language(), first))
                .map(text -> text.fill(variable -> "", value -> value).strip())
                .orElse("");
        String line = body.lines().findFirst().orElse("");
        return line.length() <= LONGEST_TITLE
                ? line
                : line.substring(0, LONGEST_TITLE - 1).stripTrailing() + "…";
    }
}
