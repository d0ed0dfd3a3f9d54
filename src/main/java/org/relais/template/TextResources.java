package org.relais.template;

import org.relais.input.FaultCode;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.ULocale;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.relais.input.Fault;

/** Reads {@code texts/<language>.properties} (UTF-8) and judges rewordings of them. */
final class TextResources {
    /** Most UTF-16 units of a rewording: well under what one message takes, with room for its arguments. */
    static final int LONGEST = 1_000;

    /** Texts the law asks for: a rewording keeps every argument and the word that stops. */
    private static final Set<String> LEGAL =
            Set.of("mention", "first_contact.opening", "stop.confirmed", "named.opening");

    private static final Pattern STOP = Pattern.compile("(?<!\\p{L})STOP(?!\\p{L})");

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

    static List<Fault> faults(String key, String language, String pattern, Set<String> arguments) {
        if (pattern.isBlank() || pattern.length() > LONGEST) {
            return List.of(Fault.of("text", FaultCode.TEXT_LENGTH, LONGEST));
        }
        MessageFormat format;
        try {
            format = new MessageFormat(pattern, new ULocale(language));
        } catch (IllegalArgumentException cause) {
            return List.of(Fault.of("text", FaultCode.PATTERN_UNREADABLE));
        }
        List<Fault> faults = new ArrayList<>();
        Set<String> unknown = new HashSet<>(format.getArgumentNames());
        unknown.removeAll(arguments);
        unknown.stream().sorted().forEach(name -> faults.add(Fault.of("text", FaultCode.ARGUMENT_UNKNOWN, name)));
        if (LEGAL.contains(key)) {
            arguments.stream()
                    .filter(name -> !format.getArgumentNames().contains(name))
                    .sorted()
                    .forEach(name -> faults.add(Fault.of("text", FaultCode.ARGUMENT_REQUIRED_BY_LAW, name)));
            if (!key.equals("stop.confirmed")
                    && !key.equals("named.opening")
                    && !STOP.matcher(pattern).find()) {
                faults.add(Fault.of("text", FaultCode.STOP_WORD_MISSING));
            }
        }
        return faults;
    }
}
