package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent.Kind;
import org.relais.channel.InboundEvent.Media;
import org.relais.channel.InboundEvent.MediaKind;
import org.relais.contact.ConsentState;
import org.relais.conversation.OptInQuestion;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.Topic;
import org.relais.conversation.likeness.LikelyAnswer;
import org.relais.conversation.likeness.ReplyKind;
import org.relais.conversation.likeness.ReplyResemblance;
import org.relais.conversation.words.OpenQuestion;
import org.relais.conversation.words.Pleasantry;
import org.relais.conversation.words.Thanks;
import org.relais.inbound.answer.OpenTopics;
import org.relais.inbound.answer.OpenTopics.Waiting;
import org.relais.inbox.InboundMessage;
import org.relais.inbox.InboundMessageStore;
import org.relais.inbox.media.InboundMediaStore;
import org.relais.template.MessageSpec;

/**
 * What nobody understood is for the organisers to read; the person is told so: with what they can say here now when nothing
 * was told for a day, in a short line otherwise that is another each time, a question by who will answer it, and not at all
 * after a stop or while a hold is open. Who is annoyed is asked how often we may write.
 */
final class OrganiserStage implements ReplyStage {
    private static final Duration BETWEEN_RECEIPTS = Duration.ofDays(1);
    private static final Duration BURST = Duration.ofHours(1);
    private static final int MOST_IN_A_BURST = 20;
    /** A title may end a sentence itself. */
    private static final Pattern DOT_BEHIND_END = Pattern.compile("([.!?…؟])\\.(?= )");

    private static final Set<InboxOutcome> SEEN_TO =
            Set.of(InboxOutcome.ANSWERED, InboxOutcome.APPLIED, InboxOutcome.LATE);

    /** How a message is received that nobody understood, by what it resembles. */
    private enum Receipt {
        OTHER("unknown.receipt", "unknown.again.", 3),
        QUESTION("unknown.question.1", "unknown.question.", 2),
        KIND("unknown.kind.1", "unknown.kind.", 2),
        /** Somebody is ill: no thanks for it. */
        TROUBLE("unknown.trouble.1", "unknown.trouble.", 1);

        private static final ReplyInterpreter INTERPRETER = new ReplyInterpreter();
        private static final double LIKELY = 0.6;

        private final String first;
        private final String again;
        private final int count;

        Receipt(String first, String again, int count) {
            this.first = first;
            this.again = again;
            this.count = count;
        }

        static Receipt to(String text) {
            ReplyResemblance.Odds odds = ReplyResemblance.standard().odds(text);
            boolean asks = OpenQuestion.of(text).isPresent() && LikelyAnswer.mayAsk(ReplyResemblance.standard(), text);
            if (asks || odds.of(ReplyKind.QUESTION) >= LIKELY) {
                return QUESTION;
            }
            if (INTERPRETER.isOfTrouble(text)) {
                return TROUBLE;
            }
            return odds.of(ReplyKind.THANKS) >= LIKELY ? KIND : OTHER;
        }

        /** What the first of a day is received with. */
        String first() {
            return first;
        }

        /** What another one of that day is received with. */
        String key(int before) {
            return again + (before % count + 1);
        }
    }

    private final InboundMessageStore messages;
    private final InboundMediaStore media = new InboundMediaStore();
    private final ReplyMessages replyMessages;
    private final OpenTopics topics;
    private final InstantSource clock;

    OrganiserStage(InboundMessageStore messages, ReplyMessages replyMessages, OpenTopics topics, InstantSource clock) {
        this.messages = messages;
        this.topics = topics;
        this.replyMessages = replyMessages;
        this.clock = clock;
    }

    @Override
    public Future<Optional<InboxOutcome>> tryOn(SqlConnection transaction, ReplyContext replyContext) {
        if (replyContext.event().isReaction()) {
            // A heart under a message asks for nothing.
            return ReplyStage.end(InboxOutcome.IGNORED);
        }
        Receipt receipt =
                Receipt.to(Objects.requireNonNullElse(replyContext.event().text(), ""));
        String about = receipt == Receipt.QUESTION && isOwnText(replyContext)
                ? InboundMessage.ABOUT_QUESTION
                : replyContext.about();
        return keep(transaction, replyContext, about)
                .compose(id -> id.isEmpty() || silent(replyContext)
                        ? Future.succeededFuture()
                        : receipt(transaction, replyContext, receipt, id.get()))
                .compose(done -> ReplyStage.end(InboxOutcome.KEPT));
    }

