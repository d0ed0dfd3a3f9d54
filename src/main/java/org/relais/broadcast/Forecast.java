package org.relais.broadcast;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.relais.audience.Gap;
import org.relais.audience.OutsideWindow;
import org.relais.audience.Reach;
import org.relais.template.LegalMention;
import org.relais.template.MessageSpec;
import org.relais.template.OrganisationProfile;
import org.relais.template.SpecButton;

/**
 * Who would receive a draft sent now.
 *
 * @param reach who may be messaged and who not, by reason
 * @param needTemplate those who may and would still get nothing, because the channel they are reached on asks for an
 *     approved template when they have not written lately, and the message has none
 * @param inTemplate those who would receive it in an approved template, for the same reason
 * @param missing who gets a text in another language than their own
 * @param gaps what the text says nothing in for some of them
 * @param ownChats how many of those refused as occasional are organisers, known by the chats of their tests alone
 */
public record Forecast(
        Reach reach,
        OutsideWindow needTemplate,
        OutsideWindow inTemplate,
        MissingTexts missing,
        List<Gap> gaps,
        long ownChats) {
    /**
     * Those who would receive it and read a language in which the message has no text.
     *
     * @param instead the language of the text that they get
     * @param people how many, by the language they read
     * @param labels buttons without a label in a language that the message has a text in, as far as somebody reads it
     * @param purposes how many read in a general phrase of ours why the organisation writes, by language, where the message
     *     says why
     */
    public record MissingTexts(
            String instead, Map<String, Long> people, List<MissingLabel> labels, Map<String, Long> purposes) {
        public MissingTexts {
            people = new TreeMap<>(people);
            labels = List.copyOf(labels);
            purposes = new TreeMap<>(purposes);
        }

        static MissingTexts of(
                Reach reach, OutsideWindow needTemplate, MessageSpec message, OrganisationProfile profile) {
            Map<String, Long> people = OutsideWindow.less(reach.byLanguage(), needTemplate.byLanguage());
            Map<String, Long> purposes = LegalMention.isIn(message) ? new TreeMap<>(people) : Map.of();
            purposes.keySet().removeIf(language -> !profile.lacksPurpose(language));
            List<MissingLabel> labels = people.entrySet().stream()
                    .filter(readers -> message.bodies().containsKey(readers.getKey()))
                    .flatMap(readers -> message.buttons().stream()
                            .map(SpecButton::labels)
                            .filter(written ->
                                    written.getOrDefault(readers.getKey(), "").isBlank())
                            .map(written -> new MissingLabel(
                                    written.getOrDefault(message.language(), ""),
                                    readers.getKey(),
                                    readers.getValue())))
                    .toList();
            people.keySet().removeAll(message.bodies().keySet());
            return new MissingTexts(message.language(), people, labels, purposes);
        }
    }

    /**
     * A button that these people get in another language than their own.
     *
     * @param label as they get it
     * @param language that it lacks
     */
    public record MissingLabel(String label, String language, long people) {}

    /** How many may be messaged, but only by a template. */
    public long outsideWindow() {
        return needTemplate.byChannels().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** How many would receive it. */
    public long receiving() {
        return reach.messageable() - outsideWindow();
    }

    /** Those who would receive it, by the language they read. */
    public Map<String, Long> byLanguage() {
        return OutsideWindow.less(reach.byLanguage(), needTemplate.byLanguage());
    }

    /** Those who would receive it, by the channels they can be reached on: together {@link #receiving}. */
    public Map<String, Long> byChannels() {
        return OutsideWindow.less(reach.byChannels(), needTemplate.byChannels());
    }
}
