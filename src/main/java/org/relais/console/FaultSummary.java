package org.relais.console;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** List of what is wrong with a form in the notice above it, each linked to its field: for readers without scripts too. */
final class FaultSummary {
    private static final Pattern NOTICE = Pattern.compile("<p class=\"notice bad\" role=\"alert\">(.*?)</p>");
    private static final Pattern FAULT =
            Pattern.compile("<small class=\"fault\" id=\"([^\"]+)-fault\">([^<]*)</small>");

    /** What a label says besides its name: "(optional)". */
    private static final Pattern ASIDE = Pattern.compile("\\s*\\([^)]*\\)$");

    private static final int LONGEST = 140;

    private FaultSummary() {}

    /** The page with the list in its first notice; the page itself where there is no notice or no fault beside a field. */
    static String in(String html) {
        Matcher notice = NOTICE.matcher(html);
        if (!notice.find()) {
            return html;
        }
        String links = links(html, notice.group(1));
        return links.isEmpty()
                ? html
                : html.substring(0, notice.start())
                        + "<div class=\"notice bad\" role=\"alert\"><p>" + notice.group(1) + "</p><ul>" + links
                        + "</ul></div>"
                        + html.substring(notice.end());
    }

    /** Without what the notice says itself. */
    private static String links(String html, String said) {
        StringBuilder links = new StringBuilder();
        Matcher fault = FAULT.matcher(html);
        while (fault.find()) {
            if (said.contains(fault.group(2))) {
                continue;
            }
            String field = fault.group(1);
            String target = html.contains(" id=\"" + field + "\"") ? field : field + "-fault";
            links.append("<li><a href=\"#%s\">".formatted(target))
                    .append(label(html, field))
                    .append(shortened(fault.group(2)))
                    .append("</a></li>");
        }
        return links.toString();
    }

    /** What a platform says at length stands in full beside the field. */
    private static String shortened(String fault) {
        if (fault.length() <= LONGEST) {
            return fault;
        }
        // Between words, and so never within a character that HTML writes as a word.
        return fault.substring(0, fault.lastIndexOf(' ', LONGEST)) + "…";
    }

    /** What the field is called, or the group of fields, where it has a label of its own. */
    private static String label(String html, String field) {
        String name = Pattern.quote(field);
        Matcher label = Pattern.compile(
                        "<(?:label for=\"%1$s\"[^>]*>|fieldset [^>]*id=\"%1$s\"[^>]*>\\s*<legend><h2>)([^<]+)"
                                .formatted(name))
                .matcher(html);
        return label.find() ? ASIDE.matcher(label.group(1).strip()).replaceFirst("") + " – " : "";
    }
}
