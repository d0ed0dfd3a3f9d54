package org.relais.sandbox.page;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.relais.sandbox.world.Content;
import org.relais.sandbox.world.SimulatedPlatform;

/**
 * A run of a message's text as an app shows it.
 *
 * @param styles names of classes, such as {@code bold italic}; empty for plain
 */
record StyledRun(String text, String styles) {
    /** What WhatsApp reads as formatting: marks at the edges of words, within a line, and not in an address. */
    private static final Pattern MARKED = Pattern.compile(
            "https?://\\S*[^\\s*_~]|(?<![\\p{L}\\p{N}])([*_~])(?=\\S)(?=[^\\n]*?[\\p{L}\\p{N}])([^\\n]*?\\S)\\1(?![\\p{L}\\p{N}])");

    private static final Map<String, String> MARKS = Map.of("*", "bold", "_", "italic", "~", "strikethrough");

    /** As the Telegram app shows it, by the entities of the message. */
    static List<StyledRun> ofEntities(Content content) {
        String text = content.text();
        int[] cuts = IntStream.concat(
                        IntStream.of(0, text.length()),
                        entities(content).stream()
                                .flatMapToInt(entity -> IntStream.of(start(entity), end(entity)))
                                .filter(cut -> cut >= 0 && cut <= text.length()))
                .sorted()
                .distinct()
                .toArray();
        List<StyledRun> runs = new ArrayList<>();
        for (int at = 0; at + 1 < cuts.length; at++) {
            int from = cuts[at];
            int to = cuts[at + 1];
            TreeSet<String> styles = new TreeSet<>();
            entities(content).stream()
                    .filter(entity -> start(entity) <= from && end(entity) >= to)
                    .forEach(entity -> styles.add(entity.getString("type")));
            runs.add(new StyledRun(text.substring(from, to), String.join(" ", styles)));
        }
        return runs;
    }

    /** The words alone, as the platform's list of chats shows them. */
    static String plain(SimulatedPlatform platform, Content content) {
        return platform == SimulatedPlatform.TELEGRAM
                ? content.text()
                : ofMarks(content.text()).stream().map(StyledRun::text).collect(Collectors.joining());
    }

    /** As the WhatsApp app shows it, by the marks in the text. */
    static List<StyledRun> ofMarks(String text) {
        List<StyledRun> runs = new ArrayList<>();
        addMarked(text, "", runs);
        return runs;
    }

    private static void addMarked(String text, String styles, List<StyledRun> runs) {
        Matcher matcher = MARKED.matcher(text);
        int from = 0;
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                add(text.substring(from, matcher.start()), styles, runs);
                addMarked(matcher.group(2), (styles + " " + MARKS.get(matcher.group(1))).strip(), runs);
                from = matcher.end();
            }
        }
        add(text.substring(from), styles, runs);
    }

    private static void add(String text, String styles, List<StyledRun> runs) {
        if (!text.isEmpty()) {
            runs.add(new StyledRun(text, styles));
        }
    }

    private static List<JsonObject> entities(Content content) {
        return content.entities().stream().map(JsonObject.class::cast).toList();
    }

    private static int start(JsonObject entity) {
        return entity.getInteger("offset", 0);
    }

    private static int end(JsonObject entity) {
        return start(entity) + entity.getInteger("length", 0);
    }
}
