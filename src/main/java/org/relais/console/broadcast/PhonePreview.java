package org.relais.console.broadcast;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.broadcast.Preview;

/**
 * A message as it looks in one language, on every channel.
 *
 * @param language of the body
 */
public record PhonePreview(String language, List<Bubble> bubbles) {
    public PhonePreview {
        bubbles = List.copyOf(bubbles);
    }

    /**
     * The message on one channel.
     *
     * @param open what somebody reads who wrote a short while ago
     * @param closed what the others read, where the channel makes a difference; null elsewhere
     * @param next the messages that come right after it
     */
    public record Bubble(String channel, Preview open, @Nullable Preview closed, List<Preview> next) {
        public Bubble {
            next = List.copyOf(next);
        }

        Bubble(Preview open, @Nullable Preview closed) {
            this(open.channel(), open, closed, List.of());
        }

        /** What each of them has on the screen: those who wrote lately, and those for whom a template stands in. */
        public List<Screen> screens() {
            boolean theirsAlone = closed != null && closed.refusal() != null;
            Screen lately = new Screen(channel, open, false, theirsAlone, followed(open));
            return closed == null || theirsAlone
                    ? List.of(lately)
                    : List.of(lately, new Screen(channel + "-template", closed, true, false, followed(closed)));
        }

        private List<Preview> followed(Preview first) {
            return Stream.concat(Stream.of(first), next.stream()).toList();
        }

        private Bubble followedBy(List<Preview> after) {
            return new Bubble(
                    channel,
                    open,
                    closed,
                    Stream.concat(
                                    next.stream(),
                                    after.stream()
                                            .filter(each -> each.channel().equals(channel)
                                                    && each.language().equals(open.language()))
                                            .limit(1))
                            .toList());
        }
    }

    /**
     * One phone's screen.
     *
     * @param key tells it from the others of its language
     * @param shown the message itself
     * @param template whether it is a template in place of the text
     * @param theirsAlone whether those who have not written lately get nothing
     * @param reads the message and what comes right after it, from above
     */
    public record Screen(String key, Preview shown, boolean template, boolean theirsAlone, List<Preview> reads) {
        public Screen {
            reads = List.copyOf(reads);
        }
    }

    /** What is on each phone's screen, what most people read first where that is known. */
    public List<Screen> screens(@Nullable ReachCount count) {
        Comparator<Screen> most = Comparator.comparing(screen -> count == null ? 0 : -count.reading(screen));
        return bubbles.stream()
                .flatMap(bubble -> bubble.screens().stream())
                .sorted(most)
                .toList();
    }

    /** With the message that comes right after it on the same channel in the same language. */
    public PhonePreview followedBy(List<Preview> after) {
        return new PhonePreview(
                language,
                bubbles.stream().map(bubble -> bubble.followedBy(after)).toList());
    }

    /** @param first the language to begin with, where it is there */
    public static List<PhonePreview> of(List<Preview> previews, String first) {
        Map<String, Map<String, Bubble>> byLanguage = new LinkedHashMap<>();
        for (Preview preview : previews) {
            Map<String, Bubble> bubbles =
                    byLanguage.computeIfAbsent(preview.language(), language -> new LinkedHashMap<>());
            Bubble before = bubbles.get(preview.channel());
            bubbles.put(
                    preview.channel(),
                    before == null
                            ? new Bubble(preview, null)
                            : preview.windowOpen()
                                    ? new Bubble(preview, before.open())
                                    : new Bubble(before.open(), preview));
        }
        List<PhonePreview> phones = new ArrayList<>();
        byLanguage.forEach(
                (language, bubbles) -> phones.add(new PhonePreview(language, List.copyOf(bubbles.values()))));
        phones.sort(Comparator.comparing(phone -> !phone.language().equals(first)));
        return phones;
    }
}
