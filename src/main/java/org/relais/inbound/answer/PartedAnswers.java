package org.relais.inbound.answer;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.conversation.ActionWish;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.NamedAnswers;
import org.relais.conversation.NamedAnswers.Thing;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.Topic;
import org.relais.conversation.likeness.LikelyAnswer;
import org.relais.conversation.likeness.ReplyKind;
import org.relais.conversation.likeness.ReplyResemblance;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;
import org.relais.conversation.words.WrittenLanguage;

/**
 * Reader of a text whose parts answer several things, each its own: "I'm coming to the meeting, the link I'll put in the class group".
 * Nothing is read where a part may answer something and it can't be told what, or which. A pure function of the text and the things;
 * safe for any number of threads.
 */
final class PartedAnswers {
    private static final String DONE = "done";
    /** "No meu grupo" denies nothing: each language by itself. */
    private static final Map<String, Phrases> NEGATIONS = ReplyFiles.languages().stream()
            .collect(Collectors.toUnmodifiableMap(
                    language -> language,
                    language -> ReplyFiles.phrases(language, List.of("negation", "negation.thing"))));

    private static final Phrases HAS_DONE = ReplyFiles.phrases("done.named");
    private static final Set<Topic.Sort> BEGUN = EnumSet.of(Topic.Sort.SHARE, Topic.Sort.CALL);

    private final NamedAnswers names = new NamedAnswers();
    private final ReplyInterpreter interpreter = new ReplyInterpreter();
    private final List<OpenThing> open;
    private final Phrases negation;
    private final TopicAnswers answers;
    private final Map<OpenThing, ButtonPayload> found = new LinkedHashMap<>();

    private PartedAnswers(String text, List<OpenThing> open, TopicAnswers answers) {
        this.open = open;
        this.negation = WrittenLanguage.of(text)
                .map(NEGATIONS::get)
                .orElseGet(() -> Phrases.of(NEGATIONS.values().toArray(Phrases[]::new)));
        this.answers = answers;
    }

    /** The buttons of two things or more, of which one at least is to be passed on, or to be called for. */
    static Optional<Understood> of(String text, List<OpenThing> open, TopicAnswers answers) {
        List<String> parts = Clauses.of(text).toList();
        if (parts.size() < 2
                || open.stream().noneMatch(each -> BEGUN.contains(each.topic().sort()))) {
            return Optional.empty();
        }
        PartedAnswers parted = new PartedAnswers(text, open, answers);
        return parts.stream().allMatch(parted::isRead) && parted.found.size() > 1
                ? Optional.of(Understood.pressed(List.copyOf(parted.found.values())))
                : Optional.empty();
    }

    /** False for what may answer something, and leaves open what, or which. */
    private boolean isRead(String part) {
        List<Integer> titles = names.masked(part, things()).titles();
        if (titles.size() > 1) {
            return false;
        }
        Optional<OpenThing> about = titles.isEmpty() ? untitled(part) : Optional.of(open.get(titles.get(0)));
        if (about.isEmpty()) {
            return !interpreter.reads(part) || interpreter.isMereAnswer(part) && found.isEmpty();
        }
        Optional<ButtonPayload> button = button(part, about.get());
        button.ifPresent(said -> found.merge(about.get(), said, (before, now) -> now));
        return button.isPresent();
    }

    /** What is to be passed on, where a part says that this is done, or will be. */
    private Optional<OpenThing> untitled(String part) {
        List<OpenThing> shares = open.stream()
                .filter(each -> each.topic().sort() == Topic.Sort.SHARE)
                .toList();
        boolean told = !interpreter.isOfComing(part) && (interpreter.isToBeTold(part) || interpreter.isDone(part));
        return told && shares.size() == 1 ? Optional.of(shares.get(0)) : Optional.empty();
    }

    private Optional<ButtonPayload> button(String part, OpenThing about) {
        Topic.Sort sort = about.topic().sort();
        boolean denied = negation.isIn(WordPhrase.words(part));
        if (sort == Topic.Sort.SHARE && !denied && isDone(part)) {
            ButtonPayload any = about.newest().options().get(0).payload();
            return Optional.of(new ButtonPayload(any.part(), DONE, any.arguments()));
        }
        return meaning(part, about, denied).flatMap(meaning -> answers.button(about, meaning));
    }

    /** "The video I have sent my brother", which says of nothing but what is named that it is done. */
    private boolean isDone(String part) {
        return interpreter.isDone(part) || HAS_DONE.isIn(WordPhrase.words(part));
    }

    private Optional<ReplyMeaning> meaning(String part, OpenThing about, boolean denied) {
        Topic.Sort sort = about.topic().sort();
        boolean begins = sort == Topic.Sort.SHARE && interpreter.isToBeTold(part)
                || sort == Topic.Sort.CALL
                        && ActionWish.begins(part, sort, List.of(about.topic().title()));
        return names.read(part, things()).stream()
                .filter(named -> named.sure() && named.meaning() != null)
                .flatMap(named -> Stream.ofNullable(named.meaning()))
                .findFirst()
                .or(() -> !BEGUN.contains(sort) || !denied && !begins
                        ? Optional.empty()
                        : Optional.of(denied ? ReplyMeaning.NO : ReplyMeaning.YES))
                .or(() -> LikelyAnswer.yesOrNo(ReplyResemblance.standard(), part)
                        .filter(kind -> sort == Topic.Sort.EVENT && denied == (kind == ReplyKind.NO))
                        .map(kind -> ReplyMeaning.valueOf(kind.name())));
    }

    private List<Thing> things() {
        return answers.things(open);
    }
}
