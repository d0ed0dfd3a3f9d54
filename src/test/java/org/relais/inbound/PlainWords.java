package org.relais.inbound;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A handful of words, enough to steer these tests; what people really write is the stop detector's own tests' matter. */
final class PlainWords implements WordReader {
    private static final Set<String> YES = Set.of("yes", "oui");
    private static final Set<String> NO = Set.of("no", "non");

    @Override
    public Reading read(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "stop", "/stop" -> new Reading(Intent.OPT_OUT, "keyword:stop", null);
            case "arrêtez" -> new Reading(Intent.OPT_OUT, "keyword:arretez", "fr");
            case "start" -> new Reading(Intent.OPT_IN, "keyword:start", null);
            case "help", "aide" -> new Reading(Intent.HELP, "keyword:help", null);
            case "ça suffit ?" -> new Reading(Intent.HOLD, "sentence:enough", "fr");
            default -> Reading.NONE;
        };
    }

    @Override
    public @Nullable Boolean affirmation(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        return YES.contains(word) ? Boolean.TRUE : NO.contains(word) ? Boolean.FALSE : null;
    }
}
