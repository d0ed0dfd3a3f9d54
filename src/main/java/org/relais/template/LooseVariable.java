package org.relais.template;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.text.Typos;

/**
 * Something that looks like a variable and is none: {@code {first name}} or {@code [prénom]}. Everybody would read it as
 * it stands, which is possible and hardly ever meant.
 *
 * @param written as it stands in the text
 * @param right how the variable is written; empty where nobody can tell which is meant
 */
public record LooseVariable(String written, String right) {
    /** One brace or bracket on each side, a name between them, with or without what stands in when it is not known. */
    private static final Pattern LOOSE =
            Pattern.compile("(?<!\\{)\\{\\s*([\\p{L}][\\p{L}\\p{M}\\p{N}_. '’-]{0,59})(\\|[^{}]*)?\\}(?!\\})"
                    + "|\\[\\s*([\\p{L}][\\p{L}\\p{M}\\p{N}_. '’-]{0,59})(,[^\\]\\n]*)?\\]");

    /** A shorter word is as near to many others. */
    private static final int LONG_ENOUGH = 4;

    private static final Map<String, String> MEANT = Map.ofEntries(
            Map.entry("prenom", "first_name"),
            Map.entry("firstname", "first_name"),
            Map.entry("vorname", "first_name"),
            Map.entry("voornaam", "first_name"),
            Map.entry("name", "name"),
            Map.entry("nom", "name"),
            Map.entry("nomcomplet", "name"),
            Map.entry("fullname", "name"),
            Map.entry("nombre", "first_name"),
            Map.entry("nome", "name"),
            Map.entry("organisation", "organisation"),
            Map.entry("organization", "organisation"),
            Map.entry("mention", "mention"),
            Map.entry("purpose", "purpose"));

    /** The variable's name alone. */
    public String name() {
        return right.replaceAll("[{}]|\\|.*", "");
    }

    /** How the variable that somebody meant is written, when its name is one that people give it. */
    public static Optional<String> meant(String name) {
        return Optional.ofNullable(MEANT.get(plain(name))).map(LooseVariable::form);
    }

    /**
     * Those in the texts of a draft, each once.
     *
     * @param labels what else variables are called, with their names
     */
    public static List<LooseVariable> in(JsonObject draft, Map<String, String> labels) {
        Map<String, String> known = new HashMap<>(MEANT);
        labels.forEach((label, name) -> known.putIfAbsent(plain(label), name));
        return texts(draft)
                .map(Text::text)
                .flatMap(text -> LOOSE.matcher(text).results().flatMap(found -> loose(text, found, known).stream()))
                .distinct()
                .toList();
    }

    /**
     * Refuses those that have one brace on each side around one word or the name of a variable: they would reach everybody as
     * they stand. Brackets, which are common in texts, are only warned about.
     */
    public static void refuse(JsonObject draft) {
        List<Fault> loose = faults(draft);
        if (!loose.isEmpty()) {
            throw new InvalidInputException(loose);
        }
    }

    /** The same, each with its field; empty when there is none. */
    public static List<Fault> faults(JsonObject draft) {
        return texts(draft).flatMap(LooseVariable::faults).toList();
    }

    private static Stream<Fault> faults(Text written) {
        return LOOSE.matcher(written.text())
                .results()
                .filter(found -> found.group(1) != null)
                .flatMap(found -> loose(written.text(), found, MEANT).stream())
                .map(each -> Fault.of(written.field(), FaultCode.VARIABLE_LOOSE, each.written(), each.right()))
                .distinct();
    }

    /** Brackets are common in texts: those count that hold the name of a variable, about so, or what reads like a place to fill. */
    private static Optional<LooseVariable> loose(String text, MatchResult found, Map<String, String> known) {
        String braced = found.group(1);
        String name = braced == null ? found.group(3) : braced;
        boolean oneWord = braced != null && !braced.strip().matches(".*[\\s'’].*");
        return nearest(plain(name), known)
                .map(LooseVariable::form)
                .or(() -> oneWord ? Optional.of(form(braced.strip())) : Optional.empty())
                .or(() -> braced == null && isPlace(text, found) ? Optional.of("") : Optional.empty())
                .map(form -> new LooseVariable(found.group(), form));
    }

    private static Optional<String> nearest(String name, Map<String, String> known) {
        String exact = known.get(name);
        int limit = name.length() < 2 * LONG_ENOUGH ? 1 : 2;
        return exact != null || name.length() < LONG_ENOUGH
                ? Optional.ofNullable(exact)
                : known.entrySet().stream()
                        .filter(each -> each.getKey().length() >= LONG_ENOUGH
                                && Typos.distance(name, each.getKey(), limit) <= limit)
                        .min(Comparator.comparingInt(
                                        (Map.Entry<String, String> each) -> Typos.distance(name, each.getKey(), limit))
                                .thenComparing(Map.Entry::getKey))
                        .map(Map.Entry::getValue);
    }

    /** "[Town]" within a line: what a line begins with is a heading, as capitals are, and what an address follows a link. */
    private static boolean isPlace(String text, MatchResult found) {
        String before = text.substring(0, found.start()).replaceAll("[ \\t]+$", "");
        return found.group(3).matches("\\p{Lu}\\p{Ll}.*")
                && found.group(4) == null
                && !before.isEmpty()
                && !before.endsWith("\n")
                && !text.startsWith("(", found.end());
    }

    private static String plain(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("[^\\p{L}\\p{N}]", "")
                .toLowerCase(Locale.ROOT);
    }

    private static String form(String variable) {
        return SpecCheck.ALWAYS_KNOWN.contains(variable) || variable.equals("mention")
                ? "{{" + variable + "}}"
                : "{{" + variable + "|…}}";
    }

    /** A text of a draft, and where it stands. */
    private record Text(String field, String text) {}

    private static Stream<Text> texts(JsonObject draft) {
        return Stream.of("message", "variant").flatMap(part -> texts(part, draft.getValue(part)));
    }

    private static Stream<Text> texts(String field, @Nullable Object value) {
        if (value instanceof JsonObject object) {
            return object.fieldNames().stream().flatMap(name -> texts(field + "." + name, object.getValue(name)));
        }
        if (value instanceof JsonArray array) {
            return IntStream.range(0, array.size())
                    .boxed()
                    .flatMap(at -> texts(field + "[" + at + "]", array.getValue(at)));
        }
        return value instanceof String text ? Stream.of(new Text(field, text)) : Stream.empty();
    }
}
