package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionService;
import org.relais.action.ActionType;
import org.relais.action.call.CallCorrections;
import org.relais.action.call.CallFigures;
import org.relais.action.call.CallListAddition;
import org.relais.action.call.CallListStore.Counts;
import org.relais.action.call.CallListStore.Entry;
import org.relais.action.call.CallResult;
import org.relais.action.call.CallScript;
import org.relais.action.call.CallScriptCodec;
import org.relais.action.call.CallScriptStore.Version;
import org.relais.action.call.CallService;
import org.relais.action.call.CallSettings;
import org.relais.audience.AudienceStore;
import org.relais.console.Form;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.console.broadcast.MessageForm;
import org.relais.imports.ImportJob;
import org.relais.imports.ImportKind;
import org.relais.imports.ImportState;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Role;

/** What call actions add: script, list and settings, and what came of the calls. */
public final class CallPages implements KindPages {
    private static final int PEOPLE = 50;
    private static final int TAGS = 40;
    private static final int IMPORTS = 50;
    private static final Set<String> STATES = Set.of("waiting", "leased", "closed");
    private static final Map<String, String> SETTINGS = Map.of(
            "leaseMinutes",
            "lease",
            "attempts",
            "attempts",
            "retryMinutes",
            "retry",
            "origin.fr",
            "origin_fr",
            "origin.en",
            "origin_en");

    private static final Set<String> REASONS = Set.of(
            "reached",
            "no_answer",
            "refused",
            "wrong_number",
            "removed",
            "unsubscribed",
            "suppressed",
            "unreachable",
            "occasional_spent",
            "consent_only",
            "no_consent",
            "no_origin",
            "taken_out",
            "erased",
            "merged",
            "held",
            "pending",
            "no_address",
            "only_contact",
            "attempts");

    private final Pool pool;
    private final ActionService actions;
    private final CallService calls;
    private final CallCorrections corrections;
    private final Imports imports;
    private final AudienceStore audiences = new AudienceStore();

    /**
     * A call action in numbers.
     *
     * @param script null when there is none yet
     */
    public record Shown(CallFigures figures, Counts list, @Nullable CallScript script) {}

    /** The newest imports of an organisation. */
    public interface Imports {
        Future<List<ImportJob>> newest(long organisationId, int limit);
    }

    public CallPages(
            Pool pool, ActionService actions, CallService calls, CallCorrections corrections, Imports imports) {
        this.pool = pool;
        this.actions = actions;
        this.calls = calls;
        this.corrections = corrections;
        this.imports = imports;
    }

    @Override
    public ActionType type() {
        return ActionType.CALL;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get("/actions/:id/script", visit -> of(visit, action -> script(visit, action)));
        routes.post(
                "/actions/:id/script", Role.ORGANISER, visit -> changing(visit, action -> writeScript(visit, action)));
        routes.get("/actions/:id/list", visit -> of(visit, action -> list(visit, action, 200, listForm(visit))));
        routes.post("/actions/:id/list", Role.ORGANISER, visit -> changing(visit, action -> addToList(visit, action)));
        routes.post(
                "/actions/:id/list/:entry/out",
                Role.ORGANISER,
                visit -> changing(visit, action -> takeOut(visit, action)));
        routes.get("/actions/:id/calls", visit -> of(visit, action -> calls(visit, action)));
        routes.post("/actions/:id/calls/:call", Role.ORGANISER, visit -> of(visit, action -> correct(visit, action)));
        routes.get(
                "/actions/:id/calling",
                Role.ORGANISER,
                visit -> of(visit, action -> calls.settings(action)
                        .map(settings ->
                                PageResult.page("action/calling", Map.of("action", action, "form", form(settings))))));
        routes.post("/actions/:id/calling", Role.ORGANISER, visit -> changing(visit, action -> set(visit, action)));
        routes.get(
                "/actions/:id/callers",
                visit -> of(visit, action -> calls.figures(action)
                        .map(figures ->
                                PageResult.page("action/callers", Map.of("action", action, "figures", figures)))));
        routes.stream(
                "/actions/:id/calls.csv",
                Role.VIEWER,
                visit -> CsvPages.send(
                        visit,
                        actions,
                        Set.of(ActionType.CALL),
                        action -> CsvPages.file(visit, "action-" + action.id() + "-calls", calls.callsCsv(action))));
    }

