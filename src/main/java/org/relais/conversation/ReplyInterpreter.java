package org.relais.conversation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.Interpretation.Answer;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.EverydayWord;
import org.relais.conversation.words.Explanation;
import org.relais.conversation.words.OfferRefusal;
import org.relais.conversation.words.OpenQuestion;
import org.relais.conversation.words.PhraseCover;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.Pleasantry;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.TypedLabel;
import org.relais.conversation.words.WaitingList;
import org.relais.conversation.words.WordPhrase;

/**
 * Interpreter of what a person wrote as an answer to what is open for them: by number, by the label of a button, by a word or
 * an emoji, by a sentence that begins with one. The one place where that is decided. A pure function, safe for any number
 * of threads.
 *
 * <p>Not for consent: there a yes must be unmistakable, and {@code StopDetector.affirmation} reads it.
 */
public final class ReplyInterpreter {
    /** Hands out somebody's name and number. */
    private static final String NEXT = "next";

    /** Words of a plain wish; a longer sentence says something else besides. */
    private static final int PLAIN = 8;

    private static final Set<String> YES = Set.of("yes", "go", NEXT, "talk", "show");
    private static final Set<String> NO = Set.of("no", "cancel", "pause");
    private static final String DONE = "done";
    private static final String ASSENT = "yes.assent";
    private static final List<PhraseCover> ASSENTING = ReplyFiles.languages().stream()
            .map(language -> PhraseCover.of(language, ASSENT, "opening", "politeness")
                    .with("any." + ASSENT, ReplyFiles.phrases("any", ASSENT)))
            .toList();
    private static final String PARTING = "yes.parting";
    private static final List<PhraseCover> PARTINGS = ReplyFiles.languages().stream()
            .map(language -> PhraseCover.of(
                            language,
                            PARTING,
                            "kind.wish",
                            "thanks",
                            "thanks.fill",
                            "kind.fill",
                            "vocative",
                            "opening",
                            "politeness")
                    .with("any.kind.laugh", ReplyFiles.phrases("any", List.of("kind.laugh", "thanks.sign"))))
            .toList();
    private static final Phrases FORMAL = ReplyFiles.phrases("formal");
    private static final List<PhraseCover> MERE = ReplyFiles.languages().stream()
            .map(language -> PhraseCover.of(language, "go_on.yes", "go_on.no", ASSENT, "opening", "politeness")
                    .with("any", ReplyFiles.phrases("any", List.of("yes", "no"))))
            .toList();
    private static final Phrases COMING = ReplyFiles.phrases(List.of("come.go", "come"));
    private static final Phrases LATER = ReplyFiles.phrases("later");
    private static final String DROP = "drop";
    private static final List<PhraseCover> DROPPING = PhraseCover.ofEveryLanguage(DROP, "opening", "politeness");
    private static final Set<String> NUMBER = Set.of(
            "numero", "n", "no", "le", "la", "el", "il", "o", "a", "the", "die", "de", "option", "choix", "opcion",
            "opzione", "opcao", "optie", "antwort", "nummer", "number", "nr", "رقم", "الرقم");

    /** How freely a text may be read. */
    public enum Strictness {
        /** As an answer in one's own words. */
        WORDS,
        /** By number or label alone: a yes would be about consent, or is read by who leads the dialogue. */
        NAMED,
        /** By label alone: a number is what was asked for. */
        LABEL
    }

