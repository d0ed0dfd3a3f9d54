package org.relais.consent.proof;

import com.ibm.icu.text.MessageFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.relais.ledger.LedgerEvent;
import org.relais.ledger.LedgerTerms;
import org.relais.text.TextBundle;

/** The words of a printed proof in one language, from {@code proof/<language>.properties}. */
final class ProofWords {
    private static final Pattern IMPORT = Pattern.compile("import/(\\d+)/[0-9a-f]+#(\\d+)");

    private final Locale locale;
    private final Map<String, String> patterns;
    private final DateTimeFormatter dates;

    /** @param zone in whose time moments are told, each with how far it is from UTC: the page about the person tells the same */
    ProofWords(String language, ZoneId zone) {
        boolean french = language.toLowerCase(Locale.ROOT).startsWith("fr");
        this.locale = french ? Locale.FRENCH : Locale.ENGLISH;
        this.dates = DateTimeFormatter.ofPattern(
                        french ? "dd/MM/yyyy 'à' HH:mm:ss xxx" : "d MMM yyyy, HH:mm:ss xxx", locale)
                .withZone(zone);
        this.patterns = TextBundle.read(ProofWords.class, "/proof/" + locale.getLanguage() + ".properties")
                .texts();
    }

    String text(String key, Object... arguments) {
        String pattern = Objects.requireNonNull(patterns.get(key), key);
        // Numbers as they stand in the JSON, without separators.
        Object[] plain = Arrays.stream(arguments).map(String::valueOf).toArray();
        return new MessageFormat(pattern, locale).format(plain);
    }

    /** A text where there is one of that key, else the word itself: for names that have no end. */
    String textOr(String key, String word) {
        return patterns.containsKey(key) ? text(key) : word;
    }

    /** The version of a wording as people call it, or the reference that other files have of it. */
    String wording(String reference) {
        return LedgerTerms.in(locale.getLanguage())
                .wording(reference)
                .map(known -> text(
                        "wording.version",
                        known.name(),
                        known.version(),
                        Locale.forLanguageTag(known.language()).getDisplayLanguage(locale)))
                .orElse(reference);
    }

    /** Who did something, without the code by which the ledger knows them: "organiser no. 3". */
    String actor(String name) {
        String[] parts = name.split(":", 2);
        String key = "by." + parts[0];
        return parts.length == 2 && patterns.containsKey(key) ? text(key, parts[1]) : name;
    }

    /** Where an event came from: the line of a file, or what its source calls it. */
    String reference(String source) {
        Matcher line = IMPORT.matcher(source);
        return line.matches() ? text("reference.import", line.group(1), line.group(2)) : text("reference", source);
    }

    /** What decided an event; a rule of the detector with its name, which is all there is to tell it by. */
    String rule(LedgerEvent event, String rule) {
        LedgerTerms.Rule known = LedgerTerms.in(locale.getLanguage()).rule(event, rule);
        return known.code() == null ? known.words() : text("named", known.words(), known.code());
    }

    String date(Instant instant) {
        return dates.format(instant);
    }
}
