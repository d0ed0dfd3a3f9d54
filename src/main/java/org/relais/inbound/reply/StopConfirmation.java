package org.relais.inbound.reply;

import com.ibm.icu.text.ListFormatter;
import com.ibm.icu.util.ULocale;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.action.event.GivenUpPlaces;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.InboundEvent.Kind;
import org.relais.consent.ConsentService;
import org.relais.consent.UnconfirmedStop;
import org.relais.consent.stopword.RightsKind;
import org.relais.consent.stopword.StopDetector;
import org.relais.contact.ConsentState;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.OptInQuestion;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.SpokenLanguage;
import org.relais.conversation.words.WrittenLanguage;
import org.relais.inbound.answer.ReplyPerson;
import org.relais.inbound.intake.ConsentEffectKind;
import org.relais.inbound.intake.ConsentEventTime;
import org.relais.inbound.intake.Mourning;
import org.relais.inbound.intake.PendingInboxEvent;
import org.relais.inbound.intake.SenderDirectory;
import org.relais.inbox.InboundMessage;
import org.relais.inbox.InboundMessageStore;
import org.relais.organisation.Sender;
import org.relais.template.MessageSpec;
import org.relais.template.OrganisationName;

/** What is said after a stop or a hold, in the transaction that closes its row: at most one message per episode. */
final class StopConfirmation {
    private final ConsentService consent;
    private final SenderDirectory senders;
    private final StopDetector detector;
    private final ReplyMessages replyMessages;
    private final HoldQuestions questions;
    private final RightsIntake rights;
    private final GivenUpPlaces places = new GivenUpPlaces();
    private final ConversationStore conversations = new ConversationStore();
    private final InboundMessageStore messages = new InboundMessageStore();

    StopConfirmation(
            ConsentService consent,
            SenderDirectory senders,
            StopDetector detector,
            ReplyMessages replyMessages,
            HoldQuestions questions,
            RightsIntake rights) {
        this.consent = consent;
        this.senders = senders;
        this.detector = detector;
        this.replyMessages = replyMessages;
        this.questions = questions;
        this.rights = rights;
    }

    /** Whether the stop or hold is still what stands, so that there is something to wait for and to say. */
    static boolean stands(PendingInboxEvent open, ReplyPerson person) {
        return open.effect() == ConsentEffectKind.STOP
                ? person.state() == ConsentState.UNSUBSCRIBED
                : person.state() == ConsentState.HELD;
    }

    /** Enqueues it, if this row is the first to ask; completes with what came of the row. */
    Future<InboxOutcome> say(SqlConnection transaction, PendingInboxEvent open, ReplyPerson person) {
        return rights.open(transaction, organisationId(open), person.contactId(), open.event(), open.receivedAt())
                .compose(fresh -> stands(open, person)
                        ? sayTo(transaction, open, person, fresh)
                        : Future.succeededFuture(InboxOutcome.LATE));
    }

    private Future<InboxOutcome> sayTo(
            SqlConnection transaction, PendingInboxEvent open, ReplyPerson person, Set<RightsKind> fresh) {
        return senders.find(transaction, open.event().channel(), open.event().senderExternalId())
                .compose(sender -> open.effect() == ConsentEffectKind.STOP
                        ? confirm(transaction, open, person, sender, fresh)
                        : question(transaction, open, person, sender));
    }

    private Future<InboxOutcome> confirm(
            SqlConnection transaction,
            PendingInboxEvent open,
            ReplyPerson person,
            Optional<Sender> sender,
            Set<RightsKind> fresh) {
        Future<Void> ended = conversations.end(transaction, person.contactId());
        if (!spoken(open)) {
            return ended.map(InboxOutcome.APPLIED);
        }
        long organisationId = organisationId(open);
        return ended.compose(done -> consent.claimConfirmation(transaction, organisationId, person.contactId()))
                .compose((Optional<UnconfirmedStop> stop) -> stop.isEmpty()
                        ? isRepeated(open, person)
                                ? Future.succeededFuture(InboxOutcome.APPLIED)
                                : again(transaction, open, listener(open, person, sender), fresh)
                        : places.titles(transaction, organisationId, person.contactId(), open.receivedAt())
                                .compose(lost -> confirm(
                                        transaction,
                                        listener(open, person, sender),
                                        stop.get(),
                                        texts -> confirmation(texts, open, fresh, person.channels(), lost)))
                                .map(InboxOutcome.ANSWERED));
    }