    /** Keeps it for the organisers, and says whether the person, who writes so often, may be answered by what we know. */
    Future<Boolean> keepAndTake(SqlConnection transaction, ReplyContext replyContext) {
        return keep(transaction, replyContext)
                .compose(id -> id.isEmpty()
                        ? Future.succeededFuture(false)
                        : take(transaction, replyContext, id.get()).map(Optional::isPresent));
    }

    /** The same for a pleasantry, of which only the first of several is answered. */
    Future<Boolean> keepAndTakeFirst(SqlConnection transaction, ReplyContext replyContext) {
        return keep(transaction, replyContext)
                .compose(id -> id.isEmpty()
                        ? Future.succeededFuture(false)
                        : messages.textBefore(
                                        transaction,
                                        replyContext.person().contactId(),
                                        id.get(),
                                        clock.instant().minus(BETWEEN_RECEIPTS))
                                .compose(before -> before.filter(OrganiserStage::isPleasantry)
                                                .isPresent()
                                        ? Future.succeededFuture(false)
                                        : take(transaction, replyContext, id.get())
                                                .map(Optional::isPresent)));
    }

    private static boolean isPleasantry(String text) {
        return Thanks.isIn(text) || Pleasantry.of(text).isPresent();
    }

    /** Whether anything waits for an answer of this person. */
    Future<Boolean> waits(SqlConnection transaction, ReplyContext replyContext) {
        return topics.waiting(
                        transaction, replyContext.person(), replyContext.organisationId(), replyContext.addressId())
                .map(open -> !open.isEmpty());
    }

    /** Whether somebody who is not asked about their consent wrote it, and pressed nothing. */
    private static boolean isOwnText(ReplyContext replyContext) {
        return replyContext.is(Kind.TEXT)
                && replyContext.button() == null
                && !silent(replyContext)
                && replyContext.event().text() != null;
    }

    /** The row's id; empty when it is there already. */
    Future<Optional<Long>> keep(SqlConnection transaction, ReplyContext replyContext) {
        return keep(transaction, replyContext, replyContext.about());
    }

    private Future<Optional<Long>> keep(SqlConnection transaction, ReplyContext replyContext, @Nullable String about) {
        return insert(transaction, replyContext, about).compose(id -> {
            Media sent = replyContext.event().media();
            return id.isEmpty() || sent == null || sent.fileId() == null && sent.coordinates() == null
                    ? Future.succeededFuture(id)
                    : media.insert(transaction, replyContext.organisationId(), id.get(), sent, clock.instant())
                            .map(id);
        });
    }

    /**
     * Hands over what an answered message asks besides, and tells the person so; so it does with who comes late, or says
     * more than was answered, whom the answer has told already. Completes with the outcome.
     */
    Future<InboxOutcome> handOver(SqlConnection transaction, ReplyContext replyContext, InboxOutcome outcome) {
        // What is applied is seen to as well, and was told before: the question is none the less one.
        boolean seenTo = outcome == InboxOutcome.ANSWERED || outcome == InboxOutcome.APPLIED;
        List<String> asked = seenTo ? replyContext.leftQuestions() : List.of();
        if (asked.isEmpty()) {
            return outcome == InboxOutcome.ANSWERED && (replyContext.isLate() || replyContext.saysMore())
                    ? keep(transaction, replyContext).map(outcome)
                    : Future.succeededFuture(outcome);
        }
        return keep(transaction, replyContext, InboundMessage.ABOUT_QUESTION)
                .compose(id -> id.isEmpty()
                        ? Future.succeededFuture(Optional.<Integer>empty())
                        : take(transaction, replyContext, id.get()))
                .compose(before -> before.isEmpty()
                        ? Future.succeededFuture()
                        : replyMessages.say(transaction, replyContext.listener(), handedOver(asked)))
                .map(outcome);
    }

    /** What is said of one question by what it asks for, where that is known. */
    private static String handedOver(List<String> asked) {
        return asked.size() > 1
                ? Receipt.QUESTION.first()
                : OpenQuestion.of(asked.get(0)).flatMap(OpenQuestion::key).orElse(Receipt.QUESTION.first());
    }

