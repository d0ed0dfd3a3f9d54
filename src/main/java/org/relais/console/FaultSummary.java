package org.relais.console;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * List of what is wrong with a form in the notice above it, each linked to its field: for readers without scripts too. The
 * notice has the focus when the page comes.
 */
final class FaultSummary {
    private static final Pattern NOTICE = Pattern.compile("<p class=\"notice bad\" role=\"alert\">(.*?)</p>");
    private static final Pattern FAULT =
            Pattern.compile("<small class=\"fault\" id=\"([^\"]+)-fault\">([^<]*)</small>");

    /** What a label says besides its name: "(optional)". */
    private static final Pattern ASIDE = Pattern.compile("\\s*\\([^)]*\\)$");

    private static final int LONGEST = 140;

    private static final Pattern SENTENCE = Pattern.compile("(?<=[.!?]) ");

    private static final String FOCUSED = " tabindex=\"-1\" autofocus role=\"alert\">";

    private FaultSummary() {}

    /** The page with the list in its first notice; the page itself where there is no notice. */
    static String in(String html) {
        Matcher notice = NOTICE.matcher(html);
        if (!notice.find()) {
            return html;
        }
        String links = links(html, notice.group(1));
        String said = links.isEmpty()
                ? "<p class=\"notice bad\"" + FOCUSED + notice.group(1) + "</p>"
                : "<div class=\"notice bad\"" + FOCUSED + "<p>" + notice.group(1) + "</p><ul>" + links + "</ul></div>";
        return html.substring(0, notice.start()) + said + html.substring(notice.end());
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

    /** Of what is said at length beside the field, its first sentence. */
    private static String shortened(String fault) {
        return fault.length() <= LONGEST ? fault : SENTENCE.split(fault, 2)[0];
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
