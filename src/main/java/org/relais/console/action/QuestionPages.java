package org.relais.console.action;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.relais.action.Action;
import org.relais.action.ActionType;
import org.relais.action.question.QuestionService;
import org.relais.console.PageRequest;
import org.relais.console.PageRoutes;

/** What question actions add: what is asked, and what was answered. */
public final class QuestionPages implements KindPages {
    private final QuestionService service;

    public QuestionPages(QuestionService service) {
        this.service = service;
    }

    @Override
    public ActionType type() {
        return ActionType.QUESTION;
    }

    @Override
    public void mount(PageRoutes routes) {}

    @Override
    public Future<List<Step>> steps(PageRequest visit, Action action) {
        return service.form(action)
                .map(form -> List.of(new Step(
                        visit.text("action.question.form"),
                        form.map(known -> visit.text(
                                        "action.question.count",
                                        "count",
                                        known.steps().size()))
                                .orElseGet(() -> visit.text("action.question.none")),
                        "/actions/" + action.id() + "/questions",
                        form.isPresent(),
                        Set.of("steps"))));
    }

    @Override
    public Future<Void> show(PageRequest visit, Action action, Map<String, Object> model) {
        return service.figures(action)
                .onSuccess(figures -> figures.ifPresent(found -> model.put("question", found)))
                .mapEmpty();
    }
}
