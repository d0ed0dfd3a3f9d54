package org.relais.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.relais.channel.Button;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.ChannelDescriptor;
import org.relais.channel.Features;
import org.relais.channel.MarkedText;
import org.relais.channel.OutboundMessage;
import org.relais.channel.ShareLink;
import org.relais.channel.TextStyle;

/** Layout of a free-form message: what the channel has no button for becomes a line of the text. */
final class FreeForm {
    private static final String PARAGRAPH = "\n\n";

    private final RenderContext draft;
    private final List<String> paragraphs = new ArrayList<>();
    private final List<TextStyle> styles = new ArrayList<>();
    private final List<Button> buttons = new ArrayList<>();
    private boolean addressesGood = true;
    private boolean shareGood = true;

    FreeForm(RenderContext draft) {
        this.draft = draft;
    }

    /** The message, or the reason why it can't be sent. */
    Rendering rendering() {
        boolean first = draft.recipient().firstContact();
        boolean placed = draft.bodyTemplate().uses("mention");
        boolean appended = draft.recipient().mentionDue() && draft.spec().mention() && !placed && !first;
        if (draft.recipient().mentionDue() && !placed && !appended && !first) {
            return new Rendering.Refused(Rendering.Reason.MENTION_MISSING);
        }
        MarkedText body = draft.body();
        if (body.text().isBlank()) {
            return new Rendering.Refused(Rendering.Reason.EMPTY);
        }
        if (first) {
            draft.opening().ifPresent(paragraphs::add);
        }
        int before = paragraphs.stream()
                .mapToInt(each -> each.length() + PARAGRAPH.length())
                .sum();
        body.styles().forEach(style -> styles.add(style.moved(before)));
        paragraphs.add(body.text());
        addReplies(draft.replies());
        addLinks();
        if (first) {
            paragraphs.add(draft.text("first_contact.question"));
        }
        if (appended) {
            draft.mention().ifPresent(paragraphs::add);
        }
        return addressesGood ? measured(placed || appended || first) : new Rendering.Refused(Rendering.Reason.BAD_LINK);
    }

    private Rendering measured(boolean mentioned) {
        OutboundMessage.Text message = new OutboundMessage.Text(
                String.join(PARAGRAPH, paragraphs),
                styles,
                buttons,
                draft.spec().imageUrl());
        int length = draft.features().length(message);
        int limit = limit();
        if (length > limit) {
            return new Rendering.Refused(Rendering.Reason.TOO_LONG, length, limit);
        }
        return new Rendering.Message(message, message.text(), draft.language(), mentioned, limit);
    }

    private int limit() {
        Features features = draft.features();
        // A link that finds no room as a button becomes a line; an answer should stay one that can be pressed.
        boolean answers = buttons.stream().anyMatch(Button.Reply.class::isInstance);
        int limit = answers ? features.buttonTextLimit() : features.textLimit();
        return draft.spec().imageUrl() == null ? limit : Math.min(limit, features.captionLimit());
    }

    private void addReplies(List<SpecButton.Reply> replies) {
        Features features = draft.features();
        boolean fit = replies.size() <= features.buttons()
                && replies.stream()
                        .allMatch(reply -> draft.label(reply.labels()).length() <= features.buttonLabelLimit());
        if (fit) {
            replies.forEach(reply -> buttons.add(new Button.Reply(draft.label(reply.labels()), reply.payload())));
            return;
        }
        StringBuilder lines = new StringBuilder(draft.text("buttons.numbered"));
        for (int at = 0; at < replies.size(); at++) {
            lines.append('\n')
                    .append(at + 1)
                    .append(". ")
                    .append(draft.label(replies.get(at).labels()));
        }
        paragraphs.add(lines.toString());
    }

    private void addLinks() {
        List<Button.Link> links = new ArrayList<>();
        for (SpecButton button : draft.spec().buttons()) {
            if (button instanceof SpecButton.Link link) {
                links.add(new Button.Link(draft.label(link.labels()), draft.fillAddress(link.url())));
            }
        }
        draft.spec().share().ifPresent(share -> addShare(share, links));
        addressesGood = shareGood && links.stream().allMatch(link -> MessageLinks.isWeb(link.url()));
        for (Button.Link link : links) {
            if (draft.features().linkButtons()
                    && link.label().length() <= draft.features().buttonLabelLimit()) {
                buttons.add(link);
            } else {
                paragraphs.add(link.label() + "\n" + link.url());
            }
        }
    }

    private void addShare(ShareText share, List<Button.Link> links) {
        String taps = draft.recipient().variables().get(ShareLinks.TAPS);
        if (taps != null) {
            addTaps(taps, links);
            shareGood = ShareLinks.fits(
                    draft.passedOn(share).signed(),
                    draft.recipient().variables().getOrDefault(ShareLinks.PAGE, taps));
            return;
        }
        TextTemplate template = share.texts().get(draft.among(share.texts().keySet()));
        String text = template == null ? "" : draft.fill(template).strip();
        String url = share.link().map(draft::fillAddress).orElse("");
        addApps(links, (channel, app) -> app.toAnybody(text, url));
    }

    /** Through the volunteer's own share link, which counts. */
    private void addTaps(String taps, List<Button.Link> links) {
        addApps(links, (channel, app) -> taps + "/" + channel.kind());
        links.add(new Button.Link(draft.text("share.sms"), taps + "/sms"));
        links.add(new Button.Link(draft.text("share.email"), taps + "/email"));
        links.add(new Button.Link(draft.text("share.copy"), taps + "/copy"));
    }

    /** One link for the app of each channel. */
    private void addApps(List<Button.Link> links, BiFunction<ChannelDescriptor, ShareLink, String> address) {
        for (ChannelDescriptor channel : ChannelCatalogue.all()) {
            channel.share()
                    .ifPresent(share -> links.add(new Button.Link(
                            draft.text("share.app", Map.of("channel", channel.name())),
                            address.apply(channel, share))));
        }
    }
}
