package org.relais.conversation;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.template.Letterhead;
import org.relais.template.MessageSpec;
import org.relais.template.SpecButton;

/**
 * The second step of a double opt-in, asked in the chat itself: whoever joined by a link is asked once whether they
 * agree, and only their yes makes them subscribed. The wording that was asked and the link are the evidence.
 *
 * <p>The part that opens it puts {@link #conversation} and answers with {@link #message}; the yes or no is understood by
 * {@code inbound}.
 *
 * @param wording the text that was asked, as the person read it
 * @param language of the wording
 * @param reference what they came by, such as a join link; for the ledger
 */
public record OptInQuestion(String wording, String language, String reference) {
    /** State of the conversation while the question is open. */
    public static final String STATE = "opt_in";

    public static final ButtonPayload YES = ButtonPayload.of("optin", "yes");
    public static final ButtonPayload NO = ButtonPayload.of("optin", "no");

    private static final Duration OPEN = Duration.ofDays(7);

    /** The question in the organisation's words, in the person's language where there are texts in it. */
    public static OptInQuestion of(Letterhead letterhead, @Nullable String language, String reference) {
        String spoken = letterhead.texts().language("opt_in.question", language);
        String wording = letterhead.texts().text("opt_in.question", language, StandardArguments.of(letterhead, spoken));
        return new OptInQuestion(wording, spoken, reference);
    }

    /** What to send. */
    public MessageSpec message(Letterhead letterhead) {
        return MessageSpec.of(
                language,
                wording,
                List.of(
                        new SpecButton.Reply(
                                Map.of(language, letterhead.texts().text("opt_in.yes", language)), YES.encode()),
                        new SpecButton.Reply(
                                Map.of(language, letterhead.texts().text("opt_in.no", language)), NO.encode())));
    }

    /** What to remember until the answer comes. */
    public Conversation conversation(long contactId, Instant now) {
        JsonObject data = new JsonObject()
                .put("wording", wording)
                .put("language", language)
                .put("reference", reference);
        return new Conversation(contactId, STATE, data, now.plus(OPEN));
    }

    /** The question that a conversation in {@link #STATE} is about. */
    public static OptInQuestion asked(Conversation conversation) {
        JsonObject data = conversation.data();
        return new OptInQuestion(
                data.getString("wording", ""), data.getString("language", "en"), data.getString("reference", ""));
    }
}
