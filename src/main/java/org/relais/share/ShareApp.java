package org.relais.share;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a volunteer passes a message on. */
public enum ShareApp {
    WHATSAPP,
    TELEGRAM,
    SMS,
    EMAIL,
    /** Anywhere else: the text is shown ready to be copied. */
    COPY;

    /** In SQL and in the one-tap links: {@code /s/<code>/<word>}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ShareApp> of(String word) {
        return Arrays.stream(values()).filter(app -> app.word().equals(word)).findFirst();
    }
}
