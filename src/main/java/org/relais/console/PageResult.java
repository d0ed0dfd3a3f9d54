package org.relais.console;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What a page's handler decides; {@link PageRoutes} turns it into HTTP. */
public sealed interface PageResult {

    /**
     * A rendered template, which gets {@code visit} besides its model.
     *
     * @param template path under the jte folder {@code console}, without extension
     */
    record Page(int status, String template, Map<String, Object> model) implements PageResult {}

    /** To another page, by GET. {@code notice} is shown there once; it may be {@link FlashNotice#NONE}. */
    record Redirect(String path, FlashNotice notice) implements PageResult {
        /** The same with a word about what was done, by text key and {@code name, value} pairs. */
        public Redirect saying(String key, Object... arguments) {
            return new Redirect(path, FlashNotice.of(FlashNotice.Tone.GOOD, key, arguments));
        }

        /** The same with a word about what was done, and what could not be. */
        public Redirect sayingInPart(String key, Object... arguments) {
            return new Redirect(path, FlashNotice.of(FlashNotice.Tone.WARN, key, arguments));
        }

        /** The same with a word about why nothing was done. */
        public Redirect warning(String key, Object... arguments) {
            return new Redirect(path, FlashNotice.of(FlashNotice.Tone.BAD, key, arguments));
        }
    }

    /** An error page: 403, 404, 409, 413 and the like; see {@code error.<status>} in the texts. */
    record Failure(int status) implements PageResult {}

    static PageResult page(String template, Map<String, Object> model) {
        return new Page(200, template, model);
    }

    /** The page of a form again, with its faults: nothing was done. */
    static PageResult invalid(String template, Map<String, Object> model) {
        return new Page(422, template, model);
    }

    /** @param path under the console, such as {@code /contacts/5} */
    static Redirect to(String path) {
        return new Redirect(ConsoleRoutes.BASE + path, FlashNotice.NONE);
    }

    /** There is nothing of that id in this organisation. */
    static PageResult notFound() {
        return new Failure(404);
    }

    /** The page of what was looked for; {@link #notFound} where it is not there. */
    static <T> Function<Optional<T>, Future<PageResult>> found(Function<? super T, Future<PageResult>> page) {
        return found -> found.isPresent() ? page.apply(found.get()) : Future.succeededFuture(notFound());
    }
}
