package org.relais.template;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The question at the end of the one message that an occasional contact ever gets: only a yes to it is a consent, so it must
 * stand in what they read, in our words, which are the evidence.
 */
public final class FirstContactQuestion {
    private static final String TEXT = "first_contact.question";

    private FirstContactQuestion() {}

    /** Its words for readers of this language. */
    public static String text(Texts texts, @Nullable String language) {
        return texts.text(TEXT, language);
    }

    /** In which language it stands in a text; empty: in none. */
    public static Optional<String> foundIn(String text) {
        String plain = plain(text);
        return Texts.standard().languages().stream()
                .filter(language -> plain.contains(plain(text(Texts.standard(), language))))
                .findFirst();
    }

    /**
     * In which language a message that was sent asked it; empty where it may not have. A message composed by us ends with it,
     * and so does the mention; a template of another wording may do without.
     *
     * @param spec of the message; null: there is none any more
     * @param language of the text that went out; null: nothing did
     */
    public static Optional<String> readIn(@Nullable JsonObject spec, @Nullable String language) {
        if (spec == null || language == null) {
            return Optional.empty();
        }
        MessageSpec sent;
        try {
            sent = MessageSpecCodec.restore(spec);
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
        PlatformTemplate.TemplateText wording = sent.template()
                .map(template -> template.wordings().get(language))
                .orElse(null);
        return wording == null || wording.parameters().stream().anyMatch(parameter -> parameter.uses("mention"))
                ? Optional.of(language)
                : foundIn(wording.text());
    }

    private static String plain(String text) {
        return text.replaceAll("[\\s\u00a0\u202f]+", " ");
    }
}
