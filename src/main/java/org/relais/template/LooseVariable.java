package org.relais.template;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something that looks like a variable and is none: {@code {first name}} or {@code [prénom]}. Everybody would read it as
 * it stands, which is possible and hardly ever meant.
 *
 * @param written as it stands in the text
 * @param right how the variable is written
 */
public record LooseVariable(String written, String right) {
    /** One brace or bracket on each side, a name between them, with or without what stands in when it is not known. */
    private static final Pattern LOOSE =
            Pattern.compile("(?<!\\{)\\{\\s*([\\p{L}][\\p{L}\\p{M}\\p{N}_. '’-]{0,59})(\\|[^{}]*)?\\}(?!\\})"
                    + "|\\[\\s*([\\p{L}][\\p{L}\\p{M}\\p{N}_. '’-]{0,59})\\]");

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
        String plain = Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("[^\\p{L}\\p{N}]", "")
                .toLowerCase(Locale.ROOT);
        return Optional.ofNullable(MEANT.get(plain)).map(LooseVariable::form);
    }

    /** Those in the texts of a draft, each once. */
    public static List<LooseVariable> in(JsonObject draft) {
        return Stream.of("message", "variant")
                .flatMap(part -> texts(draft.getValue(part)))
                .flatMap(text -> LOOSE.matcher(text).results())
                .flatMap(found -> loose(found).stream())
                .distinct()
                .toList();
    }

    /** Brackets are common in texts: only those count that hold the name of a variable. */
    private static Optional<LooseVariable> loose(MatchResult found) {
        String braced = found.group(1);
        Optional<String> right = meant(braced == null ? found.group(3) : braced);
        boolean oneWord = braced != null && !braced.strip().matches(".*[\\s'’].*");
        return right.or(() -> oneWord ? Optional.of("{{" + braced.strip() + "|…}}") : Optional.empty())
                .map(form -> new LooseVariable(found.group(), form));
    }

    private static String form(String variable) {
        return variable.endsWith("name") ? "{{" + variable + "|…}}" : "{{" + variable + "}}";
    }

    private static Stream<String> texts(@Nullable Object value) {
        if (value instanceof JsonObject object) {
            return object.fieldNames().stream().flatMap(name -> texts(object.getValue(name)));
        }
        if (value instanceof JsonArray array) {
            return array.stream().flatMap(LooseVariable::texts);
        }
        return value instanceof String text ? Stream.of(text) : Stream.empty();
    }
}
