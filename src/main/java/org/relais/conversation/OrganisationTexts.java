package org.relais.conversation;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.template.MessageSpec;
import org.relais.template.OrganisationProfile;
import org.relais.template.OrganisationProfileStore;

/**
 * The organisation's texts in one person's language.
 *
 * @param wanted the person's language; null: the organisation's
 */
public record OrganisationTexts(OrganisationProfile profile, @Nullable String wanted) {
    private static final OrganisationProfileStore PROFILES = new OrganisationProfileStore();

    /** For whoever replied. */
    public static Future<OrganisationTexts> of(SqlClient tx, Reply reply) {
        return of(tx, reply.organisationId(), reply.language());
    }

    public static Future<OrganisationTexts> of(SqlClient tx, long organisationId, @Nullable String language) {
        return PROFILES.of(tx, organisationId).map(profile -> new OrganisationTexts(profile, language));
    }

    public String text(String key) {
        return text(key, Map.of());
    }

    /** A text with its arguments and those that most texts name. */
    public String text(String key, Map<String, ?> arguments) {
        Map<String, Object> all = new HashMap<>(StandardArguments.of(profile, language(key)));
        all.putAll(arguments);
        return profile.texts().text(key, wanted, all);
    }

    /** The language in which a text is found for this person. */
    public String language(String key) {
        return profile.texts().language(key, wanted);
    }

    public MessageSpec say(String key) {
        return say(key, Map.of());
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