    /** They have stopped once more since, and that was answered: nothing may begin for what they asked for before. */
    private static boolean isRepeated(PendingInboxEvent open, ReplyPerson person) {
        Instant stoppedAt = person.stoppedAt();
        return stoppedAt != null
                && stoppedAt.isAfter(ConsentEventTime.of(open.event(), ConsentEffectKind.STOP, open.receivedAt()));
    }

    /** Whoever was confirmed before hears of what they ask for besides, and of nothing else. */
    private Future<InboxOutcome> again(
            SqlConnection transaction, PendingInboxEvent open, ReplyMessages.Listener listener, Set<RightsKind> fresh) {
        if (open.event().ownNumber().isPresent()) {
            return replyMessages
                    .toStopped()
                    .say(
                            transaction,
                            listener,
                            texts -> NumberRequests.over(texts, "number.stopped", texts.text("number.stopped")))
                    .map(InboxOutcome.ANSWERED);
        }
        if (fresh.isEmpty()) {
            return rights.erasureAgain(transaction, listener.organisationId(), listener.contactId(), open)
                    .compose(since -> since.isEmpty()
                            ? Future.succeededFuture(InboxOutcome.APPLIED)
                            : replyMessages
                                    .toStopped()
                                    .say(
                                            transaction,
                                            listener,
                                            texts -> MessageSpec.of(
                                                    texts.language("rights.erasure"),
                                                    RightsIntake.erasure(texts, since.get())))
                                    .map(InboxOutcome.ANSWERED));
        }
        return OrganisationTexts.of(transaction, listener.organisationId(), listener.language())
                .map(texts -> RightsIntake.told(texts, fresh, open.receivedAt(), true).stream()
                        .map(told -> MessageSpec.of(texts.language("rights.erasure"), told))
                        .toList())
                .compose(told -> replyMessages
                        .toStopped()
                        .reply(transaction, listener, told)
                        .map(told.isEmpty() ? InboxOutcome.APPLIED : InboxOutcome.ANSWERED));
    }

    /** Who was never written to is told that we will not, in the language of the question. */
    private Future<Void> confirm(
            SqlConnection transaction,
            ReplyMessages.Listener listener,
            UnconfirmedStop stop,
            Function<OrganisationTexts, MessageSpec> confirmation) {
        return OptInQuestion.STATE.equals(stop.question())
                ? replyMessages.confirm(
                        transaction,
                        listener.speaking(stop.language()),
                        texts -> texts.say("opt_in.declined"),
                        stop.ledgerEventId())
                : replyMessages.confirm(transaction, listener, confirmation, stop.ledgerEventId());
    }

    /**
     * Only what is true: whoever is known on one messenger may be somebody else to us on another.
     *
     * @param lost titles of the events that they are no longer expected at: nobody will tell them later
     */
    private static MessageSpec confirmation(
            OrganisationTexts texts,
            PendingInboxEvent open,
            Set<RightsKind> fresh,
            List<String> messengers,
            List<String> lost) {
        return NumberRequests.over(
                texts,
                "stop.confirmed",
                Stream.of(
                                condolence(texts, open.event().text()),
                                Stream.of(confirmed(texts, named(texts, messengers))),
                                lost.stream().map(title -> texts.text("stop.place", Map.of("title", title))),
                                RightsIntake.told(texts, fresh, open.receivedAt(), true).stream())
                        .flatMap(told -> told)
                        .collect(Collectors.joining("\n")));
    }

    /** To who writes for somebody who has died. */
    private static Stream<String> condolence(OrganisationTexts texts, @Nullable String words) {
        return words != null && Mourning.isIn(words) ? Stream.of(texts.text("stop.condolence")) : Stream.empty();
    }

    /** In a federation the stop is one for all of its sections. */
    private static String confirmed(OrganisationTexts texts, String messengers) {
        Map<String, String> named = Map.of("messengers", messengers);
        OrganisationName federation = texts.profile().federation();
        return federation == null
                ? texts.text("stop.confirmed", named)
                : texts.text("stop.confirmed.everywhere", federation.arguments(named));
    }

