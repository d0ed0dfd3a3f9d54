package org.relais.sandbox.page;

import io.vertx.core.http.HttpServerRequest;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/** The page's words in one language, French or English. */
public final class PageText {
    private static final PageText FRENCH = new PageText(Locale.FRENCH);
    private static final PageText ENGLISH = new PageText(Locale.ENGLISH);
    private static final String COOKIE = "sandbox-language";

    private final Locale locale;
    private final ResourceBundle bundle;

    private PageText(Locale locale) {
        this.locale = locale;
        this.bundle = ResourceBundle.getBundle(
                "org.relais.sandbox.page.texts",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    static PageText in(String language) {
        return language.startsWith("en") ? ENGLISH : FRENCH;
    }

    /** What was chosen on the page, else the first of the browser's languages that there is, else French. */
    static PageText of(HttpServerRequest request) {
        var chosen = request.getCookie(COOKIE);
        if (chosen != null) {
            return in(chosen.getValue());
        }
        String accepted = request.getHeader("Accept-Language");
        if (accepted != null) {
            for (String range : accepted.toLowerCase(Locale.ROOT).split(",")) {
                if (range.strip().startsWith("fr")) {
                    return FRENCH;
                }
                if (range.strip().startsWith("en")) {
                    return ENGLISH;
                }
            }
        }
        return FRENCH;
    }

    static String cookie() {
        return COOKIE;
    }

    /** fr or en. */
    public String code() {
        return locale.getLanguage();
    }

    /** The text of that name; the name itself when there is none. */
    public String text(String name) {
        try {
            return bundle.getString(name);
        } catch (MissingResourceException missing) {
            return name;
        }
    }

    /** What is wrong with a field, and what to write there. */
    public String fault(String field) {
        String name = "fault." + field;
        return text(bundle.containsKey(name) ? name : "error");
    }

    /** The text with its arguments filled in. */
    public String text(String name, Object... arguments) {
        return new MessageFormat(text(name).replace("'", "''"), locale).format(arguments);
    }
}