    /**
     * Reads a text.
     *
     * @param open what may be answered, the newest first
     * @param older what was said before in dialogues that are over: answered by a label that is no mere yes or no
     */
    public Interpretation read(String text, List<OpenMessage> open, List<OpenMessage> older, Strictness strictness) {
        // "No 2" is the second button, "no, 2" is how many come.
        boolean corrects = text.contains(",") && Companions.isCorrection(text);
        Optional<ButtonPayload> numbered =
                corrects || strictness == Strictness.LABEL ? Optional.empty() : numbered(text, open);
        if (numbered.isPresent()) {
            return new Interpretation.Chosen(numbered.get());
        }
        Optional<ReplyWords.Reading> reading = ReplyWords.read(text);
        List<Answer> labelled = answers(open, (message, option) -> isLabel(text, option) || isDone(text, option));
        if (!labelled.isEmpty()) {
            // A label that is a mere yes is an answer to whatever else can be answered by one.
            return among(
                    strictness == Strictness.WORDS && reading.isPresent()
                            ? answers(
                                            open,
                                            (message, option) -> isLabel(text, option)
                                                    || says(message, option, reading.get()) && mayMean(text, option))
                                    .stream()
                                    .map(answer -> withLabel(answer, labelled, text))
                                    .toList()
                            : labelled,
                    false);
        }
        if (reading.isPresent()) {
            return strictness == Strictness.WORDS ? meant(text, reading.get(), open) : Interpretation.NONE;
        }
        return answers(older, (message, option) -> isLabel(text, option) || isDone(text, option)).stream()
                .findFirst()
                .<Interpretation>map(answer -> new Interpretation.Chosen(answer.button()))
                .orElse(Interpretation.NONE);
    }

    private static Answer withLabel(Answer answer, List<Answer> labelled, String text) {
        return labelled.contains(answer)
                ? new Answer(
                        answer.message(),
                        answer.button(),
                        WordPhrase.words(text).size())
                : answer;
    }

    /** The button that a text surely means, in one's own words. */
    public Optional<ButtonPayload> chosen(String text, OpenMessage message) {
        return read(text, List.of(message), List.of(), Strictness.WORDS) instanceof Interpretation.Chosen chosen
                ? Optional.of(chosen.button())
                : Optional.empty();
    }

    /** The button of a message that a number stands for. */
    public Optional<ButtonPayload> numbered(String text, OpenMessage message) {
        return numbered(text, List.of(message));
    }

    /** Whether a text says anything to an open question, surely or not. */
    public boolean reads(String text) {
        return ReplyWords.read(text).isPresent();
    }

    /** What a text surely says, whatever it answers. */
    public Optional<ReplyMeaning> meaning(String text) {
        return ReplyWords.read(text).filter(ReplyWords.Reading::sure).map(ReplyWords.Reading::meaning);
    }

    /** What a text says, surely or not. */
    public Optional<ReplyMeaning> guess(String text) {
        return ReplyWords.read(text).map(ReplyWords.Reading::meaning);
    }

    /** What a text surely says of coming, or not, whatever was asked: "I'll be there", "can't make it". */
    public Optional<ReplyMeaning> attends(String text) {
        return ReplyWords.attends(text).filter(meaning -> meaning != ReplyMeaning.MAYBE || !isOnlyLater(text));
    }

    /** Whether a text speaks of coming or going somewhere: of no survey, and of nothing to share. */
    public boolean isOfComing(String text) {
        return COMING.isIn(WordPhrase.words(text));
    }

    /** Whether a text surely says somewhere that they come, whatever was asked, and sets no condition. */
    public boolean comes(String text) {
        return !isConditional(text)
                && Clauses.of(text)
                        .anyMatch(
                                clause -> isOfComing(clause) && attends(clause).equals(Optional.of(ReplyMeaning.YES)));
    }

    /** Whether a text says in words of coming that they don't: of no survey, though it may be said of a day. */
    public boolean isGone(String text) {
        return isOfComing(text) && meaning(text).equals(Optional.of(ReplyMeaning.NO));
    }

    /** Whether a text says good-bye until something, with thanks or without, and nothing else: "thanks so much, see you there!" */
    public boolean isParting(String text) {
        return !WordPhrase.asks(text) && PhraseCover.says(PARTINGS, MeaningPhrases.withoutPictures(text), PARTING);
    }

    /** Whether a text ends in a good-bye, whatever it says in front of that: "we'll see. See you on Saturday, mate". */
    public boolean takesLeave(String text) {
        return !WordPhrase.asks(text)
                && Stream.of(
                                text,
                                Clauses.of(text).reduce((first, last) -> last).orElse(text))
                        .anyMatch(said -> Pleasantry.of(said)
                                .filter(Pleasantry.WISH::equals)
                                .isPresent());
    }

