package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.consent.stopword.Intent;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Command;
import org.relais.conversation.Conversation;
import org.relais.conversation.OptInQuestion;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.SpokenLanguage;
import org.relais.conversation.words.LanguageRequest;
import org.relais.database.Timestamps;
import org.relais.inbound.answer.CommandParser;
import org.relais.inbound.answer.OpenTopics;
import org.relais.inbound.answer.Understood;
import org.relais.template.MessageSpec;
import org.relais.template.Texts;
import org.relais.text.Languages;

/**
 * The language that a person chooses, by LANGUAGE, a button or in their own words: it is theirs from then on, and what is
 * open for them is said again in it.
 */
final class LanguageStages {
    private static final String PART = "lang";
    private static final String CHOOSE = "set";
    /** Reply buttons under one message (Cloud API). */
    private static final int MOST_BUTTONS = 3;
    /** Those that most people here speak. */
    private static final List<String> USUAL = List.of("fr", "en");

    private static final Set<String> KNOWN = Texts.standard().languages();

    private final ReplyPersonStore persons;
    private final ReplyMessages replyMessages;
    private final OpenTopics topics;
    private final HandlerStage parts;
    private final HoldQuestions questions;
    private final InstantSource clock;

    LanguageStages(
            ReplyPersonStore persons,
            ReplyMessages replyMessages,
            OpenTopics topics,
            HandlerStage parts,
            HoldQuestions questions,
            InstantSource clock) {
        this.persons = persons;
        this.replyMessages = replyMessages;
        this.topics = topics;
        this.parts = parts;
        this.questions = questions;
        this.clock = clock;
    }

