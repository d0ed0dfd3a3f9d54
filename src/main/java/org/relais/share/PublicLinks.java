package org.relais.share;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.input.FaultCode;
import org.relais.input.StrictObject;
import org.relais.template.MessageLinks;
import org.relais.template.ShareLinks;

/**
 * Links of an organisation's public pages to its own site, where it tells readers who it is and what becomes of their
 * data (GDPR art. 13).
 *
 * @param legalUrl legal notice; null when it has not said
 * @param privacyUrl privacy policy; null when it has not said
 */
public record PublicLinks(@Nullable String legalUrl, @Nullable String privacyUrl) {
    /** Most characters of an address. */
    public static final int LONGEST = ShareLinks.LONGEST;

    private static final String LEGAL = "legalUrl";
    private static final String PRIVACY = "privacyUrl";

    /**
     * The links as the API has them; one that is left out is none.
     *
     * @throws org.relais.input.InvalidInputException with every fault, by field
     */
    public static PublicLinks read(JsonObject json) {
        StrictObject object = StrictObject.of(json);
        Optional<String> legal = address(object, LEGAL);
        Optional<String> privacy = address(object, PRIVACY);
        object.done();
        return new PublicLinks(legal.orElse(null), privacy.orElse(null));
    }

    /** The links as {@link #read} takes them, null for one that is none. */
    public JsonObject json() {
        return new JsonObject().put(LEGAL, legalUrl).put(PRIVACY, privacyUrl);
    }

    /** Whether there is nothing to link to. */
    public boolean none() {
        return legalUrl == null && privacyUrl == null;
    }

    private static Optional<String> address(StrictObject object, String field) {
        Optional<String> url = object.optionalText(field, LONGEST);
        url.filter(text -> !text.startsWith("https://") || !MessageLinks.isHttps(text))
                .ifPresent(text -> object.fault(field, FaultCode.MUST_BE_WEB_ADDRESS));
        return url;
    }
}
