package org.relais.api;

import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.relais.testing.ConsoleClient;

/** What somebody gets to in the console from page to page, of each kind some: paths under the console. */
final class ConsoleWalk {
    private static final Pattern LINK = Pattern.compile("(?:href|hx-get|src)=\"(/console[^\"#]*)");
    private static final Pattern FORM = Pattern.compile("<form[^>]* method=\"post\"[^>]* action=\"(/console[^\"#]*)");
    private static final int OF_A_KIND = 8;

    private ConsoleWalk() {}

    /** All pages, fragments and files by links. */
    static Set<String> pages(ConsoleClient somebody) {
        Set<String> found = new LinkedHashSet<>(List.of("", "/contacts"));
        Map<String, Integer> kinds = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            for (String path : in(LINK, somebody.get(open.pop()))) {
                boolean fresh = !path.startsWith("/asset") && !found.contains(path);
                if (fresh && kinds.merge(path.replaceAll("\\d+", "0"), 1, Integer::sum) <= OF_A_KIND) {
                    found.add(path);
                    open.add(path);
                }
            }
        }
        return found;
    }

    /** Where the forms of these pages go. */
    static Set<String> forms(ConsoleClient somebody, Set<String> pages) {
        Set<String> found = new TreeSet<>();
        pages.forEach(path -> found.addAll(in(FORM, somebody.get(path))));
        return found;
    }

    private static Set<String> in(Pattern pattern, HttpResponse<String> page) {
        Set<String> found = new LinkedHashSet<>();
        Matcher matcher = pattern.matcher(page.statusCode() == 200 ? page.body() : "");
        while (matcher.find()) {
            found.add(matcher.group(1).replace("&amp;", "&").substring("/console".length()));
        }
        return found;
    }

    /** The same without numbers and queries. */
    static Set<String> kinds(Iterable<String> paths) {
        Set<String> kinds = new TreeSet<>();
        paths.forEach(path -> kinds.add(path.replaceAll("\\?.*", "").replaceAll("\\d+", "0")));
        return kinds;
    }
}
