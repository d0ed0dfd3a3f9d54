package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.relais.action.Action;
import org.relais.action.call.CallScriptCodec;
import org.relais.action.call.CallService;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.input.InvalidInputException;

/** The script of a call action: written step by step, and rehearsed beside it. */
final class ScriptPages {
    /** What the buttons of the rehearsal begin with. */
    private static final String WAY = "way-";

    private final CallService calls;

    ScriptPages(CallService calls) {
        this.calls = calls;
    }

    Future<PageResult> show(PageRequest visit, Action action) {
        return calls.script(action)
                .compose(found -> page(
                        200,
                        visit,
                        action,
                        found.map(version -> ScriptForm.of(version.script())).orElseGet(ScriptForm::blank)));
    }

    /** Saves it, or changes the form and shows it again: more steps, fewer, another order, further in the rehearsal. */
    Future<PageResult> write(PageRequest visit, Action action) {
        ScriptForm form = ScriptForm.read(visit);
        Optional<String> step = visit.field("do");
        if (step.isPresent()) {
            return page(200, visit, action, form.changed(step.get()));
        }
        return Future.<JsonObject>succeededFuture(form.json(visit.organisation().language()))
                .compose(json -> calls.write(visit.actor(), action, CallScriptCodec.decode(json)))
                .compose(version -> calls.counts(action))
                .<PageResult>map(people -> PageResult.to("/actions/" + action.id() + (people.all() == 0 ? "/list" : ""))
                        .saying("action.call.said.script"))
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? page(422, visit, action, form.withFaults(visit, invalid))
                        : Future.failedFuture(fault));
    }

    private Future<PageResult> page(int status, PageRequest visit, Action action, ScriptForm form) {
        return rehearsed(visit, action, form).map(model -> {
            model.put("action", action);
            model.put("changeable", CallService.changeable(action) && visit.mayChange());
            model.put("opened", form.opened(visit.field("do").orElse("")));
            return new PageResult.Page(status, "action/script/form", model);
        });
    }

    /** The part of the page that follows the typing, and the buttons of the rehearsal. */
    Future<PageResult> look(PageRequest visit, Action action) {
        return rehearsed(visit, action, ScriptForm.read(visit)).map(model -> {
            model.put("renewed", true);
            model.put("path", "/console/actions/" + action.id() + "/script");
            return PageResult.page("action/script/rehearsal", model);
        });
    }

    private Future<Map<String, Object>> rehearsed(PageRequest visit, Action action, ScriptForm form) {
        String way = way(visit);
        List<Integer> pressed = Stream.of(way.split("\\."))
                .filter(place -> !place.isEmpty())
                .map(Integer::valueOf)
                .toList();
        return form.sketch(visit.organisation().language())
                .map(script -> calls.rehearse(action, script, pressed))
                .orElseGet(() -> Future.succeededFuture(List.of()))
                .map(looks -> new HashMap<>(Map.of("form", form, "way", way, "looks", looks)));
    }

    /** The buttons of the rehearsal that were pressed, by their places: with the one pressed now, or as they were. */
    private static String way(PageRequest visit) {
        return visit.field("do")
                .filter(button -> button.startsWith(WAY))
                .map(button -> button.substring(WAY.length()))
                .or(() -> visit.field("way"))
                .filter(way -> way.matches("(\\d\\.){0,100}"))
                .orElse("");
    }
}