    private Future<PageResult> of(PageRequest visit, Function<Action, Future<PageResult>> page) {
        return calls.find(visit.organisationId(), visit.id())
                .compose(found ->
                        found.isEmpty() ? Future.succeededFuture(PageResult.notFound()) : page.apply(found.get()));
    }

    private Future<PageResult> changing(PageRequest visit, Function<Action, Future<PageResult>> step) {
        return of(
                visit,
                action -> CallService.changeable(action)
                        ? step.apply(action)
                        : Future.succeededFuture(
                                PageResult.to("/actions/" + action.id()).warning("action.said.not-possible")));
    }

    @Override
    public Future<List<Step>> steps(PageRequest visit, Action action) {
        String path = "/actions/" + action.id();
        return calls.script(action).compose(script -> calls.counts(action)
                .map(counts -> List.of(
                        new Step(
                                visit.text("action.call.script"),
                                script.map(known -> visit.text(
                                                "action.call.steps-count",
                                                "count",
                                                known.script().steps().size()))
                                        .orElseGet(() -> visit.text("action.call.no-script")),
                                path + "/script",
                                script.isPresent()),
                        new Step(
                                visit.text("action.call.list"),
                                visit.text("action.call.waiting-count", "count", counts.waiting()),
                                path + "/list",
                                counts.waiting() > 0))));
    }

    @Override
    public Future<Void> show(PageRequest visit, Action action, Map<String, Object> model) {
        return calls.figures(action)
                .compose(figures -> calls.counts(action).compose(counts -> calls.script(action)
                        .onSuccess(script -> model.put(
                                "call",
                                new Shown(
                                        figures,
                                        counts,
                                        script.map(Version::script).orElse(null))))))
                .mapEmpty();
    }

    private Future<PageResult> script(PageRequest visit, Action action) {
        return calls.script(action)
                .map(found -> PageResult.page(
                        "action/script",
                        Map.of(
                                "action",
                                action,
                                "form",
                                found.map(version -> ScriptForm.of(version.script()))
                                        .orElseGet(ScriptForm::blank),
                                "changeable",
                                CallService.changeable(action) && visit.mayChange())));
    }