    /** Whether a text promises to tell others of something: a yes to what is to be passed on, and to nothing else. */
    public boolean isToBeTold(String text) {
        return ReplyWords.isPromised(WordPhrase.words(text));
    }

    /** Whether a text complains that a link or a page does not work, which answers nothing. */
    public boolean isOfFault(String text) {
        return ReplyWords.isOfFault(WordPhrase.words(text));
    }

    /** Whether a text denies something else than coming: "I can't help with the setting up". */
    public boolean deniesSomethingElse(String text) {
        return DenialWords.isOfSomethingElse(WordPhrase.words(text));
    }

    /** Whether a text says that they come, but late. */
    public boolean isLate(String text) {
        return ReplyWords.isLate(WordPhrase.words(text));
    }

    /** Whether a text says that they come late, and no yes of its own: it is said of what they have said yes to. */
    public boolean isOnlyLate(String text) {
        return ReplyWords.isOnlyLate(WordPhrase.words(text));
    }

    /** The word of a dialogue that the whole text is. */
    public Optional<DialogueWord> dialogueWord(String text) {
        return DialogueWord.of(text);
    }

    /**
     * The same of somebody who speaks a language: what is an everyday word there, and a word of a dialogue in another language, is
     * none.
     *
     * @param language null when unknown
     */
    public Optional<DialogueWord> dialogueWord(String text, @Nullable String language) {
        return DialogueWord.of(text)
                .filter(word -> language == null
                        || !EverydayWord.languages(text, null).contains(language)
                        || DialogueWord.of(text, language).isPresent());
    }

    /** Whether the whole text wishes our questions to end: it is asked whether only they, or all messages. */
    public boolean isEnough(String text) {
        return DialogueWord.isEnough(text);
    }

    /** Whether the whole text leaves what was asked: "never mind", "I don't want to go on with this". */
    public boolean isDropped(String text) {
        return !WordPhrase.asks(text) && PhraseCover.says(DROPPING, text, DROP);
    }

    /** Whether a text may leave one thing alone: what is asked, a waiting list, or what it names. */
    public boolean leavesOneThing(String text) {
        return isDropped(text)
                || WaitingList.isLeft(text)
                || OfferRefusal.isOfOneThing(text)
                || OfferRefusal.isOfItsList(text)
                || OfferRefusal.isOfThatOne(text)
                || OfferRefusal.named(text).isPresent();
    }

    /** Whether a text says that they don't give up what they have said yes to: "I'm not cancelling". */
    public boolean isKept(String text) {
        return WithdrawalWords.isKept(text);
    }

    /** The same, and says nothing else: no stop, though it has the words of one. */
    public boolean isMerelyKept(String text) {
        return WithdrawalWords.isMerelyKept(text);
    }

    /** Whether a text agrees where consent is asked about, in words that can't be read otherwise. */
    public boolean agrees(String text) {
        return AgreementWords.agrees(text);
    }

    /** The same, and has no word more: no stop, whatever it resembles. */
    public boolean agreesInAll(String text) {
        return AgreementWords.agreesInAll(text);
    }

    /** Whether a text begins with words that agree, and goes on: "vale, pero", "sí, mientras". */
    public boolean agreesBefore(String text) {
        return AgreementWords.agreesBefore(text);
    }

    /** Whether a text says yes to everything that is open, or wishes to call, and nothing else: no stop, whatever it resembles. */
    public boolean joinsIn(String text) {
        return AnswerToAll.isJoined(text) || ActionWish.begins(text, Topic.Sort.CALL, List.of());
    }

    /** Whether a text puts something off, and denies nothing. */
    public boolean isPutOff(String text) {
        return CallReport.isPutOff(text);
    }

    /** Whether a text puts an answer off and speaks of no coming: "I don't know my rota yet, I'll tell you next week". */
    public boolean isOnlyLater(String text) {
        List<String> words = WordPhrase.words(text);
        return LATER.isIn(words) && !COMING.isIn(words) && !WithdrawalWords.isOfTrouble(text);
    }

    /** Whether a question about data names the law. */
    public boolean isFormal(String text) {
        return FORMAL.isIn(WordPhrase.words(text));
    }

