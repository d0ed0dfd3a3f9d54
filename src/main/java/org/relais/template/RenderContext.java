package org.relais.template;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relais.channel.Features;
import org.relais.channel.MarkedText;

/** One rendering under way: the language chosen, and what every variable stands for. */
final class RenderContext {
    private final MessageSpec spec;
    private final Recipient recipient;
    private final OrganisationProfile profile;
    private final Features features;
    private final String language;
    private final boolean rightToLeft;
    private final TextTemplate bodyTemplate;

    RenderContext(MessageSpec spec, Recipient recipient, OrganisationProfile profile, Features features) {
        this.spec = spec;
        this.recipient = recipient;
        this.profile = profile;
        this.features = features;
        this.language = among(spec.bodies().keySet());
        this.rightToLeft = Direction.isRightToLeft(language);
        TextTemplate chosen = spec.bodies().get(language);
        this.bodyTemplate = chosen == null ? TextTemplate.literal("") : chosen;
    }

    MessageSpec spec() {
        return spec;
    }

    Recipient recipient() {
        return recipient;
    }

    OrganisationProfile profile() {
        return profile;
    }

    Features features() {
        return features;
    }

    String language() {
        return language;
    }

    TextTemplate bodyTemplate() {
        return bodyTemplate;
    }

    /** The person's language if it is among these, else the message's default one. */
    String among(Set<String> available) {
        String own = recipient.language() == null
                ? spec.language()
                : LanguageChain.of(recipient.language()).get(0);
        return available.contains(own) ? own : spec.language();
    }

    /** The value of {@code available} for the chosen language, else for the default one, else none. */
    String label(Map<String, String> available) {
        String label = available.get(language);
        return label != null ? label : available.getOrDefault(spec.language(), "");
    }

    Optional<String> mention() {
        return LegalMention.text(
                profile,
                recipient.language(),
                language,
                // Signing a link takes longer than the rest of a rendering.
                profile.mentionLink() ? recipient.variables().get(LegalMention.LINK) : null);
    }

    Optional<String> opening() {
        return LegalMention.opening(profile, recipient.language(), language, origin());
    }

    /** Whether it is political advertising whose notice can't be linked to. */
    boolean lacksNotice() {
        return spec.politicalLabel() != null && noticeLink() == null;
    }

    /** What political advertising says of itself; empty for every other message. */
    Optional<String> label() {
        PoliticalLabel label = spec.politicalLabel();
        String link = label == null ? null : noticeLink();
        return label == null || link == null
                ? Optional.empty()
                : Optional.of(
                        label.text(profile.texts(), LegalMention.known(profile, recipient.language(), language), link));
    }

    private @Nullable String noticeLink() {
        return recipient.variables().get(PoliticalLabel.LINK);
    }

    /** A text of ours in the language of the body, which is the one the person reads here. */
    String text(String key) {
        return profile.texts().text(key, language);
    }

    boolean mentionNeeded() {
        return recipient.mentionDue() || recipient.firstContact() || bodyTemplate.uses("mention");
    }

    /** Where the data come from: what is known of this person, else what the message says of all; empty for neither. */
    String origin() {
        String own = recipient.origin();
        return OrganisationProfile.phrase(
                PersonalText.clean(own == null || own.isBlank() ? label(spec.origins()) : own));
    }

    /** The body with its styles; what is filled in has none of its own. */
    MarkedText body() {
        return MarkedText.read(bodyTemplate
                .fill(this::value, value -> MarkedText.literal(PersonalText.isolate(value, rightToLeft)))
                .strip());
    }

    List<SpecButton.Reply> replies() {
        return spec.buttons().stream()
                .filter(SpecButton.Reply.class::isInstance)
                .map(SpecButton.Reply.class::cast)
                .toList();
    }

    /**
     * A parameter of a platform template, where {@code {{mention}}} is all that the person has to be told: for a first
     * contact, how it begins and the question at its end; of political advertising, that it is such.
     *
     * @param wording language of the template's wording
     */
    String parameter(TextTemplate template, String wording) {
        return PersonalText.oneLine(fill(template, variable -> parameterValue(variable, wording)));
    }

    /** The same with {@code mark} where the message itself would stand. */
    String parameter(TextTemplate template, String wording, String mark) {
        return PersonalText.oneLine(
                fill(template, variable -> variable.equals("body") ? mark : parameterValue(variable, wording)));
    }

    private @Nullable String parameterValue(String variable, String wording) {
        if (!variable.equals("mention")) {
            return value(variable);
        }
        String told = recipient.firstContact()
                ? opening()
                        .map(opening -> opening + " " + FirstContactQuestion.text(profile.texts(), wording))
                        .orElse(null)
                : value(variable);
        return label().map(label -> told == null ? label : label + " " + told).orElse(told);
    }

    private String fill(TextTemplate template, Function<String, @Nullable String> values) {
        return template.fill(values, value -> PersonalText.isolate(value, rightToLeft));
    }

    String fill(TextTemplate template) {
        return fill(template, this::value);
    }

    /** An address: what is filled in is encoded, unless it is the whole address. */
    String fillAddress(TextTemplate template) {
        return template.isVariable()
                ? template.fill(this::value, value -> value)
                : template.fill(this::value, value -> URLEncoder.encode(value, StandardCharsets.UTF_8)
                        .replace("+", "%20"));
    }

    /**
     * What a volunteer passes on: the text to share and, under it, who is behind it and why; of political advertising, first
     * that it is such.
     */
    SharedText passedOn(ShareText share) {
        String chosen = among(share.texts().keySet());
        TextTemplate template = share.texts().get(chosen);
        String purpose = profile.purposeOrOurs(chosen);
        String signature = profile.texts()
                .text("share.signature", chosen, profile.organisation().arguments(Map.of("purpose", purpose)));
        PoliticalLabel label = spec.politicalLabel();
        String link = label == null ? null : noticeLink();
        return new SharedText(
                label == null || link == null ? "" : label.text(profile.texts(), chosen, link),
                template == null ? "" : fill(template).strip(),
                signature,
                chosen);
    }

    private @Nullable String value(String variable) {
        return switch (variable) {
            case "name" -> PersonalText.clean(recipient.name());
            case "first_name" -> PersonalText.firstName(PersonalText.clean(recipient.name()));
            case "organisation" -> profile.name();
            case "purpose" -> profile.purpose(language).orElse(null);
            case "mention" -> mention().orElse(null);
            // Only a platform template's parameters may ask for it: in a body it would be the body itself.
            case "body" -> fill(bodyTemplate);
            default -> {
                String value = recipient.variables().get(variable);
                yield value == null ? null : PersonalText.clean(value);
            }
        };
    }
}
