package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.call.CallCorrections;
import org.relais.action.call.CallListAddition;
import org.relais.action.call.CallListStore.Entry;
import org.relais.action.call.CallListStore.Foreseen;
import org.relais.action.call.CallService;
import org.relais.audience.AudienceFacetStore;
import org.relais.audience.SavedAudienceStore;
import org.relais.console.Form;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.broadcast.AudienceRowForm;
import org.relais.imports.ImportJob;
import org.relais.imports.ImportKind;
import org.relais.imports.ImportState;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;

/** The list of people to be called: shown, added to from numbers, audiences and imports, and taken out of. */
public final class CallListPages {
    /** What stands between numbers that are pasted. */
    private static final String BETWEEN = "[,;\\r\\n]";
    /** A number with whose it is behind it. */
    private static final Pattern NUMBER_AND_NAME = Pattern.compile("(\\+?[\\d(][\\d .()/-]{6,}\\d)[ \\t:–-]+\\p{L}.*");

    private static final int PEOPLE = 20;
    private static final int TAGS = 40;
    private static final int IMPORTS = 50;
    private static final int MOST_PICKED = 50;
    private static final int NAMED = 20;
    private static final Map<String, String> STATES = Map.of(
            "waiting", "callable", "later", "later", "leased", "leased", "closed", "ended", "uncallable", "uncallable");

    /** Who waits and may not be called now comes behind who may: of those a page shows, which are taken in the order of the calls. */
    private static final Comparator<Entry> CALLABLE_FIRST = Comparator.comparingInt(CallListPages::place);

    private final Pool pool;
    private final CallService calls;
    private final CallCorrections corrections;
    private final Imports imports;
    private final AudienceFacetStore facets = new AudienceFacetStore();
    private final SavedAudienceStore saved = new SavedAudienceStore();

    /** The newest imports of an organisation. */
    public interface Imports {
        Future<List<ImportJob>> newest(long organisationId, int limit);
    }

    public CallListPages(Pool pool, CallService calls, CallCorrections corrections, Imports imports) {
        this.pool = pool;
        this.calls = calls;
        this.corrections = corrections;
        this.imports = imports;
    }

    Future<PageResult> show(PageRequest visit, Action action) {
        return list(visit, action, 200, new Form());
    }

    private Future<PageResult> list(PageRequest visit, Action action, int status, Form form) {
        Optional<String> state = visit.query("state").filter(STATES::containsKey);
        Map<String, Object> model = new HashMap<>(Map.of(
                "action",
                action,
                "form",
                form,
                "chosen",
                new TreeSet<>(status == 200 ? List.<String>of() : visit.fields("tag")),
                "state",
                state.orElse(""),
                "name",
                visit.query("name").orElse("").strip(),
                "changeable",
                CallService.changeable(action) && visit.mayChange(),
                "runs",
                CallService.changeable(action) && visit.mayRun()));
        return calls.counts(action)
                .onSuccess(counts -> model.put("counts", counts))
                .compose(counts -> facets.tags(pool, visit.organisationId(), TAGS))
                .onSuccess(tags -> model.put("tags", tags))
                .compose(tags -> facets.areas(pool, visit.organisationId()))
                .onSuccess(areas -> model.put("areas", areas))
                .compose(areas -> saved.all(pool, visit.organisationId()))
                .onSuccess(kept -> model.put("saved", kept))
                .compose(kept -> calls.script(action))
                .onSuccess(script -> model.put("scripted", script.isPresent()))
                .compose(script -> imports.newest(visit.organisationId(), IMPORTS))
                .onSuccess(found -> model.put(
                        "imports",
                        found.stream()
                                .filter(job -> job.kind() == ImportKind.CONTACTS && job.state() == ImportState.FINISHED)
                                .toList()))
                .compose(found -> calls.byTurn(
                        action,
                        state.map(STATES::get).orElse(null),
                        named(visit),
                        visit.query("after", 0L),
                        PEOPLE + 1))
                .map(people -> {
                    model.put(
                            "people",
                            people.stream().limit(PEOPLE).sorted(CALLABLE_FIRST).toList());
                    model.put(
                            "after",
                            people.size() > PEOPLE ? people.get(PEOPLE - 1).id() : 0L);
                    return new PageResult.Page(status, "action/callList", model);
                });
    }

