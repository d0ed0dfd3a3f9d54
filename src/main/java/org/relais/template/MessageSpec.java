package org.relais.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message as composed, for every language and every channel; {@link Renderer} makes of it what one person gets.
 * Written to table {@code message} by {@link MessageSpecCodec}, which alone makes specs from what people type.
 *
 * @param language default language, used for people whose own is not among {@code bodies}
 * @param bodies by language; has at least the default one
 * @param buttons at most three {@link SpecButton.Reply} and at most three {@link SpecButton.Link}
 * @param imageUrl https address of a picture above the text
 * @param mention whether the legal mention is put under the body when it is due; a body may also place it itself with
 *     {@code {{mention}}}
 * @param origins where the data of the people come from, by language, for a first contact; empty for every other message
 * @param politicalLabel what political advertising says of itself, above everything else; null for every other message
 */
public record MessageSpec(
        String language,
        Map<String, TextTemplate> bodies,
        List<SpecButton> buttons,
        @Nullable ShareText shareText,
        @Nullable String imageUrl,
        @Nullable PlatformTemplate platformTemplate,
        boolean mention,
        Map<String, String> origins,
        @Nullable PoliticalLabel politicalLabel) {

    public MessageSpec {
        bodies = Map.copyOf(bodies);
        origins = Map.copyOf(origins);
        buttons = List.copyOf(buttons);
        if (!bodies.containsKey(language)) {
            throw new IllegalArgumentException("a message has a body in its default language");
        }
    }

    /** The same with these buttons. */
    public MessageSpec withButtons(List<SpecButton> others) {
        return new MessageSpec(
                language, bodies, others, shareText, imageUrl, platformTemplate, mention, origins, politicalLabel);
    }

    /** The same with these bodies. */
    public MessageSpec withBodies(Map<String, TextTemplate> others) {
        return new MessageSpec(
                language, others, buttons, shareText, imageUrl, platformTemplate, mention, origins, politicalLabel);
    }

    /** The same as political advertising; null: as none. */
    public MessageSpec labelled(@Nullable PoliticalLabel label) {
        return new MessageSpec(
                language, bodies, buttons, shareText, imageUrl, platformTemplate, mention, origins, label);
    }

    /** A ready text in one language, such as a reply: nothing in it is a variable. */
    public static MessageSpec of(String language, String text) {
        return of(language, text, List.of());
    }

    /** A ready text with buttons, labelled in the same language. */
    public static MessageSpec of(String language, String text, List<SpecButton> buttons) {
        return of(language, TextTemplate.literal(PersonalText.storable(text)), buttons);
    }

    /** A text in one language whose variables are filled in when it is sent. */
    public static MessageSpec of(String language, TextTemplate body) {
        return of(language, body, List.of());
    }

    private static MessageSpec of(String language, TextTemplate body, List<SpecButton> buttons) {
        return new MessageSpec(language, Map.of(language, body), buttons, null, null, null, false, Map.of(), null);
    }

    /** The same, travelling in this template where free-form text is not allowed. */
    public MessageSpec in(@Nullable PlatformTemplate template) {
        return new MessageSpec(
                language, bodies, buttons, shareText, imageUrl, template, mention, origins, politicalLabel);
    }

    /** The same, of what goes out by itself: with the legal mention under it when it is due. */
    public MessageSpec mentioning() {
        return new MessageSpec(
                language, bodies, buttons, shareText, imageUrl, platformTemplate, true, origins, politicalLabel);
    }

    public Optional<ShareText> share() {
        return Optional.ofNullable(shareText);
    }

    public Optional<PlatformTemplate> template() {
        return Optional.ofNullable(platformTemplate);
    }
}
