package org.relais.share;

import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.template.Letterhead;

/** A request whose code is good, with the message it leads to and the organisation behind it. */
record Opened(RoutingContext context, String code, SharedMessage message, Letterhead letterhead) {

    /** The page's texts. @param language null: the browser's */
    PageWords words(@Nullable String language) {
        return PageWords.of(letterhead, language == null ? Pages.languages(context) : List.of(language));
    }
}