    /** Whether a no takes an earlier yes back, and so is about something that the person has a part or a place in. */
    public boolean takesBack(String text) {
        return ReplyWords.read(text)
                        .filter(reading -> reading.meaning() == ReplyMeaning.NO)
                        .isPresent()
                && WithdrawalWords.takesBack(text);
    }

    /** Whether a text speaks of somebody who is ill, hurt or has died. */
    public boolean isOfTrouble(String text) {
        return WithdrawalWords.isOfTrouble(text);
    }

    /** Whether a text only says that somebody is ill, hurt or has died, and denies nothing else: "I'm in hospital". */
    public boolean isMereTrouble(String text) {
        return WithdrawalWords.isMereTrouble(text);
    }

    /** Whether a text is a no because somebody is ill, hurt or has died. */
    public boolean isRefusedInTrouble(String text) {
        return WithdrawalWords.isOfTrouble(text)
                && ReplyWords.read(text)
                        .filter(reading -> reading.meaning() == ReplyMeaning.NO)
                        .isPresent();
    }

    /** Whether a text speaks of giving something up, whatever else it says. */
    public boolean givesUp(String text) {
        return WithdrawalWords.takesBack(text);
    }

    /** Whether a text takes somebody off something that is none of our lists or messages, or gives something up. */
    public boolean leaves(String text) {
        return WithdrawalWords.leaves(text);
    }

    /** Whether a yes changes an earlier answer, and so may be about anything that is open: "al final si que voy". */
    public boolean changes(String text) {
        return ReplyWords.read(text)
                        .filter(reading -> reading.meaning() == ReplyMeaning.YES)
                        .isPresent()
                && (WithdrawalWords.changes(text) || Explanation.insists(text));
    }

    /** Whether a text puts right how many come: it is of what they have said that they come to. */
    public boolean correctsCompany(String text) {
        return Companions.isCorrection(text)
                || Companions.isAloneInstead(text)
                || ReplyWords.comesWithFewer(text)
                || Companions.isAlone(text) && (changes(text) || MeaningPhrases.beginsWithNo(WordPhrase.words(text)));
    }

    /** What a text says of somebody who was called. */
    public Optional<CallReport> report(String text) {
        return CallReport.of(text);
    }

    /** The same; whoever wishes to be called another time is a result of the call. */
    public Optional<CallReport> reportOrPutOff(String text) {
        return report(text).or(() -> isPutOff(text) ? Optional.of(CallReport.RESULT) : Optional.empty());
    }

    /** Whether a text says of somebody that they said yes. */
    public boolean saysYes(String text) {
        return CallReport.saysYes(text);
    }

    /** Whether what somebody who was called has said may be that contact is to end, and not for some time only. */
    public boolean mayEndContact(String text) {
        return CallReport.mayEndContact(text);
    }

    /** Whether the words that end contact are known in a language. */
    public static boolean isRead(String language) {
        return ReplyFiles.languages().contains(language);
    }

    /** Whether a text says how a call went, and nothing else. */
    public boolean isResult(String text) {
        return CallReport.isResult(text);
    }

    /** The button whose label the whole text is; empty for none, and for several. */
    public Optional<ButtonPayload> labelled(String text, OpenMessage message) {
        return read(text, List.of(message), List.of(), Strictness.LABEL) instanceof Interpretation.Chosen chosen
                ? Optional.of(chosen.button())
                : Optional.empty();
    }

    /** What a button says in a word, by what it does or by its label; a size is neither a yes nor a no, though people write "s". */
    public Optional<ReplyMeaning> meaning(OpenMessage.Option option) {
        String verb = option.payload().verb();
        if (YES.contains(verb)) {
            return Optional.of(ReplyMeaning.YES);
        }
        if (NO.contains(verb)) {
            return Optional.of(ReplyMeaning.NO);
        }
        if (verb.equals("maybe")) {
            return Optional.of(ReplyMeaning.MAYBE);
        }
        return option.labels().stream()
                .filter(label -> !TypedLabel.isLetter(label))
                .flatMap(label -> ReplyWords.read(label).stream())
                .map(ReplyWords.Reading::meaning)
                .findFirst()
                .or(() -> option.labels().stream().anyMatch(AnswerToAll::isNone)
                        ? Optional.of(ReplyMeaning.NO)
                        : Optional.empty());
    }

