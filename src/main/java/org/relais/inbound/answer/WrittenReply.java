package org.relais.inbound.answer;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.consent.stopword.Intent;
import org.relais.consent.stopword.Verdict;
import org.relais.contact.ConsentState;
import org.relais.conversation.Conversation;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.OptInQuestion;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyInterpreter.Strictness;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.LanguageRequest;
import org.relais.conversation.words.OfferRefusal;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.QuestionParts;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;
import org.relais.inbound.intake.HoldQuestion;

/**
 * Who writes what.
 *
 * @param verdict what the words ask for
 * @param quotedDeliveryId our delivery that they answer, when the platform says which
 */
public record WrittenReply(
        InboundEvent event,
        long organisationId,
        long addressId,
        ReplyPerson person,
        Verdict verdict,
        @Nullable Conversation conversation,
        @Nullable Long quotedDeliveryId) {
    private static final Phrases VOCATIVES = ReplyFiles.phrases("vocative");
    /** A name and little more. */
    private static final int FEW_WORDS = 6;

    private static final ReplyInterpreter INTERPRETER = new ReplyInterpreter();

    /** The same in common words, and without what is an answer in other languages only. */
    WrittenReply inOwnLanguage() {
        String text = event.text();
        return text == null
                ? this
                : saying(FalseFriend.without(
                        PlainSpelling.of(text), person.spoken().kept()));
    }

    /**
     * What it tells beside what it asks, where no dialogue is under way; empty where it does not do both, and for "yes, when is it?",
     * which is said of an event alone.
     */
    Optional<WrittenReply> told() {
        return isAnswer()
                        && conversation == null
                        && !asksConsent()
                        && (EventInquiry.among(text()).isEmpty() || saysNo())
                ? QuestionParts.told(text()).map(this::saying)
                : Optional.empty();
    }

    /** "When's that, on Monday? Ah no, I've football on Mondays". */
    private boolean saysNo() {
        return QuestionParts.told(text())
                .filter(told -> INTERPRETER.meaning(told).equals(Optional.of(ReplyMeaning.NO)))
                .isPresent();
    }

    /** What it asks behind something that it tells: "on nights that week, can I let you know later?" */
    Optional<WrittenReply> asked() {
        return isAnswer() && conversation == null && !asksConsent()
                ? QuestionParts.told(text())
                        .flatMap(told -> Clauses.withQuestions(text())
                                .filter(WordPhrase::asks)
                                .reduce((first, last) -> last))
                        .map(this::saying)
                : Optional.empty();
    }

    /** Without whom it is said to, at its end: "the soup one, mate". */
    Optional<WrittenReply> unaddressed() {
        List<String> words = WordPhrase.words(text());
        return !isAnswer() || WordPhrase.asks(text()) || words.size() > FEW_WORDS
                ? Optional.empty()
                : IntStream.range(2, words.size())
                        .filter(at -> VOCATIVES.longest(words, at) == words.size() - at)
                        .mapToObj(at -> saying(String.join(" ", words.subList(0, at))))
                        .findFirst();
    }

    private WrittenReply saying(String text) {
        return new WrittenReply(
                event.saying(text), organisationId, addressId, person, verdict, conversation, quotedDeliveryId);
    }

    /** Neither in a dialogue, nor a command, nor a right. */
    boolean isOwnWords(String text) {
        return event.kind() == Kind.TEXT
                && conversation == null
                && verdict.rights().isEmpty()
                && CommandParser.parse(text).isEmpty();
    }

    /** A text of the person's own; a reaction is one too, to the message it stands under. */
    boolean isAnswer() {
        boolean reaction = event.isReaction() && quotedDeliveryId != null;
        return (event.kind() == Kind.TEXT || reaction) && !event.forwarded() && event.startPayload() == null;
    }

    /** Whether somebody who is asked whether to stop says whether they come: that is no answer to it. */
    boolean attendsWhileHeld(String text) {
        return person.state() == ConsentState.HELD
                && verdict.intent() == Intent.NONE
                && INTERPRETER.attends(text).isPresent();
    }

    /** Whether somebody who is asked whether to stop may answer an offer all the same, which they name. */
    boolean mayNameWhileHeld() {
        return person.state() == ConsentState.HELD && verdict.intent() == Intent.NONE && quotedDeliveryId == null;
    }

    /** Whether somebody who is asked whether to stop answers this other message of ours, which they quote. */
    boolean answersWhileHeld(OpenMessage quoted) {
        return person.state() == ConsentState.HELD
                && verdict.intent() == Intent.NONE
                && quotedDeliveryId != null
                && quoted.options().stream().noneMatch(option -> HoldQuestion.isPart(option.payload()));
    }

    boolean asksConsent() {
        return person.state() == ConsentState.HELD
                || person.state() == ConsentState.UNSUBSCRIBED
                || person.contactedOnce()
                || conversation != null && conversation.belongsTo(OptInQuestion.STATE);
    }

    /** Whoever has answered the question whether they agree is asked nothing by it any more. */
    boolean isOptIn() {
        return quotedDeliveryId != null || conversation != null && conversation.belongsTo(OptInQuestion.STATE);
    }

    /** A yes about consent must be unmistakable, and is read elsewhere; a call reads words itself; "no English" is no no. */
    Strictness strictness(String text) {
        boolean language =
                LanguageRequest.of(text).filter(LanguageRequest::whole).isPresent();
        boolean asks = EventInquiry.of(text)
                .filter(asked -> asked != EventInquiry.REMINDER)
                .isPresent();
        boolean awaited = conversation != null && conversation.takes(text) && person.state() != ConsentState.HELD;
        if (language || asks || awaited) {
            return Strictness.LABEL;
        }
        boolean led = conversation != null && conversation.readsWords();
        if (attendsWhileHeld(text)) {
            return Strictness.WORDS;
        }
        // What signs off from what it names, and holds nobody, was found to answer that.
        boolean stops = verdict.intent() != Intent.NONE && !OfferRefusal.isBesideName(text);
        return asksConsent() || led || stops ? Strictness.NAMED : Strictness.WORDS;
    }

    String text() {
        return Objects.requireNonNullElse(event.text(), "");
    }
}
