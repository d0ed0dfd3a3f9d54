package org.relais.text;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.ULocale;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Texts by key from one {@code .properties} file of the jar, in UTF-8. */
public record TextBundle(Map<String, String> texts) {
    public TextBundle {
        texts = Map.copyOf(texts);
    }

    /**
     * Reads a file of the jar.
     *
     * @param name absolute with a slash in front, else beside the class
     * @throws IllegalStateException when there is no such file
     */
    public static TextBundle read(Class<?> beside, String name) {
        return find(beside, name).orElseThrow(() -> new IllegalStateException(name + " is missing from the jar"));
    }

    /** As {@link #read}; empty when there is no such file. */
    public static Optional<TextBundle> find(Class<?> beside, String name) {
        try (InputStream file = beside.getResourceAsStream(name)) {
            if (file == null) {
                return Optional.empty();
            }
            Properties read = new Properties();
            read.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            Map<String, String> texts = new HashMap<>();
            read.stringPropertyNames().forEach(key -> texts.put(key, read.getProperty(key)));
            return Optional.of(new TextBundle(texts));
        } catch (IOException fault) {
            throw new UncheckedIOException(name, fault);
        }
    }

    /** The texts as ICU message patterns, compiled: a wrong one fails the start, not a message. */
    public Map<String, MessageFormat> formats(ULocale locale) {
        Map<String, MessageFormat> formats = new HashMap<>();
        texts.forEach((key, pattern) -> formats.put(key, new MessageFormat(pattern, locale)));
        return formats;
    }

    /** The pattern with its arguments. */
    public static String format(MessageFormat pattern, Map<String, ?> arguments) {
        // A compiled pattern is not made for several threads at once.
        synchronized (pattern) {
            return pattern.format(arguments);
        }
    }
}
