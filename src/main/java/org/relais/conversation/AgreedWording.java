package org.relais.conversation;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentWordingStore;
import org.relais.organisation.Actor;

/**
 * What somebody agreed to who said yes in the chat, as evidence: one of our texts as they read it, kept as a version of the
 * organisation's wordings that the ledger names and the proof prints (GDPR article 7(1)).
 */
public enum AgreedWording {
    /** START and its like: the text that answers it says what they will get, and how to stop. */
    START("start", "welcome"),
    /** "Go on" to the question of a hold. */
    HOLD("hold", "hold.question"),
    /** YES to the one message of an occasional contact. */
    FIRST_CONTACT("first_contact", "first_contact.question");

    private final String wording;
    private final String textKey;

    AgreedWording(String wording, String textKey) {
        this.wording = wording;
        this.textKey = textKey;
    }

    /** The event with the wording's version and language. */
    public Future<ConsentEvent> evidence(
            SqlClient transaction, ConsentEvent event, @Nullable String language, Instant now) {
        return OrganisationTexts.of(transaction, event.organisationId(), language)
                .compose(texts -> new ConsentWordingStore()
                        .approve(
                                transaction,
                                Actor.service(event.organisationId(), "service"),
                                wording,
                                texts.language(textKey),
                                texts.text(textKey),
                                now)
                        .map(version -> event.wording(version.reference(), texts.language(textKey))));
    }
}
