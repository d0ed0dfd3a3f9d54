package org.relais.console;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Our own style sheets and scripts as browsers need them: without what only those read who write them. */
final class Minified {
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
    /** A string, which stays as it is, or what stands between two. */
    private static final Pattern PART = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|[^\"']+");

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern AROUND = Pattern.compile(" ?([{};,]) ?");

    private Minified() {}

    /** A style sheet without comments, on one line. */
    static String css(String sheet) {
        StringBuilder small = new StringBuilder(sheet.length());
        Matcher part = PART.matcher(COMMENT.matcher(sheet).replaceAll(""));
        while (part.find()) {
            String found = part.group();
            small.append(
                    found.startsWith("\"") || found.startsWith("'")
                            ? found
                            : AROUND.matcher(SPACE.matcher(found).replaceAll(" "))
                                    .replaceAll("$1")
                                    .replace(";}", "}"));
        }
        return small.toString().strip();
    }

    /** A script without lines of comment and without the space before its lines; none of its strings goes over two lines. */
    static String js(String script) {
        return script.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("//"))
                .collect(Collectors.joining("\n"));
    }
}
