package org.relais.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.relais.channel.Button;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.Features;
import org.relais.channel.MarkedText;
import org.relais.channel.OutboundMessage;
import org.relais.channel.TextStyle;

/** Layout of a free-form message: what the channel has no button for becomes a line of the text. */
final class FreeForm {
    private static final String PARAGRAPH = "\n\n";

    private final RenderContext draft;
    private final List<String> paragraphs = new ArrayList<>();
    private final List<TextStyle> styles = new ArrayList<>();
    private final List<Button> buttons = new ArrayList<>();
    private boolean addressesGood = true;

    FreeForm(RenderContext draft) {
        this.draft = draft;
    }

    /** The message, or the reason why it can't be sent. */
    Rendering rendering() {
        return draft.spec().share().filter(ShareText::alone).map(this::passedOn).orElseGet(this::composed);
    }

    /** What is passed on, as the volunteer's friends are to read it: without a word, a mention or a button of ours. */
    private Rendering passedOn(ShareText share) {
        SharedText passedOn = draft.passedOn(share);
        if (passedOn.text().isBlank()) {
            return new Rendering.Refused(Rendering.Reason.EMPTY);
        }
        MarkedText text = MarkedText.read(withPage(passedOn));
        String image = text.text().length() > draft.features().captionLimit()
                ? null
                : draft.spec().imageUrl();
        OutboundMessage.Text message = new OutboundMessage.Text(text.text(), text.styles(), List.of(), image);
        int length = draft.features().length(message);
        int limit = draft.features().textLimit();
        return length > limit
                ? new Rendering.Refused(Rendering.Reason.TOO_LONG, length, limit)
                : new Rendering.Message(message, message.text(), passedOn.language(), false, limit);
    }

    private String withPage(SharedText passedOn) {
        String page = draft.recipient().variables().get(ShareLinks.PAGE);
        return page == null ? passedOn.signed() : passedOn.signed() + "\n" + page;
    }

    private Rendering composed() {
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
        draft.label().ifPresent(paragraphs::add);
        if (first) {
            draft.opening().ifPresent(paragraphs::add);
        }
        int before = paragraphs.stream()
                .mapToInt(each -> each.length() + PARAGRAPH.length())
                .sum();
        body.styles().forEach(style -> styles.add(style.moved(before)));
        paragraphs.add(body.text());
        draft.spec().share().filter(share -> ours()).ifPresent(this::addShare);
        addReplies(draft.replies());
        draft.spec().share().filter(share -> !ours()).ifPresent(this::addShare);
        addNumberRequest();
        addForm();
        addLinks();
        if (first) {
            paragraphs.add(FirstContactQuestion.text(draft.profile().texts(), draft.language()));
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

    /** Whether every answer is one of Relais' own: beside them, to share is what the message is about. */
    private boolean ours() {
        return draft.replies().stream().noneMatch(SpecButton.Reply::isComposed);
    }

    private void addNumberRequest() {
        draft.spec().buttons().stream()
                .filter(SpecButton.NumberRequest.class::isInstance)
                .map(request -> new Button.NumberRequest(draft.label(request.labels())))
                .forEach(buttons::add);
    }

    private void addForm() {
        draft.spec().buttons().stream()
                .filter(SpecButton.Form.class::isInstance)
                .map(SpecButton.Form.class::cast)
                .map(form -> new Button.Form(draft.label(form.labels()), form.payload(), form.form()))
                .forEach(buttons::add);
    }

    private void addLinks() {
        for (SpecButton button : draft.spec().buttons()) {
            if (button instanceof SpecButton.Link link) {
                add(new Button.Link(draft.label(link.labels()), draft.fillAddress(link.url())));
            }
        }
    }

    private void add(Button.Link link) {
        addressesGood &= MessageLinks.isWeb(link.url());
        if (draft.features().linkButtons()
                && link.label().length() <= draft.features().buttonLabelLimit()) {
            buttons.add(link);
        } else {
            paragraphs.add(link.label() + "\n" + link.url());
        }
    }

    /** Where there are no public pages: a link that opens the first app of all with the text ready. */
    private void addApp(ShareText share) {
        String text = draft.passedOn(share).text();
        String url = share.link().map(draft::fillAddress).orElse("");
        ChannelCatalogue.all().stream()
                .flatMap(channel -> channel.share().stream())
                .findFirst()
                .ifPresent(app -> add(new Button.Link(draft.text("share.page"), app.toAnybody(text, url))));
    }

    /** The app's own ways to pass a text on where it has some, then the page with all others. */
    private void addShare(ShareText share) {
        Map<String, String> variables = draft.recipient().variables();
        String taps = variables.get(ShareLinks.TAPS);
        if (taps == null) {
            addApp(share);
            return;
        }
        SharedText passedOn = draft.passedOn(share);
        addressesGood &= ShareLinks.fits(passedOn.signed(), variables.getOrDefault(ShareLinks.PAGE, taps));
        if (!draft.features().sharing()) {
            add(new Button.Link(draft.text("share.page"), taps));
            return;
        }
        buttons.add(new Button.Share(draft.text("share.send"), variables.getOrDefault(ShareLinks.CODE, ""), taps));
        String copied = MarkedText.read(withPage(passedOn)).text();
        if (copied.length() <= Button.Copy.MOST_COPIED) {
            buttons.add(new Button.Copy(draft.text("share.copy"), copied));
        }
        add(new Button.Link(draft.text("share.more"), taps));
    }
}
