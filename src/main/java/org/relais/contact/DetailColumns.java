package org.relais.contact;

import static java.util.stream.Collectors.joining;

import io.vertx.sqlclient.Row;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@link ContactDetails} as columns of {@code contact}, which a staged row of an import has too: the one place where SQL
 * names those that only pass through.
 */
public final class DetailColumns {
    /** In the order of {@link #values}. */
    public static final String ALL = "name, language, time_zone, area, tags, variables, external_id";

    public static final int COUNT = ALL.split(",").length;

    /** What a person has one of, in the order in which differences are shown. */
    private static final List<String> TEXTS = List.of("area", "language", "time_zone");

    /** Those that {@link #joined} tells; tags are added up, and an external id has rules of its own. */
    public static final String JOINED = "name, " + String.join(", ", TEXTS) + ", variables";

    /** Forgets all but the external id. */
    static final String NOTHING = "name = '', tags = '{}', variables = '{}', " + each(text -> text + " = null", ", ");

    private DetailColumns() {}

    /** Null where nothing is known. */
    public static List<@Nullable Object> values(ContactDetails details) {
        return Arrays.asList(
                details.name(),
                details.language(),
                details.timeZone(),
                details.area(),
                details.tags().toArray(String[]::new),
                details.variables(),
                details.externalId());
    }

    static ContactDetails read(Row row) {
        return new ContactDetails(
                row.getString("name"),
                row.getString("language"),
                row.getString("time_zone"),
                row.getString("area"),
                List.of(row.getArrayOfStrings("tags")),
                row.getJsonObject("variables"),
                row.getString("external_id"));
    }

    /** Parameters for {@link #values}, the first with this number. */
    static String parameters(int first) {
        return IntStream.range(first, first + COUNT)
                .mapToObj(number -> "$" + number)
                .collect(joining(", "));
    }

    /** The values of {@link #JOINED} of a person of whom two rows speak: the first's word, and where it has none the second's. */
    public static String joined(String first, String second) {
        return "coalesce(nullif(%1$s.name, ''), %2$s.name), ".formatted(first, second)
                + each(text -> "coalesce(%s.%s, %s.%s)".formatted(first, text, second, text), ", ")
                + (", %2$s.variables || (%1$s.variables"
                                + " - array(select o.key from jsonb_each_text(%1$s.variables) o where o.value = ''))")
                        .formatted(first, second);
    }

    /** Whether the row of a file says something else than what is known, as a condition. */
    public static String differ(String file, String known) {
        return "(%1$s.name <> %2$s.name and '' not in (%1$s.name, %2$s.name) or ".formatted(file, known)
                + each(text -> "%s.%s <> %s.%s".formatted(file, text, known, text), " or ")
                + " or %1$s.variables <> '{}' and not %1$s.variables || %2$s.variables @> %1$s.variables)"
                        .formatted(file, known);
    }

    /** The details of both that may differ, as rows of {@code place, known, file}. */
    public static String pairs(String file, String known) {
        return "values (0, nullif(%2$s.name, ''), nullif(%1$s.name, '')), ".formatted(file, known)
                + each(text -> "(%d, %s.%s, %s.%s)".formatted(1 + TEXTS.indexOf(text), known, text, file, text), ", ")
                + " union all select %3$d, %2$s.variables ->> o.key, o.value from jsonb_each_text(%1$s.variables) o"
                        .formatted(file, known, 1 + TEXTS.size());
    }

    private static String each(UnaryOperator<String> words, String between) {
        return TEXTS.stream().map(words).collect(joining(between));
    }
}
