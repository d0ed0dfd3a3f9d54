package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionFiguresStore;
import org.relais.action.ActionService;
import org.relais.action.ActionState;
import org.relais.action.ActionType;
import org.relais.action.call.CallCorrections;
import org.relais.action.call.CallFigures;
import org.relais.action.call.CallFiguresStore;
import org.relais.action.call.CallFiguresStore.Call;
import org.relais.action.call.CallFiguresStore.CallBacks;
import org.relais.action.call.CallFiguresStore.Sought;
import org.relais.action.call.CallFiguresStore.UnderWay;
import org.relais.action.call.CallListStore.Counts;
import org.relais.action.call.CallResult;
import org.relais.action.call.CallScript;
import org.relais.action.call.CallScriptStore.Version;
import org.relais.action.call.CallService;
import org.relais.action.call.CallService.Possible;
import org.relais.action.call.CallSettings;
import org.relais.api.CsvDownload;
import org.relais.console.Form;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.console.Translations;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Role;

/** What call actions add: script and settings, and what came of the calls; the list is {@link CallListPages}. */
public final class CallPages implements KindPages {
    private static final int PEOPLE = 20;
    private static final int UNDER_WAY = 6;
    /** The filter for calls of which no volunteer said how they went. */
    private static final String UNREPORTED = "none";
    /** A step of the script and one of its options. */
    private static final Pattern ANSWER = Pattern.compile("[a-z0-9_]{1,24}:[a-z0-9_]{1,24}");

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

    private final ActionService actions;
    private final CallService calls;
    /** Minutes to choose from, by the setting. */
    private static final Map<String, List<Long>> DELAYS = Map.of(
            "lease", List.of(5L, 10L, 15L, 20L, 30L, 60L, 120L, 240L),
            "retry", List.of(30L, 60L, 120L, 240L, 480L, 1_440L, 2_880L, 4_320L, 10_080L, 20_160L));

    /** Of the newest actions that are drafts or open. */
    private static final int LISTS = 100;

    private final CallCorrections corrections;
    private final CallListPages list;
    private final ScriptPages script;

    /**
     * A call action in numbers.
     *
     * @param script null when there is none yet
     * @param underWay calls under way, the newest first and no more than are shown; none for those who only read
     * @param callBacks calls that were promised, likewise
     * @param possible who of those waiting can be called now; null where somebody is calling or nobody waits
     */
    public record Shown(
            CallFigures figures,
            Counts list,
            @Nullable CallScript script,
            List<UnderWay> underWay,
            CallBacks callBacks,
            @Nullable Possible possible) {
        public Shown {
            underWay = List.copyOf(underWay);
        }
    }

    public CallPages(ActionService actions, CallService calls, CallCorrections corrections, CallListPages list) {
        this.actions = actions;
        this.calls = calls;
        this.corrections = corrections;
        this.list = list;
        this.script = new ScriptPages(calls);
    }

    @Override
    public ActionType type() {
        return ActionType.CALL;
    }

    @Override
    public void mount(PageRoutes routes, Function<Action, Future<ActionFiguresStore.Counts>> counts) {
        routes.get("/call-lists", Role.ORGANISER, visit -> actions.page(
                        visit.actor(), EnumSet.of(ActionState.DRAFT, ActionState.OPEN), Long.MAX_VALUE, LISTS)
                .map(found -> found.stream()
                        .filter(action -> action.type() == ActionType.CALL)
                        .toList())
                .compose(found -> list.choose(visit, found)));
        PageRoutes ofAction = routes.ofAction();
        ofAction.get("/actions/:id/script", visit -> of(visit, action -> script.show(visit, action)));
        routes.post(
                "/actions/:id/script", Role.ORGANISER, visit -> changing(visit, action -> script.write(visit, action)));
        routes.post(
                "/actions/:id/script/look",
                Role.ORGANISER,
                visit -> changing(visit, action -> script.look(visit, action)));
        ofAction.get("/actions/:id/list", visit -> of(visit, action -> list.show(visit, action)));
        routes.post("/actions/:id/list", Role.ORGANISER, visit -> changing(visit, action -> list.add(visit, action)));
        routes.post(
                "/actions/:id/list/count",
                Role.ORGANISER,
                visit -> changing(visit, action -> list.foresee(visit, action)));
        ofAction.post(
                "/actions/:id/list/:entry/out",
                Role.ORGANISER,
                visit -> changing(visit, action -> list.takeOut(visit, action)));
        ofAction.get("/actions/:id/calls", visit -> of(visit, action -> calls(visit, action)));
        routes.get("/actions/:id/calls/write", Role.ORGANISER, visit -> of(visit, action -> write(visit, action)));
        ofAction.post("/actions/:id/calls/:call", Role.ORGANISER, visit -> of(visit, action -> correct(visit, action)));
        ofAction.get(
                "/actions/:id/calling",
                Role.ORGANISER,
                visit -> of(visit, action -> calls.settings(action)
                        .map(settings ->
                                PageResult.page("action/calling", Map.of("action", action, "form", form(settings))))));
        ofAction.post("/actions/:id/calling", Role.ORGANISER, visit -> changing(visit, action -> set(visit, action)));
        ofAction.get(
                "/actions/:id/callers",
                visit -> of(visit, action -> calls.figures(action).compose(figures -> calls.script(action)
                        .map(script -> PageResult.page(
                                "action/callers",
                                Map.of(
                                        "action",
                                        action,
                                        "figures",
                                        figures,
                                        "results",
                                        CallWords.columns(
                                                script.map(Version::script).orElse(null), figures)))))));
        routes.stream(
                "/actions/:id/calls.csv",
                Role.VIEWER,
                visit -> CsvPages.send(visit, actions, Set.of(ActionType.CALL), action -> calls.script(action)
                        .compose(script -> file(
                                        visit,
                                        action,
                                        script.map(Version::script).orElse(null))
                                .send(visit.context(), "action-" + action.id() + "-calls"))));
    }

