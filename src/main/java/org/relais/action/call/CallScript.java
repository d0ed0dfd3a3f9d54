package org.relais.action.call;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.action.SpokenPart;
import org.relais.action.step.StepOption;
import org.relais.action.step.StepPaths;

/**
 * What a volunteer says and asks, step by step. Who is calling, why, and the right to be removed are no part of it:
 * Relais puts them in front of every script. Made by {@link CallScriptCodec}, which refuses what could never end.
 *
 * @param language default language, used for contacts whose own is not among the texts
 * @param steps at least one, in the order in which they are said unless one leads elsewhere
 * @param results those a volunteer may choose, in order; {@link CallResult#REMOVED} is always among them
 */
public record CallScript(String language, List<Step> steps, List<CallResult> results) {
    public CallScript {
        steps = List.copyOf(steps);
        results = List.copyOf(results);
        if (steps.isEmpty() || !results.contains(CallResult.REMOVED)) {
            throw new IllegalArgumentException("a script has a step, and lets people be removed");
        }
    }

    /**
     * One thing to say, and what is asked with it.
     *
     * @param id stands for its question in the figures
     * @param texts by language; has at least the default one; the same for every contact, so that nothing of a person
     *     stays in the volunteer's chat
     * @param options to choose from; empty: no choice is asked
     * @param freeText whether the volunteer types what the person answered; never together with options
     * @param next id of the step after it, {@link StepPaths#END}, or null for the one that follows
     */
    public record Step(
            String id, Map<String, String> texts, List<StepOption> options, boolean freeText, @Nullable String next)
            implements StepPaths.Node {
        public Step {
            texts = Map.copyOf(texts);
            options = List.copyOf(options);
            if (freeText && !options.isEmpty()) {
                throw new IllegalArgumentException("a step asks for a choice or for words");
            }
        }

        public boolean asks() {
            return freeText || !options.isEmpty();
        }
    }

    /** The ids of the steps that ask something, in their order. */
    public List<String> questions() {
        return steps.stream().filter(Step::asks).map(Step::id).toList();
    }

    public Optional<Step> step(int place) {
        return place >= 0 && place < steps.size() ? Optional.of(steps.get(place)) : Optional.empty();
    }

    /** The place of the step after this one; empty at the end of the script. */
    public Optional<Integer> after(int place, @Nullable StepOption chosen) {
        return paths().after(place, chosen);
    }

    /** The ways through it. */
    public StepPaths paths() {
        return new StepPaths(steps);
    }

    /** The languages in which everything to say and every answer is written. */
    Set<String> whole() {
        return SpokenPart.whole(steps.stream()
                .flatMap(step -> Stream.concat(
                        Stream.of(step.texts()), step.options().stream().map(StepOption::labels)))
                .toList());
    }

    /** In which language of the script a contact is spoken to. */
    public String spoken(@Nullable String contactLanguage) {
        return contactLanguage != null
                        && steps.stream().allMatch(step -> step.texts().containsKey(contactLanguage))
                ? contactLanguage
                : language;
    }
}
