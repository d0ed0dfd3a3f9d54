package org.relais.channel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.channel.Button.Link;
import org.relais.channel.Button.NumberRequest;
import org.relais.channel.Button.Reply;
import org.relais.text.CleanText;

/**
 * A text and its buttons, sorted by what platforms can show.
 *
 * @param buttons in the order in which they are wanted
 * @param lines links that no platform takes as a button ({@code tel:}, {@code mailto:} …) and only work as text
 * @param number the request for the person's own number; null for none
 */
public record OutboundText(String text, List<Button> buttons, List<Link> lines, @Nullable NumberRequest number) {
    /** Most bytes of a button's payload (Bot API {@code callback_data}). */
    public static final int MAX_PAYLOAD = 64;

    /** Between a label and its link: right in every language, where a colon needs a space before it in French only. */
    private static final String LINK = " – ";

    private static final Pattern WEB = Pattern.compile("(?i)https?://\\S+");

    public OutboundText {
        buttons = List.copyOf(buttons);
        lines = List.copyOf(lines);
    }

    /**
     * @throws Refusal when the message is empty or a button can't work on any platform
     */
    public static OutboundText of(String text, List<Button> buttons) throws Refusal {
        String clean = CleanText.of(text);
        if (clean.isBlank()) {
            throw new Refusal("empty_text");
        }
        List<Button> shown = new ArrayList<>();
        List<Link> lines = new ArrayList<>();
        NumberRequest number = null;
        for (Button button : buttons) {
            String label = CleanText.of(button.label()).strip();
            if (button instanceof NumberRequest request) {
                number = request;
                continue;
            }
            if (label.isEmpty()) {
                throw new Refusal("empty_button_label");
            }
            if (button instanceof Reply reply) {
                shown.add(new Reply(label, payload(reply)));
            } else if (button instanceof Link link && !WEB.matcher(link.url()).matches()) {
                lines.add(new Link(label, CleanText.of(link.url())));
            } else {
                shown.add(button instanceof Link link ? new Link(label, CleanText.of(link.url())) : button);
            }
        }
        return new OutboundText(clean, shown, lines, number);
    }

    public List<Reply> replies() {
        return buttons.stream()
                .filter(Reply.class::isInstance)
                .map(Reply.class::cast)
                .toList();
    }

    /** Links that open as buttons. */
    public List<Link> links() {
        return buttons.stream()
                .filter(Link.class::isInstance)
                .map(Link.class::cast)
                .toList();
    }

    private static String payload(Reply reply) throws Refusal {
        String payload = CleanText.of(reply.payload());
        int bytes = payload.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > MAX_PAYLOAD) {
            throw new Refusal("button_payload_size");
        }
        return payload;
    }

    /** The text with links written under it, one line each. */
    public static String withLinks(String text, List<Link> links) {
        StringBuilder written = new StringBuilder(text);
        for (int index = 0; index < links.size(); index++) {
            written.append(index == 0 ? "\n\n" : "\n")
                    .append(links.get(index).label())
                    .append(LINK)
                    .append(links.get(index).url());
        }
        return written.toString();
    }

    /** The text with numbered lines instead of reply buttons: the answer is the number, read by whoever asked. */
    public static String withNumbers(String text, List<Reply> replies) {
        StringBuilder written = new StringBuilder(text);
        for (int index = 0; index < replies.size(); index++) {
            written.append(index == 0 ? "\n\n" : "\n")
                    .append(index + 1)
                    .append(". ")
                    .append(replies.get(index).label());
        }
        return written.toString();
    }

    /** Whether every label fits and no two labels or payloads are the same. */
    public boolean repliesFit(int most, int labelLimit) {
        Set<String> seen = new HashSet<>();
        List<Reply> replies = replies();
        return replies.size() <= most
                && replies.stream()
                        .allMatch(reply -> reply.label().length() <= labelLimit
                                && seen.add("l" + reply.label())
                                && seen.add("p" + reply.payload()));
    }

    /** A message that can't be sent as it is; nothing was written. */
    public static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final String code;

        public Refusal(String code) {
            super(code, null, false, false);
            this.code = code;
        }

        public SendOutcome outcome() {
            return SendOutcome.of(SendOutcome.Kind.REJECTED, code);
        }
    }
}
