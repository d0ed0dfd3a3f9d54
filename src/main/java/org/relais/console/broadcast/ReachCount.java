package org.relais.console.broadcast;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.relais.audience.ClosedWindows;
import org.relais.audience.Gap;
import org.relais.broadcast.Forecast;
import org.relais.console.PageRequest;
import org.relais.spending.SpendingService;

/**
 * Who will get a broadcast and who will not.
 *
 * @param receiving how many will
 * @param byChannels the same by the channels they can be reached on
 * @param inTemplate those of them who get a template in place of the text, likewise
 * @param missing how many of the audience will not
 * @param reasons why, each person once
 * @param texts who gets a text in another language than their own
 * @param parts who is told something else in another language than their own
 * @param gaps what it says nothing in for some of them
 */
public record ReachCount(
        long receiving,
        Map<String, Long> byChannels,
        Map<String, Long> inTemplate,
        long missing,
        Map<String, Long> reasons,
        Forecast.MissingTexts texts,
        List<MissingPart> parts,
        List<Gap> gaps) {
    private static final String OCCASIONAL = "occasional";
    private static final String OWN_CHAT = "own_chat";

    /**
     * Something else that so many people are told in another language than their own.
     *
     * @param name as the key of its text ends
     * @param language that it lacks
     * @param instead in which they are told
     */
    public record MissingPart(String name, String language, long people, String instead) {
        /** The page of its action where it is written, at its language. */
        public String page() {
            return switch (name) {
                case "share" -> "edit#passed-on";
                case "thanks" -> "questions?tab=" + language + "#at-end";
                default -> name + "?tab=" + language;
            };
        }
    }

    /** Whether anybody gets a text in another language than their own. */
    public boolean lacksTexts() {
        return !texts.people().isEmpty()
                || !texts.labels().isEmpty()
                || !texts.purposes().isEmpty()
                || !parts.isEmpty();
    }

    /** How many would read something with an empty place in it; of several places, of the one that is empty for most. */
    public long emptied() {
        return gaps.isEmpty() ? 0 : gaps.get(0).people();
    }

    /** How many get a template in place of the text. */
    public long byTemplate() {
        return inTemplate.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many read that screen; of people with several channels, whichever they will be written on. */
    long reading(PhonePreview.Screen screen) {
        String channel = screen.shown().channel();
        long inTemplate = on(channel, this.inTemplate);
        return screen.template() ? inTemplate : on(channel, byChannels) - inTemplate;
    }

    private static long on(String channel, Map<String, Long> people) {
        return people.entrySet().stream()
                .filter(each -> List.of(each.getKey().split(",")).contains(channel))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Why some would not get it, in the reader's words. */
    public String why(PageRequest visit) {
        return reasons.entrySet().stream()
                .map(each -> (reasons.size() > 1 ? visit.number(each.getValue()) + "\u00a0" : "")
                        + BroadcastWords.reason(visit, each.getKey(), each.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** The same with what else is said. */
    public ReachCount with(List<MissingPart> other) {
        return new ReachCount(receiving, byChannels, inTemplate, missing, reasons, texts, other, gaps);
    }

    /** The same of an audience that no message is written to yet. */
    ReachCount withoutTexts() {
        return new ReachCount(
                receiving,
                byChannels,
                inTemplate,
                missing,
                reasons,
                new Forecast.MissingTexts("", Map.of(), List.of(), Map.of()),
                List.of(),
                List.of());
    }

    /** The same people as far as what they get has a price. */
    public static SpendingService.Recipients billed(Forecast forecast, boolean freeText) {
        return new SpendingService.Recipients(
                forecast.byChannels(), forecast.inTemplate().byChannels(), freeText);
    }

    public static ReachCount of(Forecast forecast) {
        Map<String, Long> reasons = new TreeMap<>(forecast.reach().refused());
        if (forecast.outsideWindow() > 0) {
            reasons.merge(ClosedWindows.REASON, forecast.outsideWindow(), Long::sum);
        }
        if (forecast.ownChats() > 0) {
            reasons.computeIfPresent(
                    OCCASIONAL, (reason, people) -> people > forecast.ownChats() ? people - forecast.ownChats() : null);
            reasons.put(OWN_CHAT, forecast.ownChats());
        }
        long receiving = forecast.receiving();
        return new ReachCount(
                receiving,
                forecast.byChannels(),
                forecast.inTemplate().byChannels(),
                forecast.reach().people() - receiving,
                reasons,
                forecast.missing(),
                List.of(),
                forecast.gaps());
    }
}
