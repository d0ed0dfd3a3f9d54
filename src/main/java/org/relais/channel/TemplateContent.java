package org.relais.channel;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a platform's template says.
 *
 * @param header a line above the body; null for none, and for a picture
 * @param body with its places: {@code {{1}}} … counted, or {@code {{first_name}}} … named, never both
 * @param footer a line below it
 */
public record TemplateContent(
        @Nullable String header, String body, @Nullable String footer, List<TemplateButton> buttons) {
    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([1-9][0-9]?|[a-z_][a-z0-9_]{0,63})\\s*}}");

    public TemplateContent {
        buttons = List.copyOf(buttons);
    }

    /** What a button of a template does. */
    public enum ButtonKind {
        /** Answers with its label. */
        REPLY,
        /** Opens an address. */
        LINK,
        CALL,
        OTHER
    }

    /**
     * A button.
     *
     * @param value the address or number that it opens; empty for none
     */
    public record TemplateButton(ButtonKind kind, String label, String value) {}

    /** A body alone. */
    public static TemplateContent of(String body) {
        return new TemplateContent(null, body, null, List.of());
    }

    /** Names of the places of a text in the order in which their values are given: {@code 1} to the highest, or names. */
    public static List<String> places(String text) {
        Set<String> names = new LinkedHashSet<>();
        int highest = 0;
        Matcher place = PLACE.matcher(text);
        while (place.find()) {
            String name = place.group(1);
            names.add(name);
            highest = isCounted(name) ? Math.max(highest, Integer.parseInt(name)) : highest;
        }
        return highest > 0
                ? IntStream.rangeClosed(1, highest).mapToObj(Integer::toString).toList()
                : List.copyOf(names);
    }

    /** Names of the places of a text in their order; empty where they are counted. */
    public static List<String> names(String text) {
        List<String> places = places(text);
        return named(places) ? places : List.of();
    }

    /** Whether places have names rather than numbers. */
    public static boolean named(List<String> places) {
        return !places.isEmpty() && !isCounted(places.get(0));
    }

    /** A text with its places filled; one that no value fills stays as it is. */
    public static String filled(String text, List<String> values) {
        List<String> places = places(text);
        return PLACE.matcher(text).replaceAll(place -> {
            int at = places.indexOf(place.group(1));
            return Matcher.quoteReplacement(at >= 0 && at < values.size() ? values.get(at) : place.group());
        });
    }

    private static boolean isCounted(String name) {
        return Character.isDigit(name.charAt(0));
    }
}