    private static int place(Entry person) {
        if (person.uncallable()) {
            return 3;
        }
        return person.state().equals("closed") ? 2 : person.refusal() != null ? 1 : 0;
    }

    /** By which name somebody is looked for in the list, or among the calls. */
    static @Nullable String named(PageRequest visit) {
        return visit.query("name")
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .orElse(null);
    }

    /** To which list people who were ticked elsewhere are added. */
    Future<PageResult> choose(PageRequest visit, List<Action> actions) {
        List<Long> picked = picked(visit.query("picked").orElse(""));
        return Future.succeededFuture(
                picked.isEmpty()
                        ? PageResult.to("/contacts").warning("contact.selected.nobody")
                        : PageResult.page("action/chooseList", Map.of("actions", actions, "picked", picked)));
    }

    private static List<Long> picked(String numbers) {
        return Arrays.stream(numbers.split(","))
                .filter(number -> number.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .limit(MOST_PICKED)
                .toList();
    }

    private static Form form(PageRequest visit) {
        return Form.of(visit, "audience", "areas", "phones", "import", "saved", "picked");
    }

    /** What adding whom the form chooses would do; nothing where it chooses nobody yet. */
    Future<PageResult> foresee(PageRequest visit, Action action) {
        return foreseen(action, people(visit, form(visit)))
                .recover(fault -> fault instanceof InvalidInputException
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(fault))
                .map(people -> PageResult.page(
                        "action/foreseen",
                        people.<Map<String, Object>>map(found -> Map.of("people", found))
                                .orElse(Map.of())));
    }

    private Future<Optional<Foreseen>> foreseen(Action action, JsonObject people) {
        return Future.succeededFuture(people).compose(json -> calls.foresee(action, CallListAddition.decode(json)));
    }

    Future<PageResult> add(PageRequest visit, Action action) {
        Form form = form(visit);
        return added(visit, action, people(visit, form))
                .compose(listed -> without(visit, action, form, listed)
                        .compose(names -> listed(visit, action, form.with("without", names), listed, List.of())))
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? refused(visit, action, form, invalid)
                        : Future.failedFuture(fault));
    }

    /** The names of the first who have no number; empty where nobody lacks one. */
    private Future<String> without(PageRequest visit, Action action, Form form, CallService.Listed listed) {
        return listed.people().without() == 0
                ? Future.succeededFuture("")
                : foreseen(action, people(visit, form))
                        .map(people -> people.map(Foreseen::without).orElse(Map.of()).entrySet().stream()
                                .map(person -> ActionWords.person(visit, person.getKey(), person.getValue()))
                                .collect(Collectors.joining(", ")));
    }

    private Future<CallService.Listed> added(PageRequest visit, Action action, JsonObject people) {
        return Future.succeededFuture(people)
                .compose(json -> calls.list(visit.actor(), action, CallListAddition.decode(json)));
    }

    /** What is no number stays in the field; the others are added, so that all that is wrong with any is said at once. */
    private Future<PageResult> refused(PageRequest visit, Action action, Form form, InvalidInputException invalid) {
        List<String> pasted = numbers(form);
        List<String> wrong = wrong(pasted, invalid);
        List<String> others =
                pasted.stream().filter(number -> !wrong.contains(number)).toList();
        if (wrong.isEmpty() || others.isEmpty()) {
            faults(visit, form, invalid, wrong);
            return list(visit, action, 422, form);
        }
        return added(visit, action, new JsonObject().put("phones", new JsonArray(others)))
                .compose(listed -> listed(visit, action, form, listed, wrong));
    }

