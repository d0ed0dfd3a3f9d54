package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Reply;
import org.relais.template.MessageSpec;
import org.relais.template.OrganisationProfile;
import org.relais.template.OrganisationProfileStore;

/**
 * The organisation's texts in one person's language.
 *
 * @param wanted the person's language; null: the organisation's
 */
public record OrganisationTexts(OrganisationProfile letterhead, @Nullable String wanted) {
    private static final OrganisationProfileStore LETTERHEADS = new OrganisationProfileStore();

    /** For whoever replied. */
    public static Future<OrganisationTexts> to(SqlClient tx, Reply reply) {
        return to(tx, reply.organisationId(), reply.language());
    }

    public static Future<OrganisationTexts> to(SqlClient tx, long organisationId, @Nullable String language) {
        return LETTERHEADS
                .load(tx, organisationId)
                .map(found -> new OrganisationTexts(
                        found.orElseThrow(() -> new IllegalStateException("the organisation is gone")), language));
    }

    public String text(String key) {
        return text(key, Map.of());
    }

    public String text(String key, Map<String, ?> arguments) {
        return letterhead.texts().text(key, wanted, arguments);
    }

    /** The language in which a text is found for this person. */
    public String language(String key) {
        return letterhead.texts().language(key, wanted);
    }

    /** A message of one text. */
    public MessageSpec say(String key, Map<String, ?> arguments) {
        return MessageSpec.of(language(key), text(key, arguments));
    }

    /** A message of one text with what may be answered. */
    public MessageSpec ask(String key, Map<String, ?> arguments, ReplyChoices choices) {
        return choices.message(language(key), text(key, arguments));
    }

    /** A choice whose label is one of the texts. */
    public ReplyChoices.Choice choice(String key, ButtonPayload payload) {
        return new ReplyChoices.Choice(text(key), payload);
    }
}
