package org.relais.broadcast;

import java.util.Map;
import java.util.TreeMap;
import org.relais.audience.Reach;
import org.relais.template.MessageSpec;

/**
 * Who would receive a draft sent now.
 *
 * @param reach who may be messaged and who not, by reason
 * @param needTemplate those who may and would still get nothing, because the channel they are reached on asks for an
 *     approved template when they have not written lately, and the message has none; by channels as in {@code reach}
 * @param missing who gets a text in another language than their own
 */
public record Forecast(Reach reach, Map<String, Long> needTemplate, MissingTexts missing) {
    /**
     * Those who may be messaged and read a language in which the message has no text.
     *
     * @param instead the language of the text that they get
     * @param people how many, by the language they read
     */
    public record MissingTexts(String instead, Map<String, Long> people) {
        public MissingTexts {
            people = new TreeMap<>(people);
        }

        static MissingTexts of(Reach reach, MessageSpec message) {
            Map<String, Long> people = new TreeMap<>(reach.byLanguage());
            people.keySet().removeAll(message.bodies().keySet());
            return new MissingTexts(message.language(), people);
        }
    }

    public Forecast {
        needTemplate = new TreeMap<>(needTemplate);
    }

    /** How many may be messaged, but only by a template. */
    public long outsideWindow() {
        return needTemplate.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many would receive it. */
    public long receiving() {
        return reach.messageable() - outsideWindow();
    }

    /** Those who would receive it, by the channels they can be reached on: together {@link #receiving}. */
    public Map<String, Long> byChannels() {
        Map<String, Long> receiving = new TreeMap<>();
        reach.byChannels().forEach((channels, people) -> {
            long left = people - needTemplate.getOrDefault(channels, 0L);
            if (left > 0) {
                receiving.put(channels, left);
            }
        });
        return receiving;
    }
}