    /**
     * Numbers that are no contact's are left in their field: nothing else says whose they are.
     *
     * @param wrong what is no number, and is left there too
     */
    private Future<PageResult> listed(
            PageRequest visit, Action action, Form form, CallService.Listed listed, List<String> wrong) {
        Object[] counts = {
            "added",
            listed.people().added(),
            "known",
            listed.people().known(),
            "without",
            listed.people().without(),
            "names",
            form.given("without").orElse("none")
        };
        if (listed.unknown().isEmpty() && wrong.isEmpty()) {
            PageResult.Redirect back = PageResult.to("/actions/" + action.id() + "/list");
            return Future.succeededFuture(
                    listed.people().without() == 0
                            ? back.saying("action.call.said.listed", counts)
                            : back.sayingInPart("action.call.said.listed", counts));
        }
        form.with(
                "phones",
                Stream.concat(wrong.stream(), listed.unknown().stream()).collect(Collectors.joining("\n")));
        form.with("unknown", listed.unknown().isEmpty() ? "" : "yes");
        form.with("said", visit.text("action.call.said.listed", counts).strip());
        form.with("some", listed.people().added() > 0 ? "yes" : "");
        form.fault(
                "phones",
                Stream.of(unknown(visit, listed.unknown()), noNumbers(visit, wrong))
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(" ")));
        return list(visit, action, 422, form);
    }

    /** Back to the part of the list from which somebody was taken out. */
    Future<PageResult> takeOut(PageRequest visit, Action action) {
        PageResult.Redirect back = PageResult.to("/actions/" + action.id() + "/list"
                + visit.query("state")
                        .filter(STATES::containsKey)
                        .map("?state="::concat)
                        .orElse(""));
        return corrections.takeOut(visit.actor(), action, visit.id("entry")).map(outcome -> switch (outcome) {
            case DONE -> back.saying("action.call.said.taken-out");
            case BUSY -> back.warning("action.call.said.busy");
            case UNKNOWN, STANDS, NO_RESULT, ERASED -> PageResult.notFound();
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
                        .put("audience", new JsonObject().put("areas", new JsonArray(parts(form.value("areas")))));
            case "picked" ->
                new JsonObject()
                        .put("audience", new JsonObject().put("contacts", new JsonArray(picked(form.value("picked")))));
            case "saved" -> new JsonObject().put("audience", AudienceRowForm.json(form.value("saved")));
            case "import" -> new JsonObject().put("import", ActionForm.number(form.value("import")));
            default -> new JsonObject().put("phones", new JsonArray(numbers(form)));
        };
    }

    /** What was pasted as numbers, without the names behind them. */
    private static List<String> numbers(Form form) {
        return parts(form.value("phones")).stream()
                .map(part -> {
                    Matcher named = NUMBER_AND_NAME.matcher(part);
                    return named.matches() ? named.group(1) : part;
                })
                .distinct()
                .toList();
    }

    private static List<String> parts(String text) {
        return Arrays.stream(text.split(BETWEEN))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .distinct()
                .toList();
    }

    /** Which of what was pasted is no number. */
    private static List<String> wrong(List<String> pasted, InvalidInputException invalid) {
        return invalid.faults().stream()
                .map(Fault::field)
                .filter(field -> field.matches("phones\\[\\d+]"))
                .map(field -> pasted.get(Integer.parseInt(field.replaceAll("\\D", ""))))
                .toList();
    }

    private static String noNumbers(PageRequest visit, List<String> wrong) {
        return entries(visit, "action.call.bad-numbers", wrong);
    }

    private static String unknown(PageRequest visit, List<String> numbers) {
        return entries(visit, "action.call.unknown-numbers", numbers);
    }

    /** What is wrong with these, the first of them named; empty where there are none. */
    private static String entries(PageRequest visit, String text, List<String> entries) {
        return entries.isEmpty()
                ? ""
                : visit.text(
                        text,
                        "count",
                        entries.size(),
                        "entries",
                        entries.stream().limit(NAMED).collect(Collectors.joining(", ")));
    }

    /** All that was pasted stays in the field. */
    private static void faults(PageRequest visit, Form form, InvalidInputException invalid, List<String> wrong) {
        form.fault(
                form.value("audience").equals("phones") ? "phones" : "audience",
                wrong.isEmpty()
                        ? visit.faults(invalid)
                        : noNumbers(visit, wrong) + " " + visit.text("action.call.nobody-added"));
    }
}
