package org.relais.template;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.ULocale;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/** Reads {@code texts/<language>.properties} (UTF-8). */
final class TextResources {
    private TextResources() {}

    /** Every language that has a file, with its patterns compiled: a wrong pattern fails the start, not a message. */
    static Map<String, Map<String, MessageFormat>> load() {
        Map<String, Map<String, MessageFormat>> languages = new HashMap<>();
        for (String language : Locale.getISOLanguages()) {
            try (InputStream file = TextResources.class.getResourceAsStream("/texts/" + language + ".properties")) {
                if (file != null) {
                    languages.put(language, compile(language, file));
                }
            } catch (IOException cause) {
                throw new UncheckedIOException("texts/" + language + ".properties", cause);
            }
        }
        return languages;
    }

    private static Map<String, MessageFormat> compile(String language, InputStream file) throws IOException {
        Properties patterns = new Properties();
        patterns.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        Map<String, MessageFormat> formats = new HashMap<>();
        for (String key : patterns.stringPropertyNames()) {
            formats.put(key, new MessageFormat(patterns.getProperty(key), new ULocale(language)));
        }
        return formats;
    }
}
