package org.relais.template;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a volunteer passes on, from buttons under the message.
 *
 * @param texts by language; has at least the message's default language
 * @param url added after the text; a variable such as a personal share link, or an address
 * @param alone whether the message is what is passed on and nothing else, so that it can be forwarded as it is; only ever
 *     an answer to whoever wants to pass it on
 * @param counted the message that what is shared is counted for; null: the one that carries it
 */
public record ShareText(
        Map<String, TextTemplate> texts, @Nullable TextTemplate url, boolean alone, @Nullable Long counted) {
    public ShareText(Map<String, TextTemplate> texts, @Nullable TextTemplate url) {
        this(texts, url, false, null);
    }

    public ShareText {
        texts = Map.copyOf(texts);
    }

    public Optional<TextTemplate> link() {
        return Optional.ofNullable(url);
    }
}
