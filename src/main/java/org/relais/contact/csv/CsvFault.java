package org.relais.contact.csv;

import com.ibm.icu.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong in a file, and where. Holds no cell of the file: a fault may be shown and logged.
 *
 * @param line line of the file, 1 the first, where the record begins; 0 when the fault is the whole file's
 * @param column the column's own heading, or its number when it has none; null when the fault is the whole line's
 * @param detail a number or name the text needs, such as the limit or the line of the first of two; never a cell
 */
public record CsvFault(Reason reason, long line, @Nullable String column, @Nullable String detail) {

    /** The fault of a whole file. */
    public static CsvFault file(Reason reason, @Nullable String detail) {
        return new CsvFault(reason, 0, null, detail);
    }

    /** The fault of a whole line. */
    public static CsvFault line(Reason reason, long line, @Nullable String detail) {
        return new CsvFault(reason, line, null, detail);
    }

    /** One sentence for an organiser, with line and column; French for {@code fr}, else English. */
    public String text(String language) {
        ResourceBundle texts = texts(language);
        String where = line == 0
                ? ""
                : column == null
                        ? format(texts, "at.line", Map.of("line", line))
                        : format(texts, "at.column", Map.of("line", line, "column", column));
        return where + sentence(language);
    }

    /** The reason alone, for a file that has columns for line and column. */
    public String sentence(String language) {
        return format(
                texts(language),
                reason.name().toLowerCase(Locale.ROOT),
                Map.of("detail", detail == null ? "" : detail));
    }

    private static ResourceBundle texts(String language) {
        Locale locale = "fr".equals(language) ? Locale.FRENCH : Locale.ENGLISH;
        return ResourceBundle.getBundle(
                "org.relais.contact.csv.fault",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    private static String format(ResourceBundle texts, String key, Map<String, Object> values) {
        return new MessageFormat(texts.getString(key), texts.getLocale()).format(values);
    }

    /** Every reason; its texts stand in {@code fault_fr.properties} and {@code fault_en.properties}. */
    public enum Reason {
        EMPTY_FILE,
        FILE_TOO_LARGE,
        UNREADABLE,
        NOT_TEXT,
        NO_ROWS,
        TOO_MANY_ROWS,
        TOO_MANY_COLUMNS,
        HEADING_TWICE,
        HEADING_TOO_LONG,
        NO_ADDRESS_COLUMN,
        NO_CLASS_ANYWHERE,
        RECORD_TOO_LARGE,
        QUOTE_NEVER_CLOSED,
        FIELD_COUNT,
        CONTROL_CHARACTER,
        FIELD_TOO_LONG,
        PHONE_MISSING,
        PHONE_NOT_A_NUMBER,
        PHONE_ROUNDED,
        PHONE_UNKNOWN_COUNTRY,
        PHONE_TOO_SHORT,
        PHONE_TOO_LONG,
        PHONE_IMPOSSIBLE,
        CHAT_NOT_A_NUMBER,
        LANGUAGE_UNKNOWN,
        TIME_ZONE_UNKNOWN,
        TOO_MANY_TAGS,
        CLASS_MISSING,
        CLASS_UNKNOWN,
        EVIDENCE_SOURCE_MISSING,
        EVIDENCE_DATE_MISSING,
        EVIDENCE_DATE_UNREADABLE,
        EVIDENCE_DATE_FUTURE,
        EVIDENCE_DATE_TOO_OLD,
        EVIDENCE_WORDING_MISSING,
        OCCASIONAL_NOT_ALLOWED,
        TWICE_IN_FILE,
        SUPPRESSED,
        TWO_PEOPLE,
        ADDRESS_LEFT
    }
}
