package org.relais.consent.stopword;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * One file {@code stop/<code>.yaml} as written; the file {@code stop/any.yaml} holds what belongs to no language and explains
 * every section. Nothing is compiled here, but an unknown section is a fault.
 */
final class LanguageFile {
    /** Code of the file whose words and rules hold in every language. */
    static final String ANY = "any";

    private static final Set<String> SECTIONS = Set.of(
            "language",
            "stemmer",
            "contractions",
            "spellings",
            "abbreviations",
            "keywords",
            "typos",
            "glue",
            "before code",
            "fillers",
            "closings",
            "everyday",
            "words",
            "phrases",
            "guards",
            "rules",
            "soften",
            "rights",
            "affirmation");

    private final String name;
    private final Map<?, ?> sections;

    private LanguageFile(String name, Map<?, ?> sections) {
        this.name = name;
        this.sections = sections;
    }

    /** @throws IllegalArgumentException when the file is no such file */
    static LanguageFile read(URL address, String code) {
        try (InputStream stream = address.openStream();
                InputStreamReader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            if (plainYaml().load(reader) instanceof Map<?, ?> sections) {
                LanguageFile file = new LanguageFile(code + ".yaml", sections);
                file.refuseUnknown(sections.keySet(), SECTIONS);
                if (!code.equals(sections.get("language"))) {
                    throw file.fault("says it is language '" + sections.get("language") + "'");
                }
                return file;
            }
            throw new IllegalArgumentException(code + ".yaml: sections expected");
        } catch (YAMLException malformed) {
            throw new IllegalArgumentException(code + ".yaml: " + malformed.getMessage(), malformed);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Without implicit types: {@code no}, {@code on} and {@code 1} are words here. */
    private static Yaml plainYaml() {
        LoaderOptions loading = new LoaderOptions();
        loading.setAllowDuplicateKeys(false);
        DumperOptions dumping = new DumperOptions();
        return new Yaml(new SafeConstructor(loading), new Representer(dumping), dumping, loading, new Resolver() {
            @Override
            protected void addImplicitResolvers() {}
        });
    }

    /** The stemmer named, or that of English. */
    Stemmer stemmer() {
        try {
            return Stemmer.named(sections.get("stemmer") instanceof String name ? name : "English");
        } catch (IllegalArgumentException unknown) {
            throw fault(unknown.getMessage());
        }
    }

    /** The words of a section, separated by white space. */
    List<String> words(String section) {
        return split(sections.get(section), "\\s+", section);
    }

    /** The word lists of the section {@code words}. */
    Map<String, List<String>> wordLists() {
        return entries("words", text -> split(text, "\\s+", "words"));
    }

    /** What people write by what they mean: the word of each name by its short and careless spellings. */
    Map<String, List<String>> spellings() {
        return entries("spellings", text -> split(text, "\\s+", "spellings"));
    }

    /** The entries of a section, separated by commas or new lines; each may be several words. */
    List<String> phrases(String section) {
        return split(sections.get(section), "[,\\n]", section);
    }

    /** As {@link #phrases(String)}, for each part of a section, in file order. */
    Map<String, List<String>> phraseLists(String section) {
        return entries(section, text -> split(text, "[,\\n]", section));
    }

    /** The patterns of each part of a section, one a line. */
    Map<String, List<String>> patterns(String section) {
        return entries(section, text -> split(text, "\\n", section));
    }

    /** The patterns of each rule of each part of the section {@code rules}. */
    Map<String, Map<String, List<String>>> rules() {
        return entries("rules", part -> {
            if (part instanceof Map<?, ?> rules) {
                return strings(rules, text -> split(text, "\\n", "rules"));
            }
            throw fault("rules: a name and patterns expected");
        });
    }

    IllegalArgumentException fault(@Nullable String message) {
        return new IllegalArgumentException(name + ": " + message);
    }

    private void refuseUnknown(Set<?> given, Set<String> allowed) {
        List<?> unknown = given.stream()
                .filter(each -> !(each instanceof String text && allowed.contains(text)))
                .toList();
        if (!unknown.isEmpty()) {
            throw fault("unknown section " + unknown);
        }
    }

    private <T> Map<String, T> entries(String section, Function<Object, T> value) {
        Object content = sections.get(section);
        if (content == null) {
            return Map.of();
        }
        if (content instanceof Map<?, ?> map) {
            return strings(map, value);
        }
        throw fault(section + ": names and values expected");
    }

    private <T> Map<String, T> strings(Map<?, ?> map, Function<Object, T> value) {
        return map.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> String.valueOf(entry.getKey()),
                        entry -> value.apply(entry.getValue() == null ? "" : entry.getValue()),
                        (first, second) -> first,
                        LinkedHashMap::new));
    }

    private List<String> split(@Nullable Object content, String separator, String section) {
        if (content == null) {
            return List.of();
        }
        if (!(content instanceof String text)) {
            throw fault(section + ": text expected");
        }
        List<String> parts = new ArrayList<>();
        for (String line : text.split("\\n")) {
            if (!line.strip().startsWith("#")) {
                Arrays.stream(line.split(separator))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .forEach(parts::add);
            }
        }
        return parts;
    }
}
