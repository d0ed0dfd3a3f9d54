package org.relais.share;

import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.template.OrganisationProfile;

/** A request whose code is good, with the message it leads to and the organisation behind it. */
record OpenedLink(RoutingContext context, String code, SharedMessage message, OrganisationProfile profile) {

    /** Whether it is somebody's own: a group's or the organisation's has nobody to be told who joined. */
    boolean personal() {
        return message.volunteerId() != null;
    }

    /** Whether the reader agrees that the volunteer hears their first name if they join. */
    boolean named() {
        return personal() && context.queryParam("name").contains("yes");
    }

    /** The page's texts. @param language null: the browser's */
    PublicPageTexts words(@Nullable String language) {
        return PublicPageTexts.of(
                profile, language == null ? PublicPageRenderer.languages(context) : List.of(language));
    }
}
