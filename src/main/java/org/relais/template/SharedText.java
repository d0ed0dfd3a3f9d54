package org.relais.template;

/**
 * What a volunteer passes on of a message; the link is not in it.
 *
 * @param text to share
 * @param signature who is behind it and why
 * @param language of the text
 */
public record SharedText(String text, String signature, String language) {

    /** As it stands in the app that opens with it. */
    public String signed() {
        return text + "\n\n" + signature;
    }
}
