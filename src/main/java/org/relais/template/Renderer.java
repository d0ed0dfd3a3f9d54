package org.relais.template;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.channel.Features;
import org.relais.channel.MarkedText;
import org.relais.channel.OutboundMessage;
import org.relais.channel.TemplateContent;

/**
 * Rendering of a composed message into what one person gets on one channel. Pure: preview, count and send call the same
 * method, so what was previewed is what is sent. A body's marks become styles ({@link MarkedText}), which each channel
 * writes in its own way; what is filled in, the legal mention and buttons have none. A channel is only given what it
 * can show.
 */
public final class Renderer {
    /** What is passed on goes to apps of the reader's choosing: no channel's limits apply to it. */
    private static final Features ANY_APP = new Features(
            ShareLinks.LONGEST, ShareLinks.LONGEST, 0, ShareLinks.LONGEST, false, false, 0, false, false, false);

    /** Marks the place of the body in a template's text: no character, so nobody writes it. */
    private static final String BODY = "\uFDD0";

    /** Whether free-form text is allowed on a channel now, by when the person last wrote. */
    public static boolean windowOpen(Features features, @Nullable Instant lastInboundAt, Instant now) {
        return features.templateWindowHours() == 0
                || lastInboundAt != null
                        && now.isBefore(lastInboundAt.plus(Duration.ofHours(features.templateWindowHours())));
    }

    /**
     * Renders for one person.
     *
     * @param windowOpen whether free-form text is allowed ({@link #windowOpen})
     */
    public Rendering render(
            MessageSpec spec, Recipient recipient, OrganisationProfile profile, Features features, boolean windowOpen) {
        RenderContext draft = new RenderContext(spec, recipient, profile, features);
        if (draft.mentionNeeded() && draft.mention().isEmpty()) {
            return new Rendering.Refused(Rendering.Reason.PURPOSE_MISSING);
        }
        if (recipient.firstContact() && draft.origin().isEmpty()) {
            return new Rendering.Refused(Rendering.Reason.ORIGIN_MISSING);
        }
        if (draft.lacksNotice()) {
            return new Rendering.Refused(Rendering.Reason.NOTICE_MISSING);
        }
        if (windowOpen) {
            return new FreeForm(draft).rendering();
        }
        return spec.template()
                .map(template -> platformTemplate(draft, template))
                .orElseGet(() -> new Rendering.Refused(Rendering.Reason.WINDOW_CLOSED));
    }

    /**
     * What is passed on of a message; empty when it has no text to share, and of political advertising whose notice can't be
     * linked to.
     *
     * @param recipient the volunteer who passes it on, or a reader of whom nothing is known
     */
    public Optional<SharedText> passedOn(MessageSpec spec, Recipient recipient, OrganisationProfile profile) {
        RenderContext draft = new RenderContext(spec, recipient, profile, ANY_APP);
        return draft.lacksNotice() ? Optional.empty() : spec.share().map(draft::passedOn);
    }

    /**
     * What a message says, without styles, to a reader of whom nothing is known; empty when it says nothing, and of political
     * advertising, beside which its notice would have to stand.
     */
    public Optional<SharedText> read(MessageSpec spec, @Nullable String language, OrganisationProfile profile) {
        RenderContext draft =
                new RenderContext(spec, new Recipient("", language, Map.of(), false, false, null), profile, ANY_APP);
        String text = draft.body().text().strip();
        return text.isEmpty() || draft.lacksNotice()
                ? Optional.empty()
                : Optional.of(new SharedText("", text, "", draft.language()));
    }

    private static Rendering platformTemplate(RenderContext draft, PlatformTemplate template) {
        String language = draft.among(template.wordings().keySet());
        PlatformTemplate.TemplateText wording = template.wordings().get(language);
        if (wording == null) {
            return new Rendering.Refused(Rendering.Reason.WINDOW_CLOSED);
        }
        List<String> parameters = wording.parameters().stream()
                .map(parameter -> draft.parameter(parameter, language))
                .toList();
        String text = TemplateContent.filled(wording.text(), parameters);
        boolean mentioned = LegalMention.saidIn(text, draft.profile());
        boolean told = draft.recipient().firstContact()
                ? opens(draft, wording)
                : mentioned || !draft.recipient().mentionDue();
        if (!told) {
            return new Rendering.Refused(Rendering.Reason.MENTION_MISSING);
        }
        if (draft.recipient().firstContact()
                && FirstContactQuestion.foundIn(text).isEmpty()) {
            return new Rendering.Refused(Rendering.Reason.QUESTION_MISSING);
        }
        if (!draft.label().map(PersonalText::oneLine).map(text::contains).orElse(true)) {
            return new Rendering.Refused(Rendering.Reason.LABEL_MISSING);
        }
        // The platform refuses an empty parameter, and it would say nothing to the person.
        if (text.isBlank() || parameters.stream().anyMatch(String::isBlank)) {
            return new Rendering.Refused(Rendering.Reason.EMPTY);
        }
        int limit = draft.features().captionLimit();
        if (text.length() > limit) {
            return new Rendering.Refused(Rendering.Reason.TOO_LONG, text.length(), limit);
        }
        List<String> payloads = template.payloads().isEmpty()
                ? draft.replies().stream().map(SpecButton.Reply::payload).toList()
                : template.payloads();
        OutboundMessage message = new OutboundMessage.Template(
                template.name(), wording.language(), parameters, names(wording.text(), parameters), payloads, null);
        return new Rendering.Message(message, text, language, mentioned, limit);
    }

    /** Their names, if each parameter has one. */
    private static List<String> names(String text, List<String> parameters) {
        List<String> names = TemplateContent.names(text);
        return names.size() == parameters.size() ? names : List.of();
    }

    /**
     * Whether all that a first contact has to say stands before the message itself. Platforms let no template begin with
     * a parameter, so a greeting may come before it.
     */
    private static boolean opens(RenderContext draft, PlatformTemplate.TemplateText wording) {
        List<String> parameters = wording.parameters().stream()
                .map(parameter -> draft.parameter(parameter, draft.language(), BODY))
                .toList();
        String text = TemplateContent.filled(wording.text(), parameters);
        int body = text.indexOf(BODY);
        String opening = body < 0 ? text : text.substring(0, body);
        return LegalMention.saidIn(opening, draft.profile()) && opening.contains(draft.origin());
    }
}
