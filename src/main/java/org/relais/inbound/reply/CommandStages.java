package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.consent.stopword.Intent;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Command;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.ReplyChoices;
import org.relais.database.Timestamps;
import org.relais.template.MessageSpec;
import org.relais.template.Texts;

/** HELP, LANGUAGE, and what ACTIONS and STATS say when no part has anything to tell. */
final class CommandStages {
    private static final String PART = "lang";
    private static final String CHOOSE = "set";
    /** Reply buttons under one message (Cloud API). */
    private static final int MOST_BUTTONS = 3;
    /** Those that most people here speak. */
    private static final List<String> USUAL = List.of("fr", "en");

    private final ReplyPersonStore persons;
    private final ReplyMessages replyMessages;
    private final InstantSource clock;

    CommandStages(ReplyPersonStore persons, ReplyMessages replyMessages, InstantSource clock) {
        this.persons = persons;
        this.replyMessages = replyMessages;
        this.clock = clock;
    }

    /** HELP beats every state of a conversation. */
    Future<Optional<InboxOutcome>> help(SqlConnection tx, ReplyContext replyContext) {
        boolean asked = replyContext.button() == null
                && (replyContext.asks(Command.HELP) || replyContext.verdict().intent() == Intent.HELP);
        return asked ? answer(tx, replyContext, "help") : ReplyStage.pass();
    }

    /** LANGUAGE asks, LANGUAGE with a name or a button sets. */
    Future<Optional<InboxOutcome>> language(SqlConnection tx, ReplyContext replyContext) {
        Set<String> known = Texts.standard().languages();
        if (replyContext.button() != null && replyContext.button().is(PART, CHOOSE)) {
            return replyContext.button().arguments().stream()
                    .findFirst()
                    .filter(known::contains)
                    .map(language -> speak(tx, replyContext, language))
                    .orElseGet(() -> ReplyStage.end(InboxOutcome.IGNORED));
        }
        if (!replyContext.asks(Command.LANGUAGE)) {
            return ReplyStage.pass();
        }
        return Optional.ofNullable(replyContext.command())
                .map(CommandParser.Parsed::argument)
                .flatMap(argument -> CommandParser.language(argument, known))
                .map(language -> speak(tx, replyContext, language))
                .orElseGet(() -> replyMessages
                        .say(tx, replyContext.listener(), texts -> question(texts, known))
                        .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED)));
    }

    /** After every part has been asked. */
    Future<Optional<InboxOutcome>> nothingToTell(SqlConnection tx, ReplyContext replyContext) {
        if (replyContext.asks(Command.ACTIONS)) {
            return answer(tx, replyContext, "actions.none");
        }
        return replyContext.asks(Command.STATS) ? answer(tx, replyContext, "stats.none") : ReplyStage.pass();
    }

    /** A button of ours that no part knows any more, or that was never this person's. */
    Future<Optional<InboxOutcome>> expiredButton(SqlConnection tx, ReplyContext replyContext) {
        return replyContext.button() != null ? answer(tx, replyContext, "button.expired") : ReplyStage.pass();
    }

    private Future<Optional<InboxOutcome>> answer(SqlConnection tx, ReplyContext replyContext, String key) {
        return replyMessages
                .say(tx, replyContext.listener(), key)
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    private Future<Optional<InboxOutcome>> speak(SqlConnection tx, ReplyContext replyContext, String language) {
        ReplyMessages.Listener before = replyContext.listener();
        ReplyMessages.Listener after = new ReplyMessages.Listener(
                before.organisationId(), before.contactId(), before.addressId(), before.senderId(), language);
        return persons.speak(tx, before.organisationId(), before.contactId(), language, Timestamps.sql(clock.instant()))
                .compose(spoken -> replyMessages.say(tx, after, "language.changed"))
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /**
     * Buttons for the organisation's language, the person's and the usual ones; the others can be written.
     */
    private static MessageSpec question(OrganisationTexts texts, Set<String> known) {
        String language = texts.language("language.question");
        List<String> offered = Stream.concat(Stream.of(texts.profile().language(), language), USUAL.stream())
                .filter(known::contains)
                .distinct()
                .limit(MOST_BUTTONS)
                .toList();
        String others = known.stream()
                .filter(code -> !offered.contains(code))
                .map(CommandStages::ownName)
                .collect(Collectors.joining(", "));
        String question = texts.text("language.question");
        return new ReplyChoices(offered.stream()
                        .map(code -> new ReplyChoices.Choice(ownName(code), ButtonPayload.of(PART, CHOOSE, code)))
                        .toList())
                .message(
                        language,
                        others.isEmpty()
                                ? question
                                : question + "\n" + texts.text("language.others", Map.of("languages", others)));
    }

    private static String ownName(String code) {
        Locale language = Locale.forLanguageTag(code);
        String name = language.getDisplayLanguage(language);
        return name.substring(0, 1).toUpperCase(language) + name.substring(1);
    }
}
