package org.relais.console;

import java.util.Map;

/** What a page's handler decides; {@link Desk} turns it into HTTP. */
public sealed interface Answer {

    /**
     * A rendered template, which gets {@code visit} besides its model.
     *
     * @param template path under the jte folder {@code console}, without extension
     */
    record Page(int status, String template, Map<String, Object> model) implements Answer {}

    /** To another page, by GET. {@code notice} is shown there once; it may be {@link Notice#NONE}. */
    record Redirect(String path, Notice notice) implements Answer {
        /** The same with a word about what was done, by text key and {@code name, value} pairs. */
        public Redirect saying(String key, Object... arguments) {
            return new Redirect(path, Notice.good(key, arguments));
        }

        /** The same with a word about why nothing was done. */
        public Redirect warning(String key, Object... arguments) {
            return new Redirect(path, Notice.bad(key, arguments));
        }
    }

    /** An error page: 403, 404, 409, 413 and the like; see {@code error.<status>} in the texts. */
    record Failure(int status) implements Answer {}

    static Answer page(String template, Map<String, Object> model) {
        return new Page(200, template, model);
    }

    /** The page of a form again, with its faults: nothing was done. */
    static Answer invalid(String template, Map<String, Object> model) {
        return new Page(422, template, model);
    }

    /** @param path under the console, such as {@code /contacts/5} */
    static Redirect to(String path) {
        return new Redirect(ConsoleRoutes.BASE + path, Notice.NONE);
    }

    /** There is nothing of that id in this organisation. */
    static Answer notFound() {
        return new Failure(404);
    }
}
