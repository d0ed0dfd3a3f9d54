package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionChange;
import org.relais.action.ActionDraft;
import org.relais.action.ActionService;
import org.relais.action.ActionState;
import org.relais.action.ActionType;
import org.relais.audience.AudienceFacetStore;
import org.relais.audience.SavedAudienceStore;
import org.relais.console.Form;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.console.Translations;
import org.relais.console.broadcast.AudiencePages;
import org.relais.console.broadcast.MessageForm;
import org.relais.console.broadcast.TypedMessage;
import org.relais.group.GroupStore;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Role;
import org.relais.template.catalogue.TemplateStore;

/** The form in which an action is composed, with a preview and a count that follow what is typed. */
final class ActionComposePages {
    private static final int TAGS = 40;
    private static final int COLUMNS = 30;
    private static final String PAGE = "action/form";
    private static final JsonObject NOTHING = new JsonObject();

    private final Pool pool;
    private final ActionService actions;
    private final Set<String> personal;
    private final List<ActionType> types;
    private final Map<ActionType, ComposedPart> parts = new EnumMap<>(ActionType.class);
    private final PeoplePicker picker;
    private final TemplateStore templates = new TemplateStore();
    private final AudienceFacetStore facets = new AudienceFacetStore();
    private final SavedAudienceStore saved = new SavedAudienceStore();
    private final GroupStore groups = new GroupStore();

    /**
     * @param personal names of the variables that other parts compute per person
     * @param kinds those that can be composed here
     */
    ActionComposePages(Pool pool, ActionService actions, Set<String> personal, List<? extends KindPages> kinds) {
        this.pool = pool;
        this.actions = actions;
        this.personal = new TreeSet<>(personal);
        this.types = kinds.stream().map(KindPages::type).toList();
        kinds.forEach(kind -> kind.part().ifPresent(part -> parts.put(kind.type(), part)));
        this.picker = new PeoplePicker(pool);
    }

    void mount(PageRoutes routes) {
        routes.get("/actions/new", Role.ORGANISER, this::begin);
        routes.post("/actions", Role.ORGANISER, this::create);
        routes.post("/actions/preview", Role.ORGANISER, this::preview);
        routes.post("/actions/people", Role.ORGANISER, this::people);
        routes.get("/actions/:id/edit", Role.ORGANISER, this::edit);
        routes.post("/actions/:id", Role.ORGANISER, this::update);
    }

    /** First the kind, then the form for it. */
    private Future<PageResult> begin(PageRequest visit) {
        return type(visit.query("kind"))
                .map(type -> {
                    ActionForm blank = blank(visit, type);
                    return stored(visit, blank, null).compose(part -> form(visit, 200, blank, part, null));
                })
                .orElseGet(() -> Future.succeededFuture(PageResult.page("action/kinds", Map.of("types", types))));
    }

    /** Begins with what is usually asked, in the organisation's language, whichever the reader reads the console in. */
    private static ActionForm blank(PageRequest visit, ActionType type) {
        ActionForm blank = ActionForm.blank(type);
        String language = visit.organisation().language();
        return Translations.LANGUAGES.contains(language)
                ? blank.beginning(language, Translations.in(language).text("action.beginning." + type.sqlName()))
                : blank;
    }

    /** Where a new action is gone on with: what its kind still needs, or its page. */
    private static String next(Action created) {
        return "/actions/" + created.id()
                + switch (created.type()) {
                    case QUESTION -> "/questions";
                    case CALL -> "/script";
                    case EVENT, SHARE -> "";
                };
    }

    /** What is saved, and what is still to be written on the page that follows. */
    private static String said(Action created) {
        return "action.said.created"
                + switch (created.type()) {
                    case QUESTION -> ".question";
                    case CALL -> ".call";
                    case EVENT, SHARE -> "";
                };
    }

    private Optional<ActionType> type(Optional<String> name) {
        return name.flatMap(wanted ->
                types.stream().filter(type -> type.sqlName().equals(wanted)).findFirst());
    }

    private ActionType sentType(PageRequest visit) {
        return type(visit.field("kind")).orElse(types.get(0));
    }

    /** What was sent, with the texts of the template that was chosen. */
    private Future<ActionForm> read(PageRequest visit, ActionType type) {
        return templates.load(pool, visit.organisationId()).map(catalogue -> ActionForm.read(visit, type)
                .with(catalogue, visit.organisation().language()));
    }

    private Future<PageResult> create(PageRequest visit) {
        return read(visit, sentType(visit)).compose(form -> create(visit, form));
    }