    /**
     * Keeps what was understood, for who reads the conversation; what organisers are to read is there already, and words of a
     * stop stand in the ledger. Completes with the outcome.
     */
    Future<InboxOutcome> understood(SqlConnection transaction, ReplyContext replyContext, InboxOutcome outcome) {
        if (!SEEN_TO.contains(outcome) || !replyContext.isSaid()) {
            return Future.succeededFuture(outcome);
        }
        boolean elsewhere = replyContext.isAskedFor();
        return insert(
                        transaction,
                        replyContext,
                        InboundMessage.Kind.UNDERSTOOD,
                        elsewhere
                                ? ""
                                : Objects.requireNonNullElse(
                                        replyContext.event().text(), ""),
                        elsewhere
                                ? InboundMessage.Content.ELSEWHERE
                                : replyContext.is(Kind.BUTTON)
                                        ? InboundMessage.Content.TAP
                                        : InboundMessage.Content.TEXT,
                        replyContext.about())
                .map(outcome);
    }

    private Future<Optional<Long>> insert(
            SqlConnection transaction, ReplyContext replyContext, @Nullable String about) {
        return insert(
                transaction,
                replyContext,
                InboundMessage.Kind.MESSAGE,
                Objects.requireNonNullElse(replyContext.event().text(), ""),
                content(replyContext),
                about);
    }

    private Future<Optional<Long>> insert(
            SqlConnection transaction,
            ReplyContext replyContext,
            InboundMessage.Kind kind,
            String text,
            InboundMessage.Content content,
            @Nullable String about) {
        return messages.insert(
                transaction,
                replyContext.organisationId(),
                new InboundMessageStore.Writer(
                        replyContext.person().contactId(), replyContext.sender().id(), replyContext.addressId()),
                replyContext.event().eventKey(),
                new InboundMessageStore.New(
                        text,
                        kind,
                        content,
                        replyContext.contextDeliveryId(),
                        replyContext.open().receivedAt(),
                        about));
    }

    private static InboundMessage.Content content(ReplyContext replyContext) {
        if (replyContext.is(Kind.CARD)) {
            return InboundMessage.Content.CARD;
        }
        Media media = replyContext.event().media();
        if (media != null) {
            return switch (media.kind()) {
                case VOICE -> InboundMessage.Content.VOICE;
                case PICTURE -> InboundMessage.Content.PICTURE;
                case VIDEO -> InboundMessage.Content.VIDEO;
                case STICKER -> InboundMessage.Content.STICKER;
                case PLACE -> InboundMessage.Content.PLACE;
                case FILE -> InboundMessage.Content.FILE;
            };
        }
        String text = replyContext.event().text();
        return text == null || text.isBlank() ? InboundMessage.Content.OTHER : InboundMessage.Content.TEXT;
    }

    private Future<Void> receipt(
            SqlConnection transaction, ReplyContext replyContext, Receipt receipt, long messageId) {
        return take(transaction, replyContext, messageId)
                .compose((Optional<Integer> before) -> before.isEmpty()
                        ? Future.succeededFuture()
                        : receipt(transaction, replyContext, receipt, before.get()));
    }

    /** How many there were within a day; empty when so many were answered within an hour that it may be a machine. */
    private Future<Optional<Integer>> take(SqlConnection transaction, ReplyContext replyContext, long messageId) {
        Instant now = clock.instant();
        return messages.takeReceipt(
                transaction, messageId, replyContext.person().contactId(), now, limits(now));
    }

    /** How often what nobody understood is answered. */
    static InboundMessageStore.ReceiptLimits limits(Instant now) {
        return new InboundMessageStore.ReceiptLimits(now.minus(BETWEEN_RECEIPTS), now.minus(BURST), MOST_IN_A_BURST);
    }

