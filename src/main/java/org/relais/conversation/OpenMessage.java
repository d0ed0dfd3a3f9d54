package org.relais.conversation;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A message of ours that may still be answered.
 *
 * @param spoken whether it was said in a dialogue, in answer to the person's own words; such a message is answered at once
 *     or not at all
 * @param sentAt when it was queued
 * @param options its buttons of our own, in the order in which they are numbered
 */
public record OpenMessage(long deliveryId, boolean spoken, Instant sentAt, List<Option> options) {
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

        /** Its label in this language, else in any. */
        public String label(String language) {
            return Optional.ofNullable(byLanguage.get(language))
                    .or(() -> byLanguage.values().stream().findFirst())
                    .orElse("");
        }
    }

    /** The buttons of ours under a message as it is stored. */
    public static List<Option> options(JsonObject spec) {
        return spec.getJsonArray("buttons", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .filter(button -> button.containsKey("payload"))
                .flatMap(button -> ButtonPayload.parse(button.getString("payload")).stream()
                        .map(payload -> new Option(
                                payload,
                                button.getJsonObject("label", new JsonObject()).stream()
                                        .collect(Collectors.toMap(
                                                Map.Entry::getKey, label -> String.valueOf(label.getValue()))))))
                .toList();
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
