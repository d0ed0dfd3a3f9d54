package org.relais.text;

import java.util.List;

/** The languages that people can read and write in chat, in the order in which organisers choose among them. */
public final class Languages {
    /** Codes of ISO 639-1; each has its texts, its words for answers and its rules for stops. */
    public static final List<String> ALL = List.of("fr", "en", "es", "de", "it", "pt", "nl", "ar");

    private Languages() {}
}
