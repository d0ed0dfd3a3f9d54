package org.relais.imports;

import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.NameText;

/** What the cells of a row mean: texts, dates, languages, classes, tags. */
final class ImportCells {
    private static final Pattern TAG_SEPARATOR = Pattern.compile("[,;|]");
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.ISO_LOCAL_DATE,
            // The day first: the files come from Europe.
            DateTimeFormatter.ofPattern("d/M/uuuu", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT),
            DateTimeFormatter.ofPattern("d.M.uuuu", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT),
            DateTimeFormatter.ofPattern("d-M-uuuu", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT));
    private static final Map<String, ConsentClass> CLASSES = Map.ofEntries(
            Map.entry("member", ConsentClass.MEMBER),
            Map.entry("membre", ConsentClass.MEMBER),
            Map.entry("adherent", ConsentClass.MEMBER),
            Map.entry("adherente", ConsentClass.MEMBER),
            Map.entry("regular", ConsentClass.REGULAR),
            Map.entry("regulier", ConsentClass.REGULAR),
            Map.entry("reguliere", ConsentClass.REGULAR),
            Map.entry("contact regulier", ConsentClass.REGULAR),
            Map.entry("regular contact", ConsentClass.REGULAR),
            Map.entry("occasional", ConsentClass.OCCASIONAL),
            Map.entry("occasionnel", ConsentClass.OCCASIONAL),
            Map.entry("occasionnelle", ConsentClass.OCCASIONAL),
            Map.entry("contact occasionnel", ConsentClass.OCCASIONAL),
            Map.entry("occasional contact", ConsentClass.OCCASIONAL));

    private static final Set<String> YES = Set.of(
            "oui",
            "o",
            "yes",
            "y",
            "si",
            "s",
            "sim",
            "ja",
            "j",
            "x",
            "1",
            "true",
            "vrai",
            "wahr",
            "verdadero",
            "ok",
            "accord",
            "d accord",
            "accepte",
            "acceptee",
            "accepted",
            "agreed",
            "granted",
            "on",
            "optin",
            "opt in",
            "opted in",
            "inscrit",
            "inscrite",
            "subscribed",
            "abonne",
            "abonnee",
            "\u2713",
            "\u2714",
            "\u2611");
    private static final Set<String> NO = Set.of(
            "",
            "non",
            "n",
            "no",
            "nao",
            "nein",
            "0",
            "false",
            "faux",
            "falsch",
            "falso",
            "off",
            "refus",
            "refuse",
            "refusee",
            "refused",
            "optout",
            "opt out",
            "opted out",
            "desinscrit",
            "desinscrite",
            "unsubscribed",
            "pas d accord",
            "desabonne",
            "desabonnee",
            "pending",
            "held");

    /** What a cell says where the column asks for agreement. */
    enum Agreement {
        YES,
        NO,
        UNKNOWN
    }

    /** Read on first use, by a worker: the names of all languages take a second to gather. */
    private static final class Languages {
        static final Map<String, String> BY_NAME = languages();
    }

    private ImportCells() {}

    /**
     * One line of text: spaces and line breaks become single spaces, letters are composed (NFC), and what turns the
     * direction of text is left out.
     *
     * @return null when the cell holds a control character or half a character
     */
    static @Nullable String text(String cell) {
        boolean plain = true;
        for (int index = 0; index < cell.length(); index++) {
            char character = cell.charAt(index);
            if (character < ' ' || character > '~') {
                plain = false;
                if (!Character.isWhitespace(character) && Character.isISOControl(character)
                        || Character.isSurrogate(character) && halved(cell, index)
                        || (character & 0xFFFE) == 0xFFFE) {
                    return null;
                }
            }
        }
        String stripped = plain ? cell.strip() : NameText.plain(cell.strip());
        return plain && !stripped.contains("  ")
                ? stripped
                : Normalizer.normalize(stripped.replaceAll("[\\s\\u00A0]+", " "), Normalizer.Form.NFC);
    }

    private static boolean halved(String cell, int index) {
        return Character.isHighSurrogate(cell.charAt(index))
                ? index + 1 == cell.length() || !Character.isLowSurrogate(cell.charAt(index + 1))
                : index == 0 || !Character.isHighSurrogate(cell.charAt(index - 1));
    }

    /** A date (its start, UTC) or a time; the day stands before the month. */
    static Optional<Instant> date(String cell) {
        String text = cell.strip();
        if (text.length() > 10) {
            Optional<Instant> time = time(text);
            if (time.isPresent()) {
                return time;
            }
        }
        for (DateTimeFormatter form : DATES) {
            try {
                return Optional.of(LocalDate.parse(text, form).atStartOfDay().toInstant(ZoneOffset.UTC));
            } catch (DateTimeException notThisForm) {
                continue;
            }
        }
        return Optional.empty();
    }

    /** Whether a cell is a date as {@link #date} reads them, but of a month that is shorter. */
    static boolean isBeyondMonth(String cell) {
        return DATES.stream()
                .map(form -> form.withResolverStyle(ResolverStyle.SMART))
                .anyMatch(form -> {
                    try {
                        return LocalDate.parse(cell.strip(), form) != null;
                    } catch (DateTimeException notThisForm) {
                        return false;
                    }
                });
    }

    private static Optional<Instant> time(String text) {
        String form = text.replace(' ', 'T');
        try {
            return Optional.of(OffsetDateTime.parse(form).toInstant());
        } catch (DateTimeException noOffset) {
            try {
                return Optional.of(LocalDateTime.parse(form).toInstant(ZoneOffset.UTC));
            } catch (DateTimeException notATime) {
                return Optional.empty();
            }
        }
    }

    /** A yes or a no in the languages of the files; an empty cell, or one with a dash or cross alone, is no yes. */
    static Agreement agreement(String cell) {
        String plain = plain(cell).strip();
        return YES.contains(cell) || YES.contains(plain)
                ? Agreement.YES
                : NO.contains(plain) ? Agreement.NO : Agreement.UNKNOWN;
    }

    /** Member, regular or occasional, in French or English. */
    static Optional<ConsentClass> consentClass(String cell) {
        ConsentClass found = CLASSES.get(cell);
        return Optional.ofNullable(found != null ? found : CLASSES.get(plain(cell)));
    }

    /** How many names of languages are known; blocks until they are gathered, from when on {@link #language} answers at once. */
    static int gatheredLanguages() {
        return Languages.BY_NAME.size();
    }

    /** The code of a language given by code, locale or name; empty when there is no such language. */
    static Optional<String> language(String cell) {
        String found = Languages.BY_NAME.get(cell);
        if (found == null) {
            String plain = plain(cell);
            found = Languages.BY_NAME.get(plain);
            int subtag = plain.indexOf(' ');
            if (found == null && subtag > 0 && subtag <= 3) {
                found = Languages.BY_NAME.get(plain.substring(0, subtag));
            }
        }
        return Optional.ofNullable(found);
    }

    /** Tags of one cell, in order, each once. */
    static List<String> tags(String cell) {
        if (cell.isEmpty()) {
            return List.of();
        }
        List<String> tags = new ArrayList<>(4);
        for (String part : TAG_SEPARATOR.split(cell, -1)) {
            String tag = part.strip();
            if (!tag.isEmpty() && !tags.contains(tag)) {
                tags.add(tag);
            }
        }
        return tags;
    }

    private static String plain(String text) {
        return Normalizer.normalize(text.strip(), Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", " ");
    }

    private static Map<String, String> languages() {
        Map<String, String> languages = new HashMap<>();
        for (String code : Locale.getISOLanguages()) {
            Locale locale = Locale.forLanguageTag(code);
            // Old codes (iw, in) come back as today's.
            String today = locale.toLanguageTag();
            languages.put(code, today);
            languages.put(plain(locale.getDisplayLanguage(Locale.ENGLISH)), today);
            languages.put(plain(locale.getDisplayLanguage(Locale.FRENCH)), today);
            languages.put(plain(locale.getDisplayLanguage(locale)), today);
            languages.put(locale.getISO3Language(), today);
        }
        languages.remove("");
        return Map.copyOf(languages);
    }
}