    /** Calls that are over, a row for each, with a column for each question of the newest script. */
    private CsvDownload<Call> file(PageRequest visit, Action action, @Nullable CallScript script) {
        List<String> questions = script == null ? List.of() : script.questions();
        List<String> header = new ArrayList<>(CsvPages.header(
                visit,
                "call",
                "given-at",
                "ended-at",
                "volunteer-id",
                "volunteer",
                "contact-id",
                "contact",
                "result",
                "call-back-at"));
        questions.forEach(question -> header.add(CallWords.question(visit, script, question)));
        return new CsvDownload<>(
                header, from -> calls.calls(action, from - 1, CsvDownload.pageSize()), Call::id, call -> {
                    List<String> row = new ArrayList<>(CsvPages.row(
                            call.id(),
                            CsvPages.time(visit, call.handedOutAt()),
                            CsvPages.time(visit, call.endedAt()),
                            call.volunteerId(),
                            call.volunteer(),
                            call.contactId(),
                            call.contact(),
                            visit.text("action.call.result." + call.result()),
                            CsvPages.time(visit, call.callBackAt())));
                    questions.forEach(question -> {
                        String answer = call.answers().get(question);
                        row.add(answer == null ? "" : CallWords.option(visit, script, question, answer));
                    });
                    return row;
                });
    }

