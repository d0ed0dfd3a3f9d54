package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.action.call.CallMessages.CallQuestion;
import org.relais.channel.Features;
import org.relais.contact.ConsentState;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyResult;

/** What every turn of a call's dialogue begins and ends with: the words of the reply's chat, and what may be answered next. */
final class CallTurns {
    /** Long after the lease, so that what is typed too late is still understood as belonging to the call. */
    static final Duration REMEMBERED = Duration.ofHours(12);

    static final String CHOICE = CallButtons.PART + ".choice";
    static final String WORDS = CallButtons.PART + ".words";
    static final String TIME = CallButtons.PART + ".time";

    private final ChannelFeatures channels;
    private final InstantSource clock;
    private final ConversationStore conversations = new ConversationStore();

    /** What a channel can show. */
    interface ChannelFeatures {
        Features of(String channel);
    }

    CallTurns(ChannelFeatures channels, InstantSource clock) {
        this.channels = channels;
        this.clock = clock;
    }

    /** One reply and the words to answer it with. */
    record Turn(SqlClient tx, Reply reply, CallMessages words) {}

    /**
     * Where a dialogue stands.
     *
     * @param step the step of the script that is asked, -1 for none
     */
    record CallPosition(long attemptId, String state, int step) {}

    Future<Turn> turn(SqlClient tx, Reply reply) {
        return OrganisationTexts.of(tx, reply)
                .map(speech -> new Turn(
                        tx,
                        reply,
                        new CallMessages(speech, channels.of(reply.sender().channel()))));
    }

    Instant now() {
        return clock.instant();
    }

    /** What was pressed has been noted before, or stands no longer. */
    Future<ReplyResult> already(Turn turn) {
        return Future.succeededFuture(ReplyResult.noted(turn.words().speech().say("call.already", Map.of())));
    }

    /** Says what there is to say and remembers what may be answered. */
    Future<ReplyResult> said(Turn turn, CallQuestion asked, @Nullable CallPosition place) {
        ReplyResult answer = new ReplyResult(asked.messages());
        if (asked.choices().choices().isEmpty()) {
            return Future.succeededFuture(answer);
        }
        Instant now = clock.instant();
        JsonObject data = Conversation.readingWords()
                .put(ReplyChoices.DATA, asked.choices().json());
        if (place != null) {
            data.put("attempt", place.attemptId()).put("step", place.step());
        }
        return conversations
                .put(
                        turn.tx(),
                        turn.reply().organisationId(),
                        new Conversation(
                                turn.reply().contactId(),
                                place == null ? CHOICE : place.state(),
                                data,
                                now.plus(REMEMBERED)),
                        now)
                .map(answer);
    }

    /** The button of a kind that a conversation offered. */
    static Optional<ButtonPayload> offered(Conversation open, String verb) {
        return choices(open).choices().stream()
                .map(ReplyChoices.Choice::payload)
                .filter(payload -> payload.is(CallButtons.PART, verb))
                .findFirst();
    }

    static boolean awaitsWords(Conversation open) {
        return open.state().equals(WORDS) || open.state().equals(TIME);
    }

    /** Whether a wish to make calls is one: not where words are awaited, nor while somebody is being called. */
    static boolean mayGoOn(Reply reply) {
        Conversation open = reply.conversation();
        boolean elsewhere = open != null && (open.awaitsWords() || awaitsWords(open) || open.isOfSomebodyCalled());
        return !elsewhere && reply.state() == ConsentState.SUBSCRIBED;
    }

    /** What a conversation offered. */
    static ReplyChoices choices(Conversation conversation) {
        return ReplyChoices.offered(conversation);
    }
}
