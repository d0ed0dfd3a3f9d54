package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Optional;
import org.relais.consent.stopword.Intent;
import org.relais.contact.ConsentState;
import org.relais.conversation.Command;
import org.relais.template.MessageSpec;

/** HELP, and what ACTIONS and STATS say when no part has anything to tell. */
final class CommandStages {
    private final ReplyMessages replyMessages;
    private final LanguageStages languages;
    private final PaceStages paces;

    CommandStages(ReplyMessages replyMessages, LanguageStages languages, PaceStages paces) {
        this.paces = paces;
        this.replyMessages = replyMessages;
        this.languages = languages;
    }

    /** LANGUAGE, and what asks for one in other words. */
    LanguageStages languages() {
        return languages;
    }

    /** HELP beats every state of a conversation. */
    Future<Optional<InboxOutcome>> help(SqlConnection tx, ReplyContext replyContext) {
        boolean asked = replyContext.button() == null
                && (replyContext.asks(Command.HELP)
                        || replyContext.verdict().intent() == Intent.HELP && !replyContext.isDictated());
        return asked
                ? paces.find(tx, replyContext)
                        .compose(pace -> replyMessages.say(
                                tx,
                                replyContext.listener(),
                                texts -> MessageSpec.of(
                                        texts.language("help"), PaceStages.with(texts, "help", pace, "pace.reminder"))))
                        .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED))
                : ReplyStage.pass();
    }

    /** After every part has been asked; a stranger's "how can I help?" is their first words. */
    Future<Optional<InboxOutcome>> nothingToTell(SqlConnection tx, ReplyContext replyContext) {
        if (replyContext.asks(Command.ACTIONS)) {
            if (replyContext.person().state() == ConsentState.PENDING && replyContext.conversation() == null) {
                return ReplyStage.pass();
            }
            return answer(tx, replyContext, "actions.none");
        }
        return replyContext.asks(Command.STATS) ? answer(tx, replyContext, "stats.none") : ReplyStage.pass();
    }

    /** A button of ours that no part knows any more, or that was never this person's. */
    Future<Optional<InboxOutcome>> expiredButton(SqlConnection tx, ReplyContext replyContext) {
        return replyContext.button() != null && !replyContext.event().isForm()
                ? answer(tx, replyContext, "button.expired")
                : ReplyStage.pass();
    }

    private Future<Optional<InboxOutcome>> answer(SqlConnection tx, ReplyContext replyContext, String key) {
        return replyMessages
                .say(tx, replyContext.listener(), key)
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }
}
