package org.relais.template;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a volunteer passes on: shown under the message as links that open WhatsApp and Telegram with the text ready.
 *
 * @param texts by language; has at least the message's default language
 * @param url added after the text; a variable such as a personal share link, or an address
 */
public record ShareText(Map<String, TextTemplate> texts, @Nullable TextTemplate url) {
    public ShareText {
        texts = Map.copyOf(texts);
    }

    public Optional<TextTemplate> link() {
        return Optional.ofNullable(url);
    }
}