    /** Whether a text begins with a yes, whatever it says behind that. */
    public boolean beginsWithYes(String text) {
        return MeaningPhrases.beginsWithYes(WordPhrase.words(text));
    }

    /** Whether what a text says depends on something: "if I feel better I'll come". */
    public boolean isConditional(String text) {
        return ConditionWords.isConditional(text, WordPhrase.words(text));
    }

    /** The one button of a message that says this; empty for none, and for several. */
    public Optional<ButtonPayload> saying(ReplyMeaning meaning, OpenMessage message) {
        return answers(List.of(message), (one, option) -> meaning(one, option).equals(Optional.of(meaning))).stream()
                .map(Answer::button)
                .findFirst();
    }

    private Interpretation meant(String text, ReplyWords.Reading reading, List<OpenMessage> open) {
        List<Answer> answers =
                answers(open, (message, option) -> says(message, option, reading) && mayMean(text, option));
        boolean vague = reading.meaning() == ReplyMeaning.MAYBE || reading.meaning() == ReplyMeaning.LATER;
        if (answers.isEmpty()) {
            return vague
                    ? open.stream()
                            .filter(this::asks)
                            .findFirst()
                            .<Interpretation>map(Interpretation.Postponed::new)
                            .orElse(Interpretation.NONE)
                    : Interpretation.NONE;
        }
        return reading.sure()
                ? among(answers, true)
                : new Interpretation.Unsure(answers.get(0).message());
    }

    /** Whoever asks something, or says that they come, asks for nobody's name and number, whatever yes is in it. */
    private boolean mayMean(String text, OpenMessage.Option option) {
        ButtonPayload button = option.payload();
        return !button.is(DialogueExit.CALLS, NEXT) || isPlainYes(text);
    }

    private boolean isPlainYes(String text) {
        List<String> words = WordPhrase.words(text);
        return isMereAnswer(text)
                || words.size() <= PLAIN
                        && OpenQuestion.of(text).isEmpty()
                        && attends(text).isEmpty()
                        && !isOfComing(text);
    }

    private boolean says(OpenMessage message, OpenMessage.Option option, ReplyWords.Reading reading) {
        return meaning(message, option).equals(Optional.of(reading.meaning()));
    }

    /** The same of a button beside others: beside a no alone, what else an organiser offers and does not ask is the yes. */
    private Optional<ReplyMeaning> meaning(OpenMessage message, OpenMessage.Option option) {
        Optional<ReplyMeaning> own = meaning(option);
        boolean offers = AnswerButton.delivery(option.payload()).isPresent()
                && option.labels().stream().noneMatch(WordPhrase::asks);
        List<OpenMessage.Option> others =
                message.options().stream().filter(other -> other != option).toList();
        return own.isEmpty()
                        && offers
                        && others.size() == 1
                        && AnswerButton.delivery(others.get(0).payload())
                                .equals(AnswerButton.delivery(option.payload()))
                        && meaning(others.get(0)).equals(Optional.of(ReplyMeaning.NO))
                ? Optional.of(ReplyMeaning.YES)
                : own;
    }

    /** Whether a message can be answered by a word at all. */
    private boolean asks(OpenMessage message) {
        return message.options().stream()
                .anyMatch(option -> meaning(message, option).equals(Optional.of(ReplyMeaning.YES)));
    }

    /** What is being talked about just now goes before what was sent before. */
    private static Interpretation among(List<Answer> answers, boolean words) {
        Answer newest = answers.get(0);
        return answers.size() == 1 || newest.message().spoken() && !isOfSeveral(answers)
                ? new Interpretation.Chosen(newest.button(), words ? newest.message() : null)
                : new Interpretation.Several(answers);
    }

    /** Whether what was told last is about several things, each by a message of its own. */
    private static boolean isOfSeveral(List<Answer> answers) {
        OpenMessage newest = answers.get(0).message();
        return answers.stream()
                .skip(1)
                .map(Answer::message)
                .anyMatch(other -> other.isBeside(newest) && !isOfOne(other, newest));
    }

