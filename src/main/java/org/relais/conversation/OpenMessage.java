package org.relais.conversation;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.template.LanguageChain;
import org.relais.template.SpecButton;

/**
 * A message of ours that may still be answered.
 *
 * @param spoken whether it was said in a dialogue, in answer to the person's own words; such a message is answered at once
 *     or not at all
 * @param sentAt when it was queued
 * @param options its buttons of our own, in the order in which they are numbered
 */
public record OpenMessage(long deliveryId, boolean spoken, Instant sentAt, List<Option> options) {
    /** Within which one answer of several messages goes out. */
    private static final Duration AT_ONCE = Duration.ofSeconds(30);

    public OpenMessage {
        options = List.copyOf(options);
    }

    /**
     * A button as it may be named.
     *
     * @param byLanguage its labels in all languages that the message was composed in
     */
    public record Option(ButtonPayload payload, Map<String, String> byLanguage) {
        public Option {
            byLanguage = Map.copyOf(byLanguage);
        }

        /** Its labels, in no order. */
        public Collection<String> labels() {
            return byLanguage.values();
        }

        /** Its label in this language, else in the next of the chain, else in any. */
        public String label(String language) {
            return LanguageChain.of(language).stream()
                    .flatMap(each -> Stream.ofNullable(byLanguage.get(each)))
                    .findFirst()
                    .or(() -> byLanguage.values().stream().findFirst())
                    .orElse("");
        }
    }

    /** Whether both were said in one answer, and ask the same of several things. */
    public boolean isBeside(OpenMessage other) {
        return spoken
                && other.spoken
                && refused().isPresent()
                && refused().equals(other.refused())
                && Duration.between(sentAt, other.sentAt).abs().compareTo(AT_ONCE) < 0;
    }

    /** The part whose button refuses something here. */
    private Optional<String> refused() {
        return options.stream()
                .map(Option::payload)
                .filter(OpenMessage::refuses)
                .map(ButtonPayload::part)
                .findFirst();
    }

    /** Whether a button of an offer or an event refuses it. */
    public static boolean refuses(ButtonPayload button) {
        return button.verb().equals("no");
    }

    /** The same without the buttons that an organiser composed. */
    public OpenMessage withoutComposed() {
        return new OpenMessage(
                deliveryId,
                spoken,
                sentAt,
                options.stream()
                        .filter(option ->
                                AnswerButton.delivery(option.payload()).isEmpty())
                        .toList());
    }

    /** The buttons under a message as it is stored; those that an organiser composed are named by {@link AnswerButton}. */
    public static List<Option> options(long deliveryId, JsonObject spec) {
        List<JsonObject> buttons = spec.getJsonArray("buttons", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .filter(button -> button.containsKey("payload"))
                .toList();
        return IntStream.range(0, buttons.size())
                .mapToObj(at -> option(deliveryId, at, buttons.get(at)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Option> option(long deliveryId, int at, JsonObject button) {
        String payload = button.getString("payload");
        return (payload.startsWith(SpecButton.RESERVED)
                        ? ButtonPayload.parse(payload)
                        : Optional.of(AnswerButton.of(deliveryId, at, payload)))
                .map(own -> new Option(
                        own,
                        button.getJsonObject("label", new JsonObject()).stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey, label -> String.valueOf(label.getValue())))));
    }

    /** What a dialogue remembers to have offered, as such a message. */
    public static OpenMessage of(ReplyChoices choices, Instant at) {
        return new OpenMessage(
                0,
                true,
                at,
                choices.choices().stream()
                        .map(choice -> new Option(choice.payload(), Map.of("", choice.label())))
                        .toList());
    }
}