    /** A language that is chosen, or a request for one that there is none of. */
    Future<Optional<InboxOutcome>> chosen(SqlConnection tx, ReplyContext replyContext) {
        Optional<String> code = code(replyContext);
        if (code.isPresent()) {
            return speak(tx, replyContext, code.get())
                    .compose(spoken -> replyMessages
                            .say(tx, spoken.listener(), texts -> changed(texts, spoken))
                            .compose(said -> again(tx, spoken)))
                    .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
        }
        if (replyContext.button() != null && replyContext.button().is(PART, CHOOSE)) {
            return ReplyStage.end(InboxOutcome.IGNORED);
        }
        return replyContext.asks(Command.LANGUAGE) || request(replyContext).isPresent()
                ? replyMessages
                        .say(
                                tx,
                                replyContext.listener(),
                                texts -> question(texts, request(replyContext).isPresent()))
                        .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED))
                : ReplyStage.pass();
    }

    /** With what asks for their number, where that is open: a message without it would take it away. */
    private static MessageSpec changed(OrganisationTexts texts, ReplyContext spoken) {
        return spoken.person().numberOpen()
                ? NumberRequests.asking(texts, texts.text("language.changed") + "\n\n" + texts.text("number.question"))
                : texts.say("language.changed");
    }

    /** Who comes by a link after a stop is asked whether they agree, in the language they choose; nothing else is said. */
    Future<Optional<InboxOutcome>> chosenAfterStop(SqlConnection tx, ReplyContext replyContext) {
        Optional<String> code = code(replyContext);
        Conversation open = replyContext.conversation();
        return code.isEmpty() || open == null || !open.belongsTo(OptInQuestion.STATE)
                ? ReplyStage.pass()
                : speak(tx, replyContext, code.get())
                        .compose(spoken -> ask(tx, spoken, open, replyMessages.toStopped()))
                        .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /** Whoever is asked whether to stop reads that question in their language; the hold stands. */
    Future<Optional<InboxOutcome>> chosenWhileHeld(SqlConnection tx, ReplyContext replyContext) {
        Optional<String> code = code(replyContext);
        return code.isEmpty()
                ? ReplyStage.pass()
                : speak(tx, replyContext, code.get())
                        .compose(spoken -> questions
                                .ask(tx, spoken.listener(), spoken.person().basisEventId(), null)
                                .compose(question -> replyMessages.question(tx, spoken.listener(), question)))
                        .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /** The language; empty when none is chosen, or none that there are texts in. */
    private static Optional<String> code(ReplyContext replyContext) {
        ButtonPayload button = replyContext.button();
        if (button != null) {
            return button.is(PART, CHOOSE)
                    ? button.arguments().stream().findFirst().filter(KNOWN::contains)
                    : Optional.empty();
        }
        return replyContext.asks(Command.LANGUAGE)
                ? Optional.ofNullable(replyContext.command())
                        .map(CommandParser.Parsed::argument)
                        .flatMap(argument -> CommandParser.language(argument, KNOWN))
                : request(replyContext).map(LanguageRequest::code);
    }

    /** A request in words, unless they are an answer, of which a part may say something else. */
    private static Optional<LanguageRequest> request(ReplyContext replyContext) {
        Conversation open = replyContext.conversation();
        boolean answers = open != null && open.awaitsWords();
        boolean free = replyContext.understood() == Understood.NOTHING
                && replyContext.command() == null
                && !replyContext.yes()
                && !replyContext.no()
                && replyContext.verdict().intent() != Intent.OPT_OUT
                && replyContext.open().effect() == null;
        return free
                ? replyContext.languageRequest().filter(request -> !answers || request.pleading())
                : Optional.empty();
    }

    private Future<ReplyContext> speak(SqlConnection tx, ReplyContext replyContext, String language) {
        SpokenLanguage choice = SpokenLanguage.choice(language);
        return persons.speak(
                        tx,
                        replyContext.organisationId(),
                        replyContext.person().contactId(),
                        choice,
                        Timestamps.sql(clock.instant()))
                .map(spoken -> replyContext.speaking(choice));
    }

    /** What is open: the question about consent, else a dialogue, else the newest message that waits for an answer. */
    private Future<Void> again(SqlConnection tx, ReplyContext spoken) {
        Conversation open = spoken.conversation();
        if (open != null && open.belongsTo(OptInQuestion.STATE)) {
            return ask(tx, spoken, open, replyMessages);
        }
        if (spoken.person().askedFirstContact()) {
            return replyMessages.say(tx, spoken.listener(), "first_contact.question");
        }
        Optional<ButtonPayload> dialogue = open == null ? Optional.empty() : parts.again(open);
        return dialogue.isPresent()
                ? parts.tryOn(
                                tx,
                                spoken.pressing(dialogue.get(), spoken.person().state()))
                        .mapEmpty()
                : topics.newestWaiting(tx, spoken.person(), spoken.organisationId(), spoken.addressId())
                        .compose(messageId -> messageId.isEmpty()
                                ? Future.succeededFuture()
                                : replyMessages.stored(tx, spoken.listener(), messageId.get()));
    }

    private static Future<Void> ask(SqlConnection tx, ReplyContext spoken, Conversation open, ReplyMessages messages) {
        return messages.askToAgree(
                tx, spoken.listener(), OptInQuestion.asked(open).reference());
    }

    /**
     * Buttons for the organisation's language, the person's and the usual ones; the others can be written.
     *
     * @param others whether another language was asked for: all that there are texts in are named
     */
    private static MessageSpec question(OrganisationTexts texts, boolean others) {
        String language = texts.language("language.question");
        List<String> offered = Stream.concat(Stream.of(texts.profile().language(), language), USUAL.stream())
                .filter(KNOWN::contains)
                .distinct()
                .limit(MOST_BUTTONS)
                .toList();
        String named = KNOWN.stream()
                .filter(code -> others || !offered.contains(code))
                .map(Languages::ownName)
                .collect(Collectors.joining(", "));
        return new ReplyChoices(offered.stream()
                        .map(code ->
                                new ReplyChoices.Choice(Languages.ownName(code), ButtonPayload.of(PART, CHOOSE, code)))
                        .toList())
                .message(
                        language,
                        others
                                ? texts.text("language.only", Map.of("languages", named))
                                : texts.text("language.question")
                                        + "\n"
                                        + texts.text("language.others", Map.of("languages", named)));
    }
}
