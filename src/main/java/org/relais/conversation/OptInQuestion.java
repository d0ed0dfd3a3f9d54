package org.relais.conversation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.consent.ConsentWording;
import org.relais.consent.ConsentWordingStore;
import org.relais.organisation.Actor;
import org.relais.template.MessageSpec;
import org.relais.template.OrganisationProfile;
import org.relais.template.SpecButton;

/**
 * The second step of a double opt-in, asked in the chat itself: whoever joined by a link is asked once whether they
 * agree, and only their yes makes them subscribed. The wording that was asked and the link are the evidence.
 *
 * <p>The part that opens it answers with what {@link #ask} completes with; the yes or no is understood by {@code inbound}.
 *
 * @param wording the text that was asked, as the person read it
 * @param language of the wording
 * @param version of the wording, such as {@code join@3/fr}: what the evidence names and the proof prints
 * @param reference what they came by, such as a join link; for the ledger
 */
public record OptInQuestion(String wording, String language, String version, String reference) {
    /** State of the conversation while the question is open. */
    public static final String STATE = "opt_in";

    /** Under which the versions of the question are kept. */
    public static final String WORDING = "join";

    public static final ButtonPayload YES = ButtonPayload.of("optin", "yes");
    public static final ButtonPayload NO = ButtonPayload.of("optin", "no");

    private static final Duration OPEN = Duration.ofDays(7);

    /** Whether a message asks this. */
    public static boolean isOf(OpenMessage message) {
        return message.options().stream()
                .anyMatch(option -> option.payload().part().equals(YES.part()));
    }

    /**
     * The question in the organisation's words, in the person's language where there are texts in it. Its text becomes a
     * version of the organisation's wordings, the next one whenever it says something else than before: another text,
     * another name or purpose of the organisation.
     *
     * @param transaction a transaction of the caller's
     */
    public static Future<OptInQuestion> of(
            SqlClient transaction,
            OrganisationProfile profile,
            @Nullable String language,
            String reference,
            Instant now) {
        String spoken = profile.texts().language("opt_in.question", language);
        String wording = profile.texts().text("opt_in.question", language, StandardArguments.of(profile, spoken));
        Actor service = Actor.service(profile.organisationId(), "service");
        return new ConsentWordingStore()
                .approve(transaction, service, WORDING, spoken, wording, now)
                .map(ConsentWording::reference)
                .map(version -> new OptInQuestion(wording, spoken, version, reference));
    }

    /**
     * Asks somebody: the question becomes what their conversation is about, and is what they are to be answered.
     *
     * @param transaction a transaction of the caller's
     */
    public static Future<ReplyResult> ask(
            SqlClient transaction,
            OrganisationProfile profile,
            long contactId,
            @Nullable String language,
            String reference,
            Instant now) {
        return of(transaction, profile, language, reference, now).compose(question -> new ConversationStore()
                .put(transaction, profile.organisationId(), question.conversation(contactId, now), now)
                .map(asked -> ReplyResult.of(question.message(profile))));
    }

    /** What to send. */
    public MessageSpec message(OrganisationProfile profile) {
        return MessageSpec.of(
                language,
                wording,
                List.of(
                        new SpecButton.Reply(
                                Map.of(language, profile.texts().text("opt_in.yes", language)), YES.encode()),
                        new SpecButton.Reply(
                                Map.of(language, profile.texts().text("opt_in.no", language)), NO.encode())));
    }

    /** What to remember until the answer comes. */
    public Conversation conversation(long contactId, Instant now) {
        JsonObject data = new JsonObject()
                .put("wording", wording)
                .put("language", language)
                .put("version", version)
                .put("reference", reference);
        return new Conversation(contactId, STATE, data, now.plus(OPEN));
    }

    /** The question that a conversation in {@link #STATE} is about. */
    public static OptInQuestion asked(Conversation conversation) {
        JsonObject data = conversation.data();
        return new OptInQuestion(
                data.getString("wording", ""),
                data.getString("language", "en"),
                // Asked before questions had versions: the text itself.
                data.getString("version", data.getString("wording", "")),
                data.getString("reference", ""));
    }
}
