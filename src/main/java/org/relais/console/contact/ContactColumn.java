package org.relais.console.contact;

import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.contact.AddressId;

/** Columns of the list of people besides who it is: whoever reads it chooses them, and their browser keeps it. */
public enum ContactColumn {
    TAGS,
    AREA,
    LANGUAGE,
    CLASS,
    STATE,
    SEEN,
    ADDED;

    private static final String COOKIE = "relais-columns";
    private static final long YEAR_SECONDS = 31_536_000;
    private static final Set<ContactColumn> USUAL = EnumSet.of(TAGS, CLASS, STATE, ADDED);

    /** What it is called in addresses, forms and style sheets. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether an identifier is a platform's own and of no use to anybody: no number, and too long to be told from another. */
    public static boolean saysNothing(AddressId address) {
        return !address.kind().isPhone() && !address.identifier().matches("-?[0-9]{1,15}");
    }

    /** Those that this reader wants, in their order. */
    static Set<ContactColumn> chosen(PageRequest visit) {
        Cookie kept = visit.context().request().getCookie(COOKIE);
        return kept == null ? USUAL : named(List.of(kept.getValue().split("\\.")));
    }

    private static Set<ContactColumn> named(List<String> codes) {
        return Arrays.stream(values())
                .filter(column -> codes.contains(column.code()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(ContactColumn.class)));
    }

    /** Keeps the ticked ones, and shows the same list again. */
    static Future<PageResult> choose(PageRequest visit) {
        String chosen =
                named(visit.fields("column")).stream().map(ContactColumn::code).collect(Collectors.joining("."));
        visit.context()
                .response()
                .addCookie(Cookie.cookie(COOKIE, chosen)
                        .setPath(MenuSection.CONTACTS.path())
                        .setHttpOnly(true)
                        .setSameSite(CookieSameSite.LAX)
                        .setMaxAge(YEAR_SECONDS));
        return Future.succeededFuture(PageResult.to("/contacts" + ContactPages.query(visit)));
    }
}
