package org.relais.console.contact;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.consent.ConsentWording;
import org.relais.console.PageRequest;
import org.relais.ledger.EventSource;
import org.relais.ledger.LedgerEvent;
import org.relais.ledger.LedgerTerms;

/** What stands behind an event of the ledger, in plain words; the machine's own word is small beside what it says no more of. */
public final class EventProof {
    private static final Pattern IMPORT = Pattern.compile("import/(\\d+)/[0-9a-f]+#(\\d*)");

    private static final Map<String, String> REFERENCES = Map.of(
            "delivery:", "delivery", "call:", "call", "unsubscribe page ", "unsubscribe_page", "share link ", "share");

    private EventProof() {}

    /**
     * Something that is known of an event.
     *
     * @param label what it is
     * @param words in the organiser's language, or the person's own
     * @param note what there is to say of the words; null for nothing
     * @param code the machine's own word, where there is more in it; null for none
     * @param path page of what it names; null for none
     */
    public record Line(
            String label, String words, @Nullable String note, @Nullable String code, @Nullable String path) {}

    public static Stream<Line> of(PageRequest visit, LedgerEvent event, Map<String, ConsentWording> wordings) {
        return Stream.of(
                        wording(visit, event, wordings),
                        text(event, "origin")
                                .map(origin -> new Line(visit.text("ledger.origin"), origin, null, null, null)),
                        text(event, "rule").map(rule -> rule(visit, event, rule)),
                        Optional.ofNullable(event.sourceReference())
                                .or(() -> text(event, "reference"))
                                .map(reference -> reference(visit, event, reference)))
                .flatMap(Optional::stream);
    }

    private static Optional<String> text(LedgerEvent event, String name) {
        return Optional.ofNullable(event.detail().getString(name)).filter(text -> !text.isBlank());
    }

    private static Optional<Line> wording(PageRequest visit, LedgerEvent event, Map<String, ConsentWording> wordings) {
        String written = event.wording();
        if (written == null) {
            return Optional.empty();
        }
        ConsentWording worded = wordings.get(written);
        String label = visit.text("ledger.wording");
        return Optional.of(LedgerTerms.in(visit.language())
                .wording(written)
                .map(known -> visit.text(
                        "ledger.wording.version",
                        "what",
                        known.name(),
                        "version",
                        known.version(),
                        "language",
                        visit.languageName(known.language())))
                .map(version -> worded == null
                        ? new Line(label, version, null, null, null)
                        : new Line(label, worded.text(), version, null, null))
                .orElseGet(() -> new Line(label, written, null, null, null)));
    }

    /** Words that a rule of the detector knows: which of its hundreds is the machine's own. */
    private static Line rule(PageRequest visit, LedgerEvent event, String rule) {
        LedgerTerms.Rule known = LedgerTerms.in(visit.language()).rule(event, rule);
        return new Line(visit.text("ledger.rule"), known.words(), null, known.code(), null);
    }

    private static Line reference(PageRequest visit, LedgerEvent event, String reference) {
        String label = visit.text("ledger.reference");
        Matcher file = IMPORT.matcher(reference);
        if (file.matches()) {
            String words = file.group(2).isEmpty()
                    ? visit.text("ledger.reference.import", "number", Long.parseLong(file.group(1)))
                    : visit.text(
                            "ledger.reference.line",
                            "number",
                            Long.parseLong(file.group(1)),
                            "line",
                            Long.parseLong(file.group(2)));
            return new Line(label, words, null, null, "/console/imports/" + file.group(1));
        }
        return REFERENCES.entrySet().stream()
                .filter(known -> reference.startsWith(known.getKey()))
                .findFirst()
                .map(known -> new Line(
                        label,
                        visit.text("ledger.reference." + known.getValue()),
                        null,
                        reference.substring(known.getKey().length()),
                        null))
                .orElseGet(() -> event.source() == EventSource.WEBHOOK && event.channel() != null
                        ? new Line(
                                label,
                                visit.text("ledger.reference.message", "channel", visit.channel(event.channel())),
                                null,
                                reference,
                                null)
                        : new Line(label, reference, null, null, null));
    }
}
