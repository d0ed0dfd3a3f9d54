package org.relais.console;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.stream.Stream;

/** Which language to show to whom: the organiser's own, else what was chosen here, else what the browser asks for. */
final class Language {
    private static final String COOKIE = "relais-language";
    private static final long YEAR_SECONDS = 31_536_000;

    private Language() {}

    static Translations of(RoutingContext context) {
        Cookie chosen = context.request().getCookie(COOKIE);
        Stream<String> asked = context.acceptableLanguages().stream()
                .filter(range -> range.weight() > 0)
                .map(range -> range.tag().toLowerCase(Locale.ROOT));
        return Stream.concat(chosen == null ? Stream.empty() : Stream.of(chosen.getValue()), asked)
                .filter(Translations.LANGUAGES::contains)
                .findFirst()
                .map(Translations::in)
                .orElseGet(() -> Translations.in(Translations.LANGUAGES.get(0)));
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