    private static String named(OrganisationTexts texts, List<String> messengers) {
        return ListFormatter.getInstance(ULocale.forLanguageTag(texts.language("stop.confirmed")))
                .format(messengers.stream().map(ChannelCatalogue::name).toList());
    }

    private Future<InboxOutcome> question(
            SqlConnection transaction, PendingInboxEvent open, ReplyPerson person, Optional<Sender> sender) {
        return keep(transaction, open, person, sender).compose(kept -> questions
                .note(transaction, open, person, sender)
                .compose(noted -> consent.claimQuestion(transaction, organisationId(open), person.contactId()))
                .compose((Optional<Long> holdEventId) -> holdEventId.isEmpty()
                        ? remind(transaction, open, person, listener(open, person, sender), kept)
                        : ask(transaction, open, listener(open, person, sender), holdEventId.get())
                                .map(InboxOutcome.ANSWERED)));
    }

    /** Who was asked already reads the choices once more. */
    private Future<InboxOutcome> remind(
            SqlConnection transaction,
            PendingInboxEvent open,
            ReplyPerson person,
            ReplyMessages.Listener listener,
            Optional<Long> messageId) {
        Long addressId = open.addressId();
        if (messageId.isEmpty() || addressId == null) {
            return Future.succeededFuture(InboxOutcome.KEPT);
        }
        return questions
                .reminder(transaction, person, addressId, open.event().text(), false)
                .compose(reminder -> reminder.isEmpty()
                        ? Future.succeededFuture(InboxOutcome.KEPT)
                        : questions
                                .mayRemind(transaction, person.contactId(), messageId.get())
                                .compose(may -> may
                                        ? replyMessages
                                                .question(transaction, listener, reminder.get())
                                                .map(InboxOutcome.ANSWERED)
                                        : Future.succeededFuture(InboxOutcome.KEPT)));
    }

    private Future<Void> ask(
            SqlConnection transaction, PendingInboxEvent open, ReplyMessages.Listener listener, long holdEventId) {
        return questions
                .ask(transaction, listener, holdEventId, open.event().text())
                .compose(question -> replyMessages.question(transaction, listener, question));
    }

    /** Organisers read what may have been a stop among the other messages. */
    private Future<Optional<Long>> keep(
            SqlConnection transaction, PendingInboxEvent open, ReplyPerson person, Optional<Sender> sender) {
        String text = open.event().text();
        return sender.isEmpty() || text == null
                ? Future.succeededFuture(Optional.empty())
                : messages.insert(
                        transaction,
                        sender.get().organisationId(),
                        new InboundMessageStore.Writer(
                                person.contactId(), sender.get().id(), open.addressId()),
                        open.event().eventKey(),
                        new InboundMessageStore.New(
                                text,
                                InboundMessage.Kind.HOLD,
                                InboundMessage.Content.TEXT,
                                null,
                                open.receivedAt(),
                                null));
    }

    /** Whoever blocked us or moved said nothing to us, and is not written to. */
    private static boolean spoken(PendingInboxEvent open) {
        return open.event().kind() != Kind.PLATFORM_STOP && open.event().kind() != Kind.IDENTITY_CHANGED;
    }

    private ReplyMessages.Listener listener(PendingInboxEvent open, ReplyPerson person, Optional<Sender> sender) {
        return new ReplyMessages.Listener(
                organisationId(open),
                person.contactId(),
                open.addressId(),
                sender.map(Sender::id).orElse(null),
                language(open, person));
    }

    private @Nullable String language(PendingInboxEvent open, ReplyPerson person) {
        String text = open.event().text();
        if (text == null) {
            return person.language() != null ? person.language() : open.event().language();
        }
        SpokenLanguage spoken = person.spoken().after(WrittenLanguage.clearly(text));
        if (spoken.kept() != null) {
            return spoken.kept();
        }
        // The rule that found the stop may be of a language that shares its words.
        return WrittenLanguage.plainly(text)
                .or(() -> Optional.ofNullable(detector.detect(text).language()))
                .or(() -> WrittenLanguage.of(text))
                .orElse(open.event().language());
    }

    private static long organisationId(PendingInboxEvent open) {
        return Objects.requireNonNull(open.organisationId(), "a stop is some organisation's");
    }
}
