package org.relais.template;

import java.util.List;
import java.util.stream.Stream;
import org.relais.channel.MarkedText;

/**
 * What a volunteer passes on of a message; the link is not in it.
 *
 * @param label what political advertising says of itself, with the address of its notice at its end; empty for every other message
 * @param text to share, with the marks of its styles: some apps show them as such, of the others a link takes them out
 * @param signature who is behind it and why
 * @param language of the text
 */
public record SharedText(String label, String text, String signature, String language) {

    /** The text, below its label where it has one. */
    public String labelled() {
        return label.isEmpty() ? text : label + "\n\n" + text;
    }

    /** Paragraphs of the text, as it is styled: what stands between empty lines. */
    public List<List<MarkedText.Piece>> paragraphs() {
        return Stream.of(text.strip().split("\\R\\s*\\R"))
                .map(paragraph -> MarkedText.read(paragraph).pieces())
                .toList();
    }

    /** For the {@code dir} attribute of the text. */
    public String direction() {
        return Direction.isRightToLeft(language) ? "rtl" : "ltr";
    }

    /** As it stands in the app that opens with it. */
    public String signed() {
        return labelled() + "\n\n" + signature;
    }
}
