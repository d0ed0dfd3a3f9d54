package org.relais.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A template that the platform has approved, sent where free-form text is not allowed (WhatsApp, more than 24 h after
 * the person's last message).
 *
 * @param wordings by our language code; has at least the message's default language
 * @param payloads what its quick replies carry, in their order, when the message that it is sent for has other buttons than
 *     the one it was approved with; empty for those of the message
 */
public record PlatformTemplate(String name, Map<String, TemplateText> wordings, List<String> payloads) {
    public PlatformTemplate {
        wordings = Map.copyOf(wordings);
        payloads = List.copyOf(payloads);
    }

    /** Whether it carries any text: each wording has a place for the message itself. */
    public boolean carriesAnyText() {
        return wordings.values().stream()
                .allMatch(wording -> wording.parameters().stream().anyMatch(parameter -> parameter.uses("body")));
    }

    /**
     * The same for another message of the same matter.
     *
     * @param language the other message's default one, which the wording of {@code known} stands for where there is none
     * @param answers what its quick replies carry
     */
    public PlatformTemplate carrying(String language, String known, List<String> answers) {
        Map<String, TemplateText> all = new HashMap<>(wordings);
        TemplateText otherwise = wordings.get(known);
        if (otherwise != null) {
            all.putIfAbsent(language, otherwise);
        }
        return new PlatformTemplate(name, all, answers);
    }

    /**
     * One approved language.
     *
     * @param language the platform's code, as {@code fr} or {@code en_US}
     * @param text the approved body with {@code {{1}}} … as the platform shows it: what is previewed, and searched for
     *     the legal mention
     * @param parameters what fills {@code {{1}}} …, in order; may use {@code {{body}}} and {@code {{mention}}}
     */
    public record TemplateText(String language, String text, List<TextTemplate> parameters) {
        public TemplateText {
            parameters = List.copyOf(parameters);
        }
    }
}
