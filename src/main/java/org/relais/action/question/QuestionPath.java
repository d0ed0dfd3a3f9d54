package org.relais.action.question;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far somebody has come: where they stand follows from their answers alone, so nothing of it is stored.
 *
 * @param places the steps on their way, in order; the last one is {@code next}, if there is one
 * @param next the step that waits for an answer; empty when all are answered
 */
record QuestionPath(List<Integer> places, Optional<Integer> next) {
    QuestionPath {
        places = List.copyOf(places);
    }

    /** @param answers by id of the step */
    static QuestionPath of(QuestionForm form, Map<String, QuestionAnswer> answers) {
        List<Integer> places = new ArrayList<>();
        Optional<Integer> at = Optional.of(0);
        while (at.isPresent()) {
            QuestionForm.Step step = form.steps().get(at.get());
            places.add(at.get());
            QuestionAnswer answer = answers.get(step.id());
            if (answer == null) {
                return new QuestionPath(places, at);
            }
            at = form.paths().after(at.get(), step.option(answer.choice()).orElse(null));
        }
        return new QuestionPath(places, Optional.empty());
    }

    /** The step before this one on their way; the last one for a place behind the end, the first for the first. */
    int before(int place) {
        int at = places.indexOf(place);
        return at < 0 ? places.get(places.size() - 1) : places.get(Math.max(0, at - 1));
    }

    /** Ids of the steps on their way. */
    List<String> ids(QuestionForm form) {
        return places.stream().map(place -> form.steps().get(place).id()).toList();
    }
}