    private static boolean isOfOne(OpenMessage one, OpenMessage other) {
        return one.options().stream()
                .map(option -> option.payload().id(0))
                .filter(OptionalLong::isPresent)
                .anyMatch(id -> other.options().stream()
                        .anyMatch(option -> option.payload().id(0).equals(id)));
    }

    private interface Fits {
        boolean test(OpenMessage message, OpenMessage.Option option);
    }

    /** The one fitting button of each message that has exactly one. */
    private static List<Answer> answers(List<OpenMessage> open, Fits fits) {
        return open.stream()
                .flatMap(message -> {
                    List<ButtonPayload> fitting = message.options().stream()
                            .filter(option -> fits.test(message, option))
                            .map(OpenMessage.Option::payload)
                            .toList();
                    return fitting.size() == 1 ? Stream.of(new Answer(message, fitting.get(0))) : Stream.empty();
                })
                .toList();
    }

    /** A number stands for a button of the newest message that has any; "+2" are two people. */
    private static Optional<ButtonPayload> numbered(String text, List<OpenMessage> open) {
        List<String> typed = WordPhrase.words(text);
        boolean number = !text.strip().startsWith("+")
                && (typed.size() == 1 || typed.size() == 2 && NUMBER.contains(typed.get(0)));
        if (open.isEmpty() || !number) {
            return Optional.empty();
        }
        String last = typed.get(typed.size() - 1);
        List<OpenMessage.Option> options = open.get(0).options();
        return IntStream.range(0, options.size())
                .filter(index -> last.equals(Integer.toString(index + 1)))
                .mapToObj(index -> options.get(index).payload())
                .findFirst();
    }

    private static boolean isLabel(String text, OpenMessage.Option option) {
        return option.labels().stream().anyMatch(label -> TypedLabel.is(text, label) || isAnswerAndLabel(text, label));
    }

    /** "Oui j'en suis", "non, pas cette fois": the label behind the answer that it is. */
    private static boolean isAnswerAndLabel(String text, String label) {
        List<String> typed = WordPhrase.words(text);
        String first = typed.size() < 2 ? "" : typed.get(0);
        Optional<ReplyMeaning> said = ReplyWords.read(first).map(ReplyWords.Reading::meaning);
        return said.isPresent()
                && ReplyWords.read(label).map(ReplyWords.Reading::meaning).equals(said)
                && TypedLabel.is(String.join(" ", typed.subList(1, typed.size())), label);
    }

    /** Whether a text is a mere yes or no, which may be the label of any button: "oui", "ok", "no, gracias". */
    public boolean isMereAnswer(String text) {
        return PhraseCover.lists(MERE, text).findAny().isPresent();
    }

    /** Whether a text is a mere "ok", "venga", "passt": a yes to what was just asked, or a nod to what was just told. */
    public boolean isAssent(String text) {
        return !WordPhrase.asks(text)
                && PhraseCover.lists(ASSENTING, text)
                        .anyMatch(lists -> lists.stream().anyMatch(list -> list.endsWith(ASSENT)));
    }

    /**
     * Whether a text agrees in a few words, of no coming and no promise, and is more than a yes: "dacor pa de probleme", "ja super". Behind
     * what was sent to many just now it may nod to that.
     */
    public boolean isNod(String text) {
        List<String> words = WordPhrase.words(text);
        return words.size() > 1
                && words.size() <= PLAIN
                && !WordPhrase.asks(text)
                && !changes(text)
                && meaning(text).equals(Optional.of(ReplyMeaning.YES))
                && attends(text).isEmpty()
                && !isOfComing(text)
                && !isToBeTold(text)
                && !Companions.tells(text)
                && !Companions.isCount(text);
    }

    /** Whether a text says that what was asked has been done, and nothing else: "I've sent it to three friends". */
    public boolean isDone(String text) {
        return ActionWish.isDone(text, List.of());
    }

    private boolean isDone(String text, OpenMessage.Option option) {
        return option.payload().verb().equals(DONE) && isDone(text);
    }
}
