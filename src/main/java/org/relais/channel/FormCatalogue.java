package org.relais.channel;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** The forms that a sender's platform keeps, so that messages can open them ({@link Button.Form}). */
public interface FormCatalogue {

    /**
     * Makes a form that can be sent from then on, and never changed. Messages nobody. Never fails.
     *
     * @param name of the form at the platform, 1 to 200 characters, taken once only
     */
    Future<Publication> publish(String name, FormContent content);

    /** Whether a message refused with this code of the platform was refused for its form: one that can't be opened any more. */
    boolean isUnopened(String code);

    /**
     * What came of it.
     *
     * @param externalId the platform's id of the form; null when it was not taken
     * @param fault why not; null when it was
     */
    record Publication(@Nullable String externalId, @Nullable CheckResult fault) {}
}