    /** Saves it, or changes the form and shows it again: more steps, fewer, another order. */
    private Future<PageResult> writeScript(PageRequest visit, Action action) {
        ScriptForm form = ScriptForm.read(visit);
        Optional<String> step = visit.field("do");
        if (step.isPresent()) {
            return Future.succeededFuture(
                    new PageResult.Page(200, "action/script", scriptModel(action, changed(form, step.get()))));
        }
        return Future.<JsonObject>succeededFuture(form.json(visit.organisation().language()))
                .compose(json -> calls.write(visit.actor(), action, CallScriptCodec.decode(json)))
                .<PageResult>map(
                        version -> PageResult.to("/actions/" + action.id()).saying("action.call.said.script"))
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? Future.succeededFuture(PageResult.invalid(
                                "action/script", scriptModel(action, form.withFaults(visit, invalid))))
                        : Future.failedFuture(fault));
    }

    private static Map<String, Object> scriptModel(Action action, ScriptForm form) {
        return Map.of("action", action, "form", form, "changeable", true);
    }

    private static ScriptForm changed(ScriptForm form, String step) {
        String[] parts = step.split("-", 2);
        int place = parts.length == 2 && parts[1].matches("\\d{1,3}") ? Integer.parseInt(parts[1]) : -1;
        return switch (parts[0]) {
            case "add" -> form.longer();
            case "remove" -> form.without(place);
            case "up" -> form.earlier(place);
            default -> form;
        };
    }

    private static Form listForm(PageRequest visit) {
        return new Form().with("audience", visit.query("q").isEmpty() ? "phones" : "tags");
    }

    private Future<PageResult> list(PageRequest visit, Action action, int status, Form form) {
        Optional<String> state = visit.query("state").filter(STATES::contains);
        Map<String, Object> model = new HashMap<>(Map.of(
                "action",
                action,
                "form",
                form,
                "chosen",
                new TreeSet<>(status == 200 ? List.<String>of() : visit.fields("tag")),
                "state",
                state.orElse(""),
                "changeable",
                CallService.changeable(action) && visit.mayChange()));
        return calls.counts(action)
                .onSuccess(counts -> model.put("counts", counts))
                .compose(counts -> audiences.tags(pool, visit.organisationId(), TAGS))
                .onSuccess(tags -> model.put("tags", tags))
                .compose(tags -> imports.newest(visit.organisationId(), IMPORTS))
                .onSuccess(found -> model.put(
                        "imports",
                        found.stream()
                                .filter(job -> job.kind() == ImportKind.CONTACTS && job.state() == ImportState.FINISHED)
                                .toList()))
                .compose(found -> calls.entries(action, state.orElse(null), visit.query("after", 0L), PEOPLE + 1))
                .map(people -> {
                    model.put("people", people.stream().limit(PEOPLE).toList());
                    model.put(
                            "after",
                            people.size() > PEOPLE ? people.get(PEOPLE - 1).id() : 0L);
                    return new PageResult.Page(status, "action/callList", model);
                });
    }

    private Future<PageResult> addToList(PageRequest visit, Action action) {
        Form form = Form.of(visit, "audience", "areas", "phones", "import");
        return Future.<JsonObject>succeededFuture(people(visit, form))
                .compose(json -> calls.list(visit.actor(), action, CallListAddition.decode(json)))
                .<PageResult>map(listed -> PageResult.to("/actions/" + action.id() + "/list")
                        .saying(
                                "action.call.said.listed",
                                "added",
                                listed.people().added(),
                                "known",
                                listed.people().known(),
                                "without",
                                listed.people().without(),
                                "unknown",
                                listed.unknown()))
                .recover(fault -> {
                    if (fault instanceof InvalidInputException invalid) {
                        faults(visit, form, invalid);
                        return list(visit, action, 422, form);
                    }
                    return Future.failedFuture(fault);
                });
    }

    private Future<PageResult> takeOut(PageRequest visit, Action action) {
        PageResult.Redirect back = PageResult.to("/actions/" + action.id() + "/list");
        return corrections.takeOut(visit.actor(), action, visit.id("entry")).map(outcome -> switch (outcome) {
            case DONE -> back.saying("action.call.said.taken-out");
            case BUSY -> back.warning("action.call.said.busy");
            case UNKNOWN, STANDS, NO_RESULT, ERASED -> PageResult.notFound();
        });
    }

    private Future<PageResult> calls(PageRequest visit, Action action) {
        return calls.calls(action, visit.query("after", 0L), PEOPLE + 1).map(found -> {
            Map<String, Object> model = new HashMap<>(Map.of("action", action));
            model.put("calls", found.stream().limit(PEOPLE).toList());
            model.put("first", visit.query("after").isEmpty());
            model.put("after", found.size() > PEOPLE ? found.get(PEOPLE - 1).id() : 0L);
            return PageResult.page("action/calls", model);
        });
    }

    private Future<PageResult> correct(PageRequest visit, Action action) {
        PageResult.Redirect back = PageResult.to("/actions/" + action.id() + "/calls"
                + visit.query("after")
                        .map(after -> "?after=" + visit.query("after", 0L))
                        .orElse(""));
        Optional<CallResult> result =
                visit.field("result").flatMap(CallResult::named).filter(CallCorrections.RESULTS::contains);
        if (result.isEmpty()) {
            return Future.succeededFuture(back.warning("action.call.said.no-choice"));
        }
        return corrections
                .correct(visit.actor(), action, visit.id("call"), result.get())
                .map(outcome -> switch (outcome) {
                    case DONE -> back.saying("action.call.said.corrected");
                    case STANDS -> back.warning("action.call.said.stands");
                    case NO_RESULT -> back.warning("action.call.said.no-result");
                    case ERASED -> back.warning("action.call.said.erased");
                    case UNKNOWN, BUSY -> PageResult.notFound();
                });
    }

    private static JsonObject people(PageRequest visit, Form form) {
        return switch (form.value("audience")) {
            case "everyone" -> new JsonObject().put("audience", new JsonObject().put("everyone", true));
            case "tags" ->
                new JsonObject()
                        .put(
                                "audience",
                                new JsonObject()
                                        .put("tags", new JsonObject().put("any", new JsonArray(visit.fields("tag")))));
            case "areas" ->
                new JsonObject()
                        .put("audience", new JsonObject().put("areas", parts(form.value("areas"), "[,;\\r\\n]")));
            case "import" -> new JsonObject().put("import", ActionForm.number(form.value("import")));
            default -> new JsonObject().put("phones", parts(form.value("phones"), "[,;\\r\\n]"));
        };
    }

    private static JsonArray parts(String text, String separator) {
        return new JsonArray(Arrays.stream(text.split(separator))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .distinct()
                .toList());
    }

    /** Which of the pasted numbers is none, by its place: the number itself stays in the field. */
    private static void faults(PageRequest visit, Form form, InvalidInputException invalid) {
        boolean phones = form.value("audience").equals("phones");
        List<String> places = invalid.faults().stream()
                .map(Fault::field)
                .filter(field -> field.matches("phones\\[\\d+]"))
                .map(field -> Integer.toString(Integer.parseInt(field.replaceAll("\\D", "")) + 1))
                .toList();
        form.fault(
                phones ? "phones" : "audience",
                places.isEmpty()
                        ? visit.faults(invalid)
                        : visit.text(
                                "action.call.bad-numbers",
                                "count",
                                places.size(),
                                "places",
                                String.join(", ", places.stream().limit(20).toList())));
    }

    private static Form form(CallSettings settings) {
        Form form = new Form()
                .with("lease", Long.toString(settings.lease().toMinutes()))
                .with("attempts", Integer.toString(settings.mostAttempts()))
                .with("retry", Long.toString(settings.retryAfter().toMinutes()));
        for (String language : MessageForm.LANGUAGES) {
            form.with("origin_" + language, settings.origins().getOrDefault(language, ""));
        }
        return form;
    }

    private Future<PageResult> set(PageRequest visit, Action action) {
        Form form = Form.of(visit, "lease", "attempts", "retry", "origin_fr", "origin_en");
        JsonObject json = new JsonObject();
        form.given("lease").ifPresent(text -> json.put("leaseMinutes", ActionForm.number(text)));
        form.given("attempts").ifPresent(text -> json.put("attempts", ActionForm.number(text)));
        form.given("retry").ifPresent(text -> json.put("retryMinutes", ActionForm.number(text)));
        JsonObject origins = new JsonObject();
        MessageForm.LANGUAGES.forEach(
                language -> form.given("origin_" + language).ifPresent(text -> origins.put(language, text)));
        if (!origins.isEmpty()) {
            json.put("origin", origins);
        }
        return Future.<JsonObject>succeededFuture(json)
                .compose(settings -> calls.set(visit.actor(), action, CallSettings.decode(settings)))
                .<PageResult>map(set -> PageResult.to("/actions/" + action.id()).saying("action.call.said.settings"))
                .recover(fault -> {
                    if (fault instanceof InvalidInputException invalid) {
                        invalid.faults()
                                .forEach(each -> form.fault(
                                        SETTINGS.getOrDefault(each.field(), "origin_fr"), visit.fault(each)));
                        return Future.succeededFuture(
                                PageResult.invalid("action/calling", Map.of("action", action, "form", form)));
                    }
                    return Future.failedFuture(fault);
                });
    }

    /** The words of a question, for the figures; its id when the script has changed since. */
    public static String question(PageRequest visit, @Nullable CallScript script, String id) {
        return step(script, id).map(step -> said(visit, step.texts(), id)).orElse(id);
    }

    /** The label of an answer. */
    public static String option(PageRequest visit, @Nullable CallScript script, String question, String id) {
        return step(script, question)
                .flatMap(step -> step.options().stream()
                        .filter(option -> option.id().equals(id))
                        .findFirst())
                .map(option -> said(visit, option.labels(), id))
                .orElse(id);
    }

    private static Optional<CallScript.Step> step(@Nullable CallScript script, String id) {
        return script == null
                ? Optional.empty()
                : script.steps().stream().filter(step -> step.id().equals(id)).findFirst();
    }

    private static String said(PageRequest visit, Map<String, String> texts, String otherwise) {
        String own = texts.get(visit.language());
        return own != null ? own : texts.values().stream().findFirst().orElse(otherwise);
    }

    /** Why somebody is called no more, or may not be called now. */
    public static String reason(PageRequest visit, String reason) {
        return visit.text(REASONS.contains(reason) ? "action.call.reason." + reason : "action.call.reason.other");
    }

    /** Where somebody stands in the list. */
    public static String standing(PageRequest visit, Entry entry) {
        return visit.text("action.call.state." + entry.state());
    }
}
