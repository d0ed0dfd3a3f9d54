package org.relais;

import org.jspecify.annotations.Nullable;
import org.relais.consent.intent.StopDetector;
import org.relais.consent.intent.Verdict;
import org.relais.inbound.WordReader;

/** Lends the stop detector to the inbox. */
final class DetectorWords implements WordReader {
    private final StopDetector detector;

    DetectorWords(StopDetector detector) {
        this.detector = detector;
    }

    @Override
    public Reading read(String text) {
        Verdict verdict = detector.detect(text);
        return new Reading(Intent.valueOf(verdict.intent().name()), verdict.rule(), verdict.language());
    }

    @Override
    public @Nullable Boolean affirmation(String text) {
        return switch (detector.affirmation(text)) {
            case YES -> Boolean.TRUE;
            case NO -> Boolean.FALSE;
            case NEITHER -> null;
        };
    }
}