    private Future<PageResult> create(PageRequest visit, ActionForm form) {
        String language = MessageForm.added(visit);
        if (language != null || visit.field("find").isPresent()) {
            ActionForm shown = language == null ? form : form.showing(Set.of(language));
            return form(visit, 200, shown, typed(visit, form), null);
        }
        return checked(visit, form, null).compose(part -> decoded(json(visit, form, NOTHING))
                .compose(draft -> faulty(part)
                        ? form(visit, 422, form, part, null)
                        : actions.create(visit.actor(), draft).compose(created -> save(visit, form, created)
                                .<PageResult>map(
                                        saved -> PageResult.to(next(created)).saying(said(created)))))
                .recover(fault -> again(visit, form, part, null, fault)));
    }

    // What the kind of action asks besides, where it does

    private Future<Optional<Form>> stored(PageRequest visit, ActionForm form, @Nullable Action action) {
        return asked(form, part -> part.stored(visit, id(action), form.text("title")));
    }

    private Optional<Form> typed(PageRequest visit, ActionForm form) {
        return Optional.ofNullable(parts.get(form.type())).map(part -> part.typed(visit));
    }

    private Future<Optional<Form>> checked(PageRequest visit, ActionForm form, @Nullable Action action) {
        return asked(form, part -> part.checked(visit, id(action)));
    }

    private Future<Optional<Form>> asked(ActionForm form, Function<ComposedPart, Future<Form>> ask) {
        ComposedPart part = parts.get(form.type());
        return part == null
                ? Future.succeededFuture(Optional.empty())
                : ask.apply(part).map(Optional::of);
    }

    private static long id(@Nullable Action action) {
        return action == null ? 0 : action.id();
    }

    private static boolean faulty(Optional<Form> part) {
        return part.filter(Form::faulty).isPresent();
    }

    private Future<Void> save(PageRequest visit, ActionForm form, Action action) {
        ComposedPart part = parts.get(form.type());
        return part == null ? Future.succeededFuture() : part.save(visit, action.id(), form.text("title"));
    }

    private Future<PageResult> edit(PageRequest visit) {
        return actions.find(visit.organisationId(), visit.id()).compose(PageResult.found(action -> {
            return action.state() == ActionState.DRAFT
                    ? base(action)
                            .map(draft -> ActionForm.of(draft, action.version(), visit.zone()))
                            .compose(form ->
                                    stored(visit, form, action).compose(part -> form(visit, 200, form, part, action)))
                    : Future.succeededFuture(
                            PageResult.to("/actions/" + action.id()).warning("action.said.no-draft"));
        }));
    }

    private Future<PageResult> update(PageRequest visit) {
        return actions.find(visit.organisationId(), visit.id())
                .compose(PageResult.found(action -> update(visit, action)));
    }

    private Future<PageResult> update(PageRequest visit, Action action) {
        return read(visit, action.type()).compose(form -> update(visit, form, action));
    }

    private Future<PageResult> update(PageRequest visit, ActionForm form, Action action) {
        String language = MessageForm.added(visit);
        if (language != null || visit.field("find").isPresent()) {
            ActionForm shown = language == null ? form : form.showing(Set.of(language));
            return form(visit, 200, shown, typed(visit, form), action);
        }
        return checked(visit, form, action).compose(part -> base(action)
                .compose(base -> decoded(json(visit, form, base)))
                .compose(draft -> faulty(part)
                        ? form(visit, 422, form, part, action)
                        : actions.update(visit.actor(), action.id(), form.version(), draft)
                                .compose(change -> updated(visit, form, part, change)))
                .recover(fault -> again(visit, form, part, action, fault)));
    }

    private Future<PageResult> updated(PageRequest visit, ActionForm form, Optional<Form> part, ActionChange change) {
        if (change instanceof ActionChange.Done done) {
            return save(visit, form, done.action())
                    .map(saved ->
                            PageResult.to("/actions/" + done.action().id()).saying("action.said.saved"));
        }
        if (change instanceof ActionChange.Refused refused && refused.action().state() == ActionState.DRAFT) {
            // Nothing typed is lost: with the newer version in the form, saving again replaces what somebody else
            // wrote.
            Action newer = refused.action();
            return form(
                    visit, 409, form.conflicting(newer.version(), visit.text("broadcast.fault.version")), part, newer);
        }
        return Future.succeededFuture(PageResult.to("/actions/" + visit.id()).warning("action.said.no-draft"));
    }

    private Future<PageResult> again(
            PageRequest visit, ActionForm form, Optional<Form> part, @Nullable Action action, Throwable fault) {
        return fault instanceof InvalidInputException invalid
                ? form(visit, 422, form.withFaults(visit, invalid), part, action)
                : Future.failedFuture(fault);
    }

