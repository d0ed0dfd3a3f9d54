package org.relais.console;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;

/** Which language to show to whom: the organiser's own, else what was chosen here, else what the browser asks for. */
final class Language {
    private static final String COOKIE = "relais-language";
    private static final long YEAR_SECONDS = 31_536_000;

    private Language() {}

    static Translations of(HttpServerRequest request) {
        Cookie chosen = request.getCookie(COOKIE);
        if (chosen != null && Translations.LANGUAGES.contains(chosen.getValue())) {
            return Translations.in(chosen.getValue());
        }
        String accepted = request.getHeader("Accept-Language");
        if (accepted != null) {
            for (String range : accepted.toLowerCase(Locale.ROOT).split(",")) {
                for (String language : Translations.LANGUAGES) {
                    if (range.strip().startsWith(language)) {
                        return Translations.in(language);
                    }
                }
            }
        }
        return Translations.in(Translations.LANGUAGES.get(0));
    }

    static void remember(HttpServerResponse response, String language, boolean secure) {
        response.addCookie(Cookie.cookie(COOKIE, language)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(secure)
                .setSameSite(CookieSameSite.LAX)
                .setMaxAge(YEAR_SECONDS));
    }
}
