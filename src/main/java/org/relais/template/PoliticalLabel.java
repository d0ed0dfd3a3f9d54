package org.relais.template;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What political advertising says of itself where it is read (Regulation (EU) 2024/900, article 11(1)): that it is political
 * advertising, whose, who controls them, what vote or process it is about, and where its notice stands.
 *
 * @param sponsor name
 * @param controller who controls the sponsor in the end; null when nobody else does
 * @param process the election, the referendum, or the legislative or regulatory process; null for none in particular
 */
public record PoliticalLabel(String sponsor, @Nullable String controller, @Nullable String process) {
    /** Personal variable: the address of the notice of the message. */
    public static final String LINK = "notice_link";

    /** The words, in this language, with the address of the notice at their end. */
    String text(Texts texts, String language, String link) {
        StringBuilder words = new StringBuilder(texts.text("political.label", language, Map.of("sponsor", sponsor)));
        if (controller != null) {
            words.append(' ').append(texts.text("political.controller", language, Map.of("controller", controller)));
        }
        if (process != null) {
            words.append(' ').append(texts.text("political.process", language, Map.of("process", process)));
        }
        // The address is no argument: isolating it would make its end part of it in some apps.
        return words.append(' ')
                .append(texts.text("political.notice", language))
                .append(' ')
                .append(link)
                .toString();
    }
}
