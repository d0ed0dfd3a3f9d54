package org.relais.template;

import java.util.List;
import java.util.Map;

/**
 * A template that the platform has approved, sent where free-form text is not allowed (WhatsApp, more than 24 h after
 * the person's last message).
 *
 * @param wordings by our language code; has at least the message's default language
 */
public record PlatformTemplate(String name, Map<String, Wording> wordings) {
    public PlatformTemplate {
        wordings = Map.copyOf(wordings);
    }

    /**
     * One approved language.
     *
     * @param language the platform's code, as {@code fr} or {@code en_US}
     * @param text the approved body with {@code {{1}}} … as the platform shows it: what is previewed, and searched for
     *     the legal mention
     * @param parameters what fills {@code {{1}}} …, in order; may use {@code {{body}}} and {@code {{mention}}}
     */
    public record Wording(String language, String text, List<TextTemplate> parameters) {
        public Wording {
            parameters = List.copyOf(parameters);
        }
    }
}
