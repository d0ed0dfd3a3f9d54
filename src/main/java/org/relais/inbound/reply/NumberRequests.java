package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.ChannelDescriptor;
import org.relais.channel.InboundEvent.Kind;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.words.WordPhrase;
import org.relais.inbound.answer.Understood;
import org.relais.inbound.intake.ConsentEffectKind;
import org.relais.inbound.intake.NumberRequestStore;
import org.relais.template.MessageSpec;
import org.relais.template.SpecButton;

/**
 * The question for somebody's own phone number, where their messenger doesn't show it: with the first welcome, once and
 * never again, so that one STOP stops everything. What comes back was made an address of theirs by the webhook's own
 * transaction; here it is answered.
 */
final class NumberRequests {
    private static final String PART = "number";
    private static final ButtonPayload YES = ButtonPayload.of(PART, "yes");
    private static final ButtonPayload NO = ButtonPayload.of(PART, "no");

    /** "No, thank you very much". */
    private static final int MOST_WORDS = 4;

    private final NumberRequestStore store = new NumberRequestStore();
    private final ReplyInterpreter interpreter = new ReplyInterpreter();
    private final ReplyMessages replyMessages;
    private final OrganiserStage organisers;
    private final InstantSource clock;

    NumberRequests(ReplyMessages replyMessages, OrganiserStage organisers, InstantSource clock) {
        this.replyMessages = replyMessages;
        this.organisers = organisers;
        this.clock = clock;
    }

    /** Says a text, and asks for the number in the same message where that may be asked. */
    Future<Void> welcome(
            SqlConnection transaction,
            ReplyContext replyContext,
            ReplyMessages.Listener listener,
            String key,
            Function<OrganisationTexts, String> welcome) {
        return mayAsk(transaction, replyContext)
                .compose(asks -> asks
                        ? replyMessages.say(
                                transaction,
                                listener,
                                texts -> asking(texts, welcome.apply(texts) + "\n\n" + texts.text("number.question")))
                        : replyMessages.say(
                                transaction,
                                listener,
                                texts -> MessageSpec.of(texts.language(key), welcome.apply(texts))));
    }

    private Future<Boolean> mayAsk(SqlConnection transaction, ReplyContext replyContext) {
        return ChannelCatalogue.find(replyContext.event().channel())
                        .filter(ChannelDescriptor::asksNumber)
                        .isPresent()
                ? store.take(
                        transaction,
                        replyContext.organisationId(),
                        replyContext.person().contactId(),
                        clock.instant())
                : Future.succeededFuture(false);
    }

    /** A text under which the number can be shared, or not. */
    static MessageSpec asking(OrganisationTexts texts, String text) {
        String language = texts.language("number.question");
        return MessageSpec.of(
                language,
                text,
                List.of(
                        new SpecButton.NumberRequest(Map.of(language, texts.text("number.share")), YES.encode()),
                        new SpecButton.Reply(Map.of(language, texts.text("number.decline")), NO.encode())));
    }

    /** It was shared, or they would rather not: whatever asked for it goes away. */
    Future<Optional<InboxOutcome>> answered(SqlConnection transaction, ReplyContext replyContext) {
        if (replyContext.is(Kind.CARD) && replyContext.open().effect() == ConsentEffectKind.IDENTITY) {
            return end(transaction, replyContext, "number.thanks");
        }
        if (replyContext.pressed(NO)) {
            return end(transaction, replyContext, "number.declined");
        }
        boolean open = replyContext.person().numberOpen();
        if (isPutOff(replyContext.understood())) {
            return open
                    ? end(transaction, replyContext, "number.declined")
                    : organisers.tryOn(transaction, replyContext);
        }
        if (!replyContext.pressed(YES)) {
            return ReplyStage.pass();
        }
        // They are asked once: a later yes is said to nothing that is still asked, and "I'm coming", a question or a
        // long text to no such question.
        return open && !saysMore(replyContext)
                ? again(transaction, replyContext, "number.how")
                : organisers.tryOn(transaction, replyContext.answeringNothing());
    }

    private boolean saysMore(ReplyContext replyContext) {
        String text = replyContext.event().text();
        return replyContext.is(Kind.TEXT)
                && text != null
                && (interpreter.attends(text).isPresent() || WordPhrase.asks(text) || !isShort(text));
    }

    private static boolean isShort(String text) {
        return text.strip().split("\\s+").length <= MOST_WORDS;
    }

    /** "Perhaps" shares nothing, and leaves no buttons that could. */
    private static boolean isPutOff(Understood understood) {
        return Stream.of(understood.postponed(), understood.unsure())
                .filter(Objects::nonNull)
                .flatMap(message -> message.options().stream())
                .anyMatch(option -> option.payload().part().equals(PART));
    }

    /** A no to nothing that is open, of somebody who was asked: nothing is shared, and nothing else is meant by it. */
    Future<Optional<InboxOutcome>> refused(SqlConnection transaction, ReplyContext replyContext) {
        String text = replyContext.event().text();
        boolean no = replyContext.is(Kind.TEXT)
                && text != null
                && isShort(text)
                && interpreter.meaning(text).equals(Optional.of(ReplyMeaning.NO));
        return no
                ? store.isOpen(
                                transaction,
                                replyContext.organisationId(),
                                replyContext.person().contactId())
                        .compose(open -> open ? end(transaction, replyContext, "number.declined") : ReplyStage.pass())
                : ReplyStage.pass();
    }

    /** Somebody else's card is nobody's own number: organisers see it, and the person is told how. */
    Future<Optional<InboxOutcome>> foreign(SqlConnection transaction, ReplyContext replyContext) {
        return replyContext.is(Kind.CARD) && replyContext.person().numberOpen()
                ? organisers
                        .keep(transaction, replyContext)
                        .compose(kept -> again(transaction, replyContext, "number.foreign"))
                : ReplyStage.pass();
    }

    private Future<Optional<InboxOutcome>> end(SqlConnection transaction, ReplyContext replyContext, String key) {
        return replyMessages
                .say(transaction, replyContext.listener(), texts -> over(texts, key, texts.text(key)))
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /** Only the button shares it: whoever tries otherwise gets it once more. */
    private Future<Optional<InboxOutcome>> again(SqlConnection transaction, ReplyContext replyContext, String key) {
        return replyMessages
                .say(transaction, replyContext.listener(), texts -> asking(texts, texts.text(key)))
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /** A text that ends the request. */
    static MessageSpec over(OrganisationTexts texts, String key, String text) {
        return MessageSpec.of(texts.language(key), text, List.of(SpecButton.NumberRequest.OVER));
    }
}