    private Future<PageResult> form(
            PageRequest visit, int status, ActionForm form, Optional<Form> part, @Nullable Action action) {
        String search = visit.field("who_plain").orElse("");
        Map<String, Object> model = new HashMap<>(Map.of("personal", personal, "search", search));
        model.put("unsaved", MessageForm.added(visit) != null || !form.faults().isEmpty() || faulty(part));
        model.put("action", action);
        model.put("part", part.orElse(null));
        return saved.all(pool, visit.organisationId())
                .onSuccess(kept -> model.put("saved", kept))
                .map(kept -> AudiencePages.named(visit, kept).map(form::toSaved).orElse(form))
                .compose(chosen -> facets.languages(pool, visit.organisationId())
                        .onSuccess(used -> model.put("form", chosen.showing(used))))
                .compose(used -> facets.tags(pool, visit.organisationId(), TAGS))
                .onSuccess(tags -> model.put("tags", tags))
                .compose(tags -> facets.areas(pool, visit.organisationId()))
                .onSuccess(areas -> model.put("areas", areas))
                .compose(areas -> facets.columns(pool, visit.organisationId(), COLUMNS))
                .onSuccess(columns -> model.put("columns", columns))
                .compose(columns -> picker.choices(visit, form.people(), search))
                .onSuccess(people -> model.put("people", people))
                .compose(people -> groups.all(pool, visit.organisationId()))
                .onSuccess(known -> model.put("groups", known))
                .compose(known -> actions.mustDeclare(visit.organisationId()))
                .onSuccess(must -> model.put("mustDeclare", must))
                .compose(must -> templates.load(pool, visit.organisationId()))
                .map(catalogue -> {
                    model.put("catalogue", catalogue);
                    return new PageResult.Page(status, PAGE, model);
                });
    }

    /** People to tick, for the part of a page that follows a search. */
    private Future<PageResult> people(PageRequest visit) {
        String search = visit.field("who").orElse("");
        return picker.choices(visit, ActionForm.people(visit), search)
                .map(people -> PageResult.page("action/people", Map.of("people", people, "search", search)));
    }

    /** The part of the page that follows the typing. */
    private Future<PageResult> preview(PageRequest visit) {
        return read(visit, sentType(visit))
                .compose(form -> form.untouched() ? Future.succeededFuture(ActionLooks.none()) : preview(visit, form));
    }

    private Future<PageResult> preview(PageRequest visit, ActionForm form) {
        long id = visit.field("id")
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .orElse(0L);
        return (id > 0
                        ? actions.find(visit.organisationId(), id)
                                .compose(found ->
                                        found.isPresent() ? base(found.get()) : Future.succeededFuture(NOTHING))
                        : Future.succeededFuture(NOTHING))
                .compose(base -> {
                    JsonObject json = json(visit, form, base);
                    if (form.text("title").isEmpty()) {
                        // Its absence hides nothing else of what people will read.
                        json.put("title", "…");
                    }
                    JsonObject message = json.getJsonObject("message", new JsonObject());
                    if (form.type() == ActionType.SHARE && !message.containsKey("share")) {
                        // Nor does that of what is to be passed on.
                        JsonObject text =
                                new JsonObject().put(visit.organisation().language(), "…");
                        message.put("share", new JsonObject().put("text", text));
                    }
                    return looks(visit, form, id, json);
                });
    }

    private Future<PageResult> looks(PageRequest visit, ActionForm form, long actionId, JsonObject json) {
        return facets.titles(pool, visit.organisationId()).compose(columns -> {
            TypedMessage typed = TypedMessage.of(visit, json, personal, columns);
            return typed.page(
                    visit,
                    "action/looks",
                    ActionDraft::decode,
                    draft -> looks(visit, form, actionId, draft)
                            .map(looks -> Map.of(
                                    "phones", ActionLooks.phones(visit, looks.offer()),
                                    "passedOn", ActionLooks.passedOn(visit, looks))),
                    Map.of("phones", List.of(), "passedOn", List.of()),
                    draft -> actions.forecast(visit.organisationId(), draft));
        });
    }

    /** With what is typed beside the message, where it is enough to say something. */
    private Future<ActionService.Looks> looks(PageRequest visit, ActionForm form, long actionId, ActionDraft draft) {
        ComposedPart part = parts.get(form.type());
        return (part == null
                        ? Future.succeededFuture(Optional.<UnaryOperator<String>>empty())
                        : part.said(visit, actionId, draft.title()))
                .compose(said -> ActionLooks.of(actions, visit, actionId, draft, said));
    }

    private Future<JsonObject> base(Action action) {
        return actions.message(action)
                .map(message -> ActionDraft.of(action, message).encode());
    }

    /** The draft of the form; fails with {@link InvalidInputException}. */
    private static Future<ActionDraft> decoded(JsonObject json) {
        return Future.future(promise -> promise.complete(ActionDraft.decode(json)));
    }

    private static JsonObject json(PageRequest visit, ActionForm form, JsonObject base) {
        return form.json(base, visit.organisation().language(), visit.zone());
    }
}
