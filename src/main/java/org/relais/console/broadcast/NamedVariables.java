package org.relais.console.broadcast;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.console.PageRequest;
import org.relais.console.Translations;
import org.relais.template.LooseVariable;

/**
 * What is personal in texts as organisers read it: "[First name]", or "[First name, or friend]". It is shown in the reader's
 * language and understood in every one of the console's, as texts are pasted and passed on.
 */
public final class NamedVariables {
    private static final List<String> NAMES = List.of("first_name", "name", "organisation", "purpose", "mention");
    private static final String ELSE = "broadcast.variable.else";
    private static final Pattern TEXT =
            Pattern.compile("(?:(?:" + VariantFields.PREFIX + ")?(?:body|share)|said_\\d)_([a-z]{2})");

    private static final Pattern BRACKETS = Pattern.compile("\\[([^\\[\\]\n]{1,64})]");
    private static final Pattern OWN_NAME = Pattern.compile("[a-z_][a-z0-9_]*");

    private NamedVariables() {}

    /** Reads them in the texts of a form as the console's scripts do, for those who work without. */
    public static void read(PageRequest visit, Map<String, String> texts) {
        Map<String, String> labels = labels();
        Pattern named = Pattern.compile(
                "\\[(" + anyOf(labels.keySet().stream()) + ")(?:" + anyOf(all().map(each -> each.text(ELSE)))
                        + "([^\\]{}|\\n]*))?\\]",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        texts.replaceAll((field, text) -> {
            Matcher written = TEXT.matcher(field);
            return written.matches()
                    ? named.matcher(text)
                            .replaceAll(found -> Matcher.quoteReplacement(variable(
                                    visit,
                                    written.group(1),
                                    labels.getOrDefault(found.group(1).toLowerCase(Locale.ROOT), ""),
                                    found.group(2))))
                    : text;
        });
    }

    /**
     * What looks like a variable in the texts of a draft and is none.
     *
     * @param columns what people call free columns, by name
     */
    public static List<LooseVariable> loose(PageRequest visit, JsonObject draft, Map<String, String> columns) {
        Map<String, String> labels = labels();
        columns.forEach((name, title) -> {
            labels.putIfAbsent(name, name);
            labels.putIfAbsent(title, name);
        });
        return LooseVariable.in(draft, labels);
    }

    /** The same in the text of a template, where another place is written by its own name, such as "[detail]". */
    public static String places(String text) {
        Map<String, String> labels = labels();
        return BRACKETS.matcher(text).replaceAll(found -> {
            String name = labels.getOrDefault(found.group(1).toLowerCase(Locale.ROOT), found.group(1));
            return Matcher.quoteReplacement(OWN_NAME.matcher(name).matches() ? "{{" + name + "}}" : found.group());
        });
    }

    /** What a variable is called in the console's other languages, with bars between. */
    public static String elsewhere(PageRequest visit, String name) {
        return others(visit).flatMap(other -> label(other, name).stream()).collect(Collectors.joining("|"));
    }

    /** What goes there before the words for who has nothing there, in the console's other languages, with bars between. */
    public static String elseElsewhere(PageRequest visit) {
        return others(visit).map(other -> other.text(ELSE)).collect(Collectors.joining("|"));
    }

    private static Stream<Translations> all() {
        return Translations.LANGUAGES.stream().map(Translations::in);
    }

    private static Stream<Translations> others(PageRequest visit) {
        return all().filter(each -> !each.locale().equals(visit.locale()));
    }

    private static Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        all().forEach(each -> NAMES.forEach(
                name -> label(each, name).ifPresent(label -> labels.put(label.toLowerCase(Locale.ROOT), name))));
        return labels;
    }

    private static Optional<String> label(Translations wording, String name) {
        return wording.place(name).map(place -> place.substring(1, place.length() - 1));
    }

    private static String anyOf(Stream<String> words) {
        return words.map(Pattern::quote).collect(Collectors.joining("|", "(?:", ")"));
    }

    private static String variable(PageRequest visit, String language, String name, @Nullable String words) {
        String instead = words != null
                ? words.strip()
                : name.endsWith("name")
                        ? TemplateFields.unnamed(language).orElse(visit.text("broadcast.variable.friend"))
                        : "";
        return "{{" + name + (instead.isEmpty() ? "" : "|" + instead) + "}}";
    }
}
