package org.relais.action.question;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.action.SpokenPart;
import org.relais.action.step.StepOption;
import org.relais.action.step.StepPaths;

/**
 * What volunteers are asked, step by step. Made by {@link QuestionFormCodec}, which refuses what could never end.
 *
 * @param language default language, for people whose own is not among the texts
 * @param steps one to ten, in the order in which they are asked unless one leads elsewhere
 * @param thanks what is said at the end, by language; the usual words where there are none
 * @param keepDays days after the end of the action until nobody can be read from the answers any more
 * @param asForm whether all of it is asked on one screen where the app has such forms; in the chat everywhere else
 */
public record QuestionForm(
        String language, List<Step> steps, Map<String, String> thanks, int keepDays, boolean asForm) {

    public QuestionForm {
        steps = List.copyOf(steps);
        thanks = Map.copyOf(thanks);
    }

    /**
     * One question.
     *
     * @param id stands for it in the results
     * @param texts by language; has at least the default one
     * @param options two to ten for a choice, none for anything else
     * @param least smallest number that is taken; null for any, and for what is no number
     * @param most largest number that is taken; null as above
     * @param required whether it can't be skipped
     * @param next id of the step after it, {@link StepPaths#END}, or null for the one that follows
     */
    public record Step(
            String id,
            Map<String, String> texts,
            AnswerKind kind,
            List<StepOption> options,
            @Nullable Long least,
            @Nullable Long most,
            boolean required,
            @Nullable String next)
            implements StepPaths.Node {
        public Step {
            texts = Map.copyOf(texts);
            options = List.copyOf(options);
        }

        /** The question in this language, else in the other one. */
        public String text(String language, String otherwise) {
            return texts.getOrDefault(language, texts.getOrDefault(otherwise, ""));
        }

        @Override
        public boolean passable() {
            return !required;
        }

        /** The option with this id; empty when there is none. */
        Optional<StepOption> option(@Nullable String wanted) {
            return options.stream().filter(each -> each.id().equals(wanted)).findFirst();
        }
    }

    /** The ways through it. */
    public StepPaths paths() {
        return new StepPaths(steps);
    }

    /** Whether everybody is asked the same, one step after the other. */
    boolean straight() {
        return IntStream.range(0, steps.size())
                .allMatch(at ->
                        leadsOn(at, null) && steps.get(at).options().stream().allMatch(option -> leadsOn(at, option)));
    }

    private boolean leadsOn(int at, @Nullable StepOption chosen) {
        Optional<Integer> following = at + 1 < steps.size() ? Optional.of(at + 1) : Optional.empty();
        return paths().after(at, chosen).equals(following);
    }

    /** The languages in which every question and every answer is written. */
    Set<String> whole() {
        return SpokenPart.whole(steps.stream()
                .flatMap(step -> Stream.concat(
                        Stream.of(step.texts()), step.options().stream().map(StepOption::labels)))
                .toList());
    }

    /** Thanks of its own in this language, else in the default one; empty for the usual words. */
    Optional<String> thanks(String wanted) {
        return Optional.ofNullable(thanks.get(wanted)).or(() -> Optional.ofNullable(thanks.get(language)));
    }

    /** The languages in which somebody may be asked, sorted. */
    List<String> languages() {
        return steps.get(0).texts().keySet().stream()
                .filter(each -> spoken(each).equals(each))
                .sorted()
                .toList();
    }

    public Optional<Step> step(int place) {
        return place >= 0 && place < steps.size() ? Optional.of(steps.get(place)) : Optional.empty();
    }

    /** The step with this id; empty when there is none. */
    public Optional<Step> step(String id) {
        return paths().place(id).map(steps::get);
    }

    /** In which language of the form somebody is asked. */
    public String spoken(@Nullable String wanted) {
        return wanted != null && steps.stream().allMatch(step -> step.texts().containsKey(wanted)) ? wanted : language;
    }
}
