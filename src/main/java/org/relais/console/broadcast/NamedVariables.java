package org.relais.console.broadcast;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.console.PageRequest;
import org.relais.template.LooseVariable;

/** What is personal in texts as organisers read it: "[First name]", or "[First name, otherwise friend]". */
public final class NamedVariables {
    private static final List<String> NAMES = List.of("first_name", "name", "organisation", "purpose", "mention");
    private static final Pattern TEXT = Pattern.compile("(?:" + VariantFields.PREFIX + ")?(?:body|share)_([a-z]{2})");

    private NamedVariables() {}

    /** Reads them in the texts of a form as the console's scripts do, for those who work without. */
    public static void read(PageRequest visit, Map<String, String> texts) {
        Map<String, String> labels = labels(visit);
        Pattern named = Pattern.compile(
                labels.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|", "\\[(", ")")) + "(?:"
                        + Pattern.quote(visit.text("broadcast.variable.else")) + "([^\\]{}|\\n]*))?\\]",
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
        Map<String, String> labels = labels(visit);
        columns.forEach((name, title) -> {
            labels.putIfAbsent(name, name);
            labels.putIfAbsent(title, name);
        });
        return LooseVariable.in(draft, labels);
    }

    private static Map<String, String> labels(PageRequest visit) {
        Map<String, String> labels = new HashMap<>();
        NAMES.forEach(name -> visit.place(name)
                .ifPresent(place ->
                        labels.put(place.substring(1, place.length() - 1).toLowerCase(Locale.ROOT), name)));
        return labels;
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
