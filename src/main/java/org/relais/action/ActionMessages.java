package org.relais.action;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.ButtonPayload;
import org.relais.group.ChatGroup;
import org.relais.template.MessageSpec;
import org.relais.template.OrganisationProfile;
import org.relais.template.PlatformTemplate;
import org.relais.template.ShareText;
import org.relais.template.SpecButton;
import org.relais.template.TextTemplate;

/**
 * What an action says to everybody, made once from what was composed: each text and each button in every language that the
 * message is read in.
 */
final class ActionMessages {
    /** Languages in which no text of ours is missing. */
    private final OrganisationProfile profile;

    private final long actionId;
    private final String title;
    private final MessageSpec composed;
    private final List<OfferButton> answers;

    /**
     * @param actionId the payloads of the buttons name it; {@link Long#MAX_VALUE} to try out a draft
     * @param answers the buttons of its kind
     */
    ActionMessages(
            OrganisationProfile profile, long actionId, String title, MessageSpec composed, List<OfferButton> answers) {
        this.answers = answers;
        this.profile = profile;
        this.actionId = actionId;
        this.title = title;
        this.composed = composed;
    }

    /**
     * The message as composed, with the buttons of its kind; what is passed on comes only after the yes. The buttons have a
     * label also where the message has no text: they are asked for again in the words of whoever answered unclearly.
     *
     * @param details what the kind says under it, by language
     */
    MessageSpec offer(Optional<UnaryOperator<String>> details) {
        Map<String, TextTemplate> bodies = new TreeMap<>(composed.bodies());
        details.ifPresent(
                of -> bodies.replaceAll((language, body) -> body.above(TextTemplate.literal(of.apply(language)))));
        List<SpecButton> all = Stream.concat(
                        answers.stream().map(button -> button(button.textKey(), button.verb())),
                        composed.buttons().stream())
                .toList();
        return new MessageSpec(
                composed.language(),
                bodies,
                all,
                null,
                composed.imageUrl(),
                composed.template().orElse(null),
                composed.mention(),
                Map.of(),
                null);
    }

    /** What follows a yes to share: the text with each one's own link, to be forwarded as it is; empty for other kinds. */
    Optional<MessageSpec> content() {
        return composed.share()
                .map(share -> new MessageSpec(
                        composed.language(),
                        share.texts(),
                        List.of(),
                        new ShareText(share.texts(), share.url(), true, null),
                        composed.imageUrl(),
                        null,
                        false,
                        Map.of(),
                        null));
    }

    /** What comes after it: the ways to share, and the button that says that it is done; empty for other kinds. */
    Optional<MessageSpec> ways() {
        return composed.share()
                .map(share -> ours(
                        share.texts().keySet(),
                        "action.share.how",
                        Map.of("title", title),
                        List.of(button("action.done", ActionButtons.DONE)),
                        new ShareText(share.texts(), null)));
    }

    /** What comes last where they help a group to grow, with a place where each one's link will stand. */
    Optional<MessageSpec> intoGroup(ChatGroup group) {
        return composed.share()
                .map(share -> ours(
                        share.texts().keySet(),
                        group.channel() ? "group.link.channel" : "group.link",
                        Map.of("title", group.title(), "link", "https://…"),
                        List.of(),
                        null));
    }

    MessageSpec reminder() {
        List<SpecButton> buttons =
                List.of(button("action.show", ActionButtons.SHOW), button("action.no", OfferButton.NO));
        // The approved quick replies are the offer's.
        List<String> payloads = answers.stream()
                .map(answer -> ButtonPayload.of(ActionButtons.PART, answer.verb(), actionId)
                        .encode())
                .toList();
        return ours(languages(), "action.reminder", Map.of("title", title), buttons, null)
                .in(composed.template()
                        .filter(PlatformTemplate::carriesAnyText)
                        .map(template -> template.carrying(composed.language(), composed.language(), payloads))
                        .orElse(null));
    }

    private MessageSpec ours(
            Set<String> languages,
            String key,
            Map<String, ?> arguments,
            List<SpecButton> buttons,
            @Nullable ShareText share) {
        Map<String, TextTemplate> bodies = new TreeMap<>();
        languages.forEach(language ->
                bodies.put(language, TextTemplate.literal(profile.texts().text(key, language, arguments))));
        return new MessageSpec(composed.language(), bodies, buttons, share, null, null, true, Map.of(), null);
    }

    private SpecButton button(String key, String verb) {
        Map<String, String> labels = languages().stream()
                .collect(Collectors.toMap(
                        language -> language, language -> profile.texts().text(key, language)));
        return new SpecButton.Reply(
                labels, ButtonPayload.of(ActionButtons.PART, verb, actionId).encode());
    }

    /** Those of the message, the organisation's, and those that have our texts. */
    private Set<String> languages() {
        Set<String> languages = new LinkedHashSet<>(composed.bodies().keySet());
        languages.add(profile.language());
        languages.addAll(profile.texts().languages());
        return languages;
    }
}