    /** @param before how many there were within a day: each reads otherwise than the last */
    private Future<Void> receipt(SqlConnection transaction, ReplyContext replyContext, Receipt receipt, int before) {
        if (!isReadable(replyContext)) {
            return replyMessages.say(
                    transaction,
                    replyContext.listener(),
                    texts -> receiptOf(texts, replyContext.event().media(), before));
        }
        if (replyContext.isAnnoyed() && replyContext.person().state() == ConsentState.SUBSCRIBED) {
            // What waits for an answer is no matter to remind somebody of who has enough of it.
            return replyMessages.say(transaction, replyContext.listener(), texts -> PaceStages.question(texts, false));
        }
        if (before > 0 && asksConsent(replyContext)) {
            return replyMessages.say(transaction, replyContext.listener(), "unknown.opt_in");
        }
        Optional<String> asked = asksConsent(replyContext)
                ? Optional.empty()
                : Optional.ofNullable(replyContext.event().text())
                        .flatMap(OpenQuestion::of)
                        .flatMap(OpenQuestion::key);
        if (asked.isPresent()) {
            return replyMessages.say(transaction, replyContext.listener(), asked.get());
        }
        if (before > 0) {
            return receipt == Receipt.QUESTION
                    ? replyMessages.say(transaction, replyContext.listener(), receipt.key(before))
                    : replyMessages.note(transaction, replyContext.listener(), receipt.key(before));
        }
        return topics.waiting(
                        transaction, replyContext.person(), replyContext.organisationId(), replyContext.addressId())
                .compose(open -> replyMessages.say(
                        transaction, replyContext.listener(), texts -> full(texts, replyContext, receipt, open)));
    }

    /**
     * That it is read, and what can be said here now; thanks are reminded of nothing, and who asks something of no answer that is
     * still awaited, but where they quote what it is awaited to.
     */
    private static MessageSpec full(
            OrganisationTexts texts, ReplyContext replyContext, Receipt receipt, List<Waiting> all) {
        String key = receipt.first();
        // An organiser's buttons are told by their labels, which are those of one message.
        List<Waiting> open = !all.isEmpty() && all.get(0).isComposed() ? all.subList(0, 1) : all;
        String help = help(replyContext, open);
        String language = texts.language(key);
        String titles = open.stream().map(one -> one.topic().title()).collect(Collectors.joining(", "));
        String labels = open.stream()
                .flatMap(one -> one.options().stream())
                .map(option -> option.label(language))
                .collect(Collectors.joining(" · "));
        boolean alone = !texts.language(help).equals(language)
                || (receipt == Receipt.KIND || receipt == Receipt.TROUBLE) && !asksConsent(replyContext)
                || receipt == Receipt.QUESTION
                        && !open.isEmpty()
                        && !asksConsent(replyContext)
                        && !replyContext.quotes();
        String told = texts.text(help, Map.of("titles", titles, "title", titles, "labels", labels));
        return MessageSpec.of(
                language,
                alone
                        ? texts.text(key)
                        : texts.text(key) + "\n" + DOT_BEHIND_END.matcher(told).replaceAll("$1"));
    }

    private static String help(ReplyContext replyContext, List<Waiting> open) {
        if (asksConsent(replyContext)) {
            return "unknown.opt_in";
        }
        if (replyContext.isCalling()) {
            return "call.choose.hint";
        }
        if (open.isEmpty()) {
            return "unknown.words";
        }
        if (open.get(0).isComposed()) {
            return "unknown.open.labels";
        }
        Topic.Sort sort = open.size() == 1 ? open.get(0).topic().sort() : null;
        return sort == Topic.Sort.EVENT
                ? "unknown.open.event"
                : sort == Topic.Sort.CALL ? "unknown.open.call" : "unknown.open";
    }

    static boolean asksConsent(ReplyContext replyContext) {
        return replyContext.person().askedFirstContact()
                || replyContext.conversation() != null
                        && replyContext.conversation().belongsTo(OptInQuestion.STATE);
    }

    private static boolean silent(ReplyContext replyContext) {
        ConsentState state = replyContext.person().state();
        return state == ConsentState.UNSUBSCRIBED || state == ConsentState.HELD;
    }

    /** Who writes a sign on the air, or sends something that can't be kept, is asked for words. */
    private static MessageSpec receiptOf(OrganisationTexts texts, @Nullable Media sent, int before) {
        if (sent == null || sent.fileId() == null && sent.coordinates() == null) {
            return texts.say("unsupported.receipt");
        }
        if (sent.kind() == MediaKind.VOICE) {
            return texts.say("voice.receipt");
        }
        return before == 0
                ? texts.say("media.receipt")
                : texts.say("media.again", Map.of("kind", sent.kind().name().toLowerCase(Locale.ROOT)));
    }

    private static boolean isReadable(ReplyContext replyContext) {
        return replyContext.is(Kind.TEXT) || replyContext.is(Kind.BUTTON);
    }
}