    private Future<PageResult> of(PageRequest visit, Function<Action, Future<PageResult>> page) {
        return calls.find(visit.organisationId(), visit.id()).compose(PageResult.found(page));
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
                                script.isPresent(),
                                Set.of("script")),
                        new Step(
                                visit.text("action.call.list"),
                                visit.text(
                                        "action.call.waiting-count",
                                        "count",
                                        counts.waiting(),
                                        "later",
                                        counts.later()),
                                path + "/list",
                                counts.waiting() + counts.later() > 0,
                                Set.of("list")))));
    }

    @Override
    public Future<List<Setting>> settings(PageRequest visit, Action action) {
        return calls.settings(action).map(settings -> CallWords.settings(visit, settings));
    }

    @Override
    public Future<Void> show(PageRequest visit, Action action, Map<String, Object> model) {
        return calls.figures(action)
                .compose(figures -> calls.counts(action).compose(counts -> calls.script(action)
                        .compose(script -> underWay(visit, action, counts).compose(underWay -> callBacks(visit, action)
                                .compose(callBacks -> possible(action, counts)
                                        .onSuccess(possible -> model.put(
                                                "call",
                                                new Shown(
                                                        figures,
                                                        counts,
                                                        script.map(Version::script)
                                                                .orElse(null),
                                                        underWay,
                                                        callBacks,
                                                        possible.orElse(null)))))))))
                .mapEmpty();
    }

    private Future<Optional<Possible>> possible(Action action, Counts counts) {
        return action.state() == ActionState.OPEN && counts.leased() == 0 && counts.waiting() > 0
                ? calls.possible(action).map(Optional::of)
                : Future.succeededFuture(Optional.empty());
    }

    /** Who calls whom at this moment is for those who organise it; who only reads is told how many. */
    private Future<List<UnderWay>> underWay(PageRequest visit, Action action, Counts counts) {
        return visit.mayRun() && counts.leased() > 0
                ? calls.underWay(action, UNDER_WAY)
                : Future.succeededFuture(List.of());
    }

    private Future<CallBacks> callBacks(PageRequest visit, Action action) {
        return visit.mayRun() ? calls.callBacks(action, UNDER_WAY) : Future.succeededFuture(CallBacks.NONE);
    }

    private Future<PageResult> calls(PageRequest visit, Action action) {
        String result = shown(visit);
        long before = visit.query("before", Long.MAX_VALUE);
        String answer = visit.query("answer").filter(ANSWER.asMatchPredicate()).orElse("");
        String[] answered = answer.isEmpty() ? new String[2] : answer.split(":", 2);
        Sought sought = new Sought(ended(result), CallListPages.named(visit), answered[0], answered[1]);
        return calls.latest(action, before, sought, PEOPLE + 1).compose(found -> calls.figures(action)
                .compose(figures -> calls.script(action).map(script -> {
                    Map<String, Object> model = new HashMap<>(Map.of("action", action));
                    model.put("calls", found.stream().limit(PEOPLE).toList());
                    CallScript spoken = script.map(Version::script).orElse(null);
                    model.put("script", spoken);
                    model.put("figures", figures);
                    model.put("results", CallWords.columns(spoken, figures));
                    model.put("result", result);
                    model.put("name", visit.query("name").orElse("").strip());
                    model.put("answer", answer);
                    model.put("answered", answered(visit, spoken, answered));
                    model.put("first", before == Long.MAX_VALUE);
                    model.put(
                            "before",
                            found.size() > PEOPLE ? found.get(PEOPLE - 1).id() : 0L);
                    return PageResult.page("action/calls", model);
                })));
    }

    /** A message to those whose calls ended so: a draft to picked people, or the calls where they are more. */
    private Future<PageResult> write(PageRequest visit, Action action) {
        String result = shown(visit);
        return calls.latest(
                        action,
                        Long.MAX_VALUE,
                        new Sought(ended(result), null, null, null),
                        CallWords.MOST_WRITTEN_TO + 1)
                .map(found -> {
                    String picked = found.stream()
                            .map(CallFiguresStore.Call::contactId)
                            .filter(Objects::nonNull)
                            .distinct()
                            .map(String::valueOf)
                            .collect(Collectors.joining(","));
                    return found.size() > CallWords.MOST_WRITTEN_TO || picked.isEmpty()
                            ? PageResult.to("/actions/" + action.id() + "/calls?result=" + result)
                            : PageResult.to("/broadcasts/new?picked=" + picked);
                });
    }

    /** What was answered in all of the calls that are shown; empty where no answer is looked for. */
    private static String answered(PageRequest visit, @Nullable CallScript script, @Nullable String[] answered) {
        String question = answered[0];
        String choice = answered[1];
        return question == null || choice == null
                ? ""
                : visit.text(
                        "action.call.answered",
                        "answer",
                        CallWords.option(visit, script, question, choice),
                        "question",
                        CallWords.asked(CallWords.question(visit, script, question)));
    }

    /** The result to which the list is narrowed; empty for every call. */
    private static String shown(PageRequest visit) {
        return visit.query("result")
                .filter(chosen ->
                        chosen.equals(UNREPORTED) || CallResult.named(chosen).isPresent())
                .orElse("");
    }

    private static List<String> ended(String result) {
        return switch (result) {
            case "" ->
                Stream.concat(CallResult.ALL.stream().map(CallResult::sqlName), CallResult.UNREPORTED.stream())
                        .toList();
            case UNREPORTED -> CallResult.UNREPORTED;
            default -> List.of(result);
        };
    }

    private Future<PageResult> correct(PageRequest visit, Action action) {
        String shown = shown(visit);
        String from = visit.query("before")
                .map(before -> "before=" + visit.query("before", 0L))
                .orElse("");
        String query = Stream.of(shown.isEmpty() ? "" : "result=" + shown, from)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("&"));
        PageResult.Redirect back =
                PageResult.to("/actions/" + action.id() + "/calls" + (query.isEmpty() ? "" : "?" + query));
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

    /** Delays to choose from, the present one among them. */
    public static List<Duration> delays(String setting, String present) {
        Stream<Long> own = present.matches("[1-9]\\d{0,4}") ? Stream.of(Long.valueOf(present)) : Stream.of();
        return Stream.concat(own, DELAYS.getOrDefault(setting, List.of()).stream())
                .distinct()
                .sorted()
                .map(Duration::ofMinutes)
                .toList();
    }

    private static Form form(CallSettings settings) {
        Form form = new Form()
                .with("lease", Long.toString(settings.lease().toMinutes()))
                .with("attempts", Integer.toString(settings.mostAttempts()))
                .with("retry", Long.toString(settings.retryAfter().toMinutes()));
        for (String language : Translations.LANGUAGES) {
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
        Translations.LANGUAGES.forEach(
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
}
