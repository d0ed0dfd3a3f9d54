package org.relais.console.broadcast;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.audience.AudienceCodec;
import org.relais.audience.AudienceFacetStore;
import org.relais.audience.AudienceMember;
import org.relais.audience.AudienceStore;
import org.relais.audience.FreeColumn;
import org.relais.audience.SavedAudienceStore;
import org.relais.audience.Target;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastChange;
import org.relais.broadcast.BroadcastDraft;
import org.relais.broadcast.BroadcastResults;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.BroadcastState;
import org.relais.broadcast.QuestionAsked;
import org.relais.broadcast.Variant;
import org.relais.consent.Purpose;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.imports.ImportedPeopleStore;
import org.relais.input.InvalidInputException;
import org.relais.linkedchat.LinkedChat;
import org.relais.linkedchat.LinkedChatService;
import org.relais.organisation.Role;
import org.relais.template.FaultyVariables;
import org.relais.template.catalogue.Catalogue;
import org.relais.template.catalogue.TemplateStore;
import org.relais.text.CleanText;

/** The form in which a broadcast is composed, with a preview and a count that follow what is typed. */
final class BroadcastComposePages {
    private static final int TAGS = 40;
    private static final int COLUMNS = 30;
    private static final int SAMPLES = 12;
    private static final int LONGEST_EXAMPLE = 30;
    private static final int QUESTIONS = 10;
    private static final String PAGE = "broadcast/form";
    private static final JsonObject NOTHING = new JsonObject();

    private final Pool pool;
    private final BroadcastService broadcasts;
    private final BroadcastResults results;
    private final LinkedChatService chats;
    private final PictureField pictures;
    private final Set<String> personal;
    private final ImportedPeopleStore imports = new ImportedPeopleStore();
    private final TemplateStore templates = new TemplateStore();
    private static final Future<Void> NOBODY = Future.succeededFuture();

    private final AudienceStore audiences = new AudienceStore();
    private final AudienceFacetStore facets = new AudienceFacetStore();
    private final SavedAudienceStore saved = new SavedAudienceStore();

    BroadcastComposePages(
            Pool pool,
            BroadcastService broadcasts,
            BroadcastResults results,
            LinkedChatService chats,
            PictureField pictures,
            Set<String> personal) {
        this.pictures = pictures;
        this.chats = chats;
        this.pool = pool;
        this.broadcasts = broadcasts;
        this.results = results;
        this.personal = new TreeSet<>(personal);
    }

    void mount(PageRoutes routes) {
        routes.get("/broadcasts/new", Role.ORGANISER, this::begin);
        upload(routes, "/broadcasts", this::create);
        upload(routes, "/broadcasts/picture", this::picture);
        routes.post("/broadcasts/preview", Role.ORGANISER, this::preview);
        routes.post("/broadcasts/template", Role.ORGANISER, this::template);
        routes.post("/broadcasts/samples", Role.ORGANISER, this::samples);
        routes.post("/broadcasts/reach", Role.ORGANISER, this::reach);
        routes.post("/broadcasts/to-me", Role.ORGANISER, this::toMe);
        routes.get("/broadcasts/:id/edit", Role.ORGANISER, this::edit);
        upload(routes, "/broadcasts/:id", this::update);
    }

    private void upload(PageRoutes routes, String path, Function<PageRequest, Future<PageResult>> work) {
        routes.upload(path, Role.ORGANISER, pictures.folder(), PictureField.LARGEST_FORM, work);
    }

    private Future<PageResult> begin(PageRequest visit) {
        return added(visit).compose(added -> templates
                .load(pool, visit.organisationId())
                .compose(catalogue -> form(
                        visit,
                        200,
                        added.orElseGet(() -> begun(visit))
                                .begun(catalogue)
                                .with(catalogue, visit.organisation().language()),
                        null)));
    }

    /** To those whom a file added, where one is named. */
    private Future<Optional<BroadcastForm>> added(PageRequest visit) {
        long organisation = visit.organisationId();
        return imports.source(pool, organisation, visit.query("import", 0L))
                .compose(source -> source.isEmpty() || source.get().created() > BroadcastForm.MOST_ADDED
                        ? Future.succeededFuture(List.<Long>of())
                        : imports.newest(
                                pool, organisation, source.get().importId(), Long.MAX_VALUE, BroadcastForm.MOST_ADDED))
                .map(people -> Optional.of(people)
                        .filter(found -> !found.isEmpty())
                        .map(found -> BroadcastForm.toPicked(
                                found.stream().map(String::valueOf).collect(Collectors.joining(",")))));
    }

    private static BroadcastForm begun(PageRequest visit) {
        BroadcastForm form = begunFor(visit);
        return visit.query(BroadcastForm.THEN).equals(Optional.of("open")) ? form.toOpen() : form;
    }

    private static BroadcastForm begunFor(PageRequest visit) {
        return visit.query("answered")
                .map(BroadcastForm::to)
                .or(() -> visit.query("to").map(BroadcastForm::toKept))
                .or(() -> visit.query("picked")
                        .filter(picked -> picked.matches("\\d{1,18}(,\\d{1,18}){0,49}"))
                        .map(BroadcastForm::toPicked))
                .or(() -> visit.query("template")
                        .filter(name -> name.matches("[a-z0-9_]{1,512}"))
                        .map(BroadcastForm::by))
                .orElseGet(BroadcastForm::blank);
    }

    /** What was sent, with the texts of the template that was chosen. */
    private Future<BroadcastForm> read(PageRequest visit) {
        return templates.load(pool, visit.organisationId()).map(catalogue -> BroadcastForm.read(visit)
                .with(catalogue, visit.organisation().language()));
    }

    /** The fields of the template that was just chosen. */
    private Future<PageResult> template(PageRequest visit) {
        return templates
                .load(pool, visit.organisationId())
                .map(catalogue -> PageResult.page(
                        "broadcast/template",
                        templateModel(
                                visit,
                                BroadcastForm.read(visit)
                                        .with(catalogue, visit.organisation().language()),
                                catalogue)));
    }

    private static Map<String, Object> templateModel(PageRequest visit, BroadcastForm form, Catalogue catalogue) {
        return visit.query(VariantFields.ON).isPresent()
                ? Map.of("form", VariantFields.form(form), "catalogue", catalogue, "prefix", VariantFields.PREFIX)
                : Map.of("form", form, "catalogue", catalogue);
    }

    private Future<BroadcastForm> readWithPicture(PageRequest visit) {
        return read(visit).compose(form -> pictures.read(visit, form));
    }

    /** The field of the picture with the file that was just chosen. */
    private Future<PageResult> picture(PageRequest visit) {
        return pictures.read(visit, BroadcastForm.read(visit))
                .map(form -> PageResult.page("broadcast/picture", Map.of("form", form)));
    }

    private Future<PageResult> create(PageRequest visit) {
        return readWithPicture(visit).compose(form -> create(visit, form));
    }

    private Future<PageResult> create(PageRequest visit, BroadcastForm form) {
        String language = MessageForm.added(visit);
        if (language != null) {
            return form(visit, 200, form.showing(Set.of(language)), null);
        }
        if (!form.faults().isEmpty()) {
            return form(visit, 422, form, null);
        }
        return draft(visit, form, NOTHING)
                .compose(draft -> broadcasts.create(visit.actor(), draft))
                .<PageResult>map(created -> form.text(BroadcastForm.THEN).equals("open")
                        ? PageResult.to("/broadcasts/" + created.id() + "/open")
                                .saying("broadcast.welcome.said.created")
                        : PageResult.to("/broadcasts/" + created.id()).saying("broadcast.said.created"))
                .recover(fault -> again(visit, form, null, fault));
    }

    private Future<PageResult> edit(PageRequest visit) {
        return broadcasts.find(visit.organisationId(), visit.id()).compose(PageResult.found(broadcast -> {
            return broadcast.state() == BroadcastState.DRAFT
                    ? base(visit, broadcast.id())
                            .compose(draft -> form(visit, 200, BroadcastForm.of(draft, broadcast.version()), broadcast))
                    : Future.succeededFuture(
                            PageResult.to("/broadcasts/" + broadcast.id()).warning("broadcast.said.no-draft"));
        }));
    }

    private Future<PageResult> update(PageRequest visit) {
        return readWithPicture(visit).compose(form -> update(visit, form));
    }

    private Future<PageResult> update(PageRequest visit, BroadcastForm form) {
        String language = MessageForm.added(visit);
        long id = visit.id();
        return broadcasts
                .find(visit.organisationId(), id)
                .compose(PageResult.found(broadcast -> language != null
                        ? form(visit, 200, form.showing(Set.of(language)), broadcast)
                        : form.faults().isEmpty()
                                ? update(visit, form, broadcast)
                                : form(visit, 422, form, broadcast)));
    }

    private Future<PageResult> update(PageRequest visit, BroadcastForm form, Broadcast broadcast) {
        return base(visit, broadcast.id())
                .compose(base -> draft(visit, form, base))
                .compose(draft -> broadcasts.update(visit.actor(), broadcast.id(), form.version(), draft))
                .compose(change -> updated(visit, form, change))
                .recover(fault -> again(visit, form, broadcast, fault));
    }

    private Future<PageResult> updated(PageRequest visit, BroadcastForm form, BroadcastChange change) {
        if (change instanceof BroadcastChange.Done done) {
            return Future.succeededFuture(
                    PageResult.to("/broadcasts/" + done.broadcast().id()).saying("broadcast.said.created"));
        }
        if (change instanceof BroadcastChange.Refused refused
                && refused.broadcast().state() == BroadcastState.DRAFT) {
            // Nothing typed is lost: with the newer version in the form, saving again replaces what somebody else
            // wrote.
            Broadcast newer = refused.broadcast();
            return form(
                    visit,
                    409,
                    form.withVersion(newer.version()).withFault("version", visit.text("broadcast.fault.version")),
                    newer);
        }
        return Future.succeededFuture(PageResult.to("/broadcasts/" + visit.id()).warning("broadcast.said.no-draft"));
    }

    private Future<PageResult> again(
            PageRequest visit, BroadcastForm form, @Nullable Broadcast broadcast, Throwable fault) {
        return fault instanceof InvalidInputException invalid
                ? form(visit, 422, form.withFaults(visit, invalid), broadcast)
                : Future.failedFuture(fault);
    }

    private Future<PageResult> form(PageRequest visit, int status, BroadcastForm form, @Nullable Broadcast broadcast) {
        Map<String, Object> model = new HashMap<>();
        model.put("broadcast", broadcast);
        model.put("unsaved", MessageForm.added(visit) != null || !form.faults().isEmpty());
        model.put("personal", personal);
        return broadcasts
                .mustDeclare(visit.organisationId())
                .onSuccess(must -> model.put("mustDeclare", must))
                .compose(must -> saved.all(pool, visit.organisationId()))
                .onSuccess(kept -> model.put("saved", kept))
                .map(kept -> AudiencePages.named(visit, kept).map(form::toSaved).orElse(form))
                .compose(chosen -> facets.languages(pool, visit.organisationId())
                        .onSuccess(used -> model.put("form", chosen.showing(used)))
                        .compose(used -> samples(visit, chosen)))
                .onSuccess(samples -> model.put("samples", samples))
                .compose(samples -> facets.columns(pool, visit.organisationId(), COLUMNS)
                        .map(columns -> examples(columns, samples)))
                .onSuccess(columns -> model.put("columns", columns))
                .compose(columns -> facets.tags(pool, visit.organisationId(), TAGS))
                .onSuccess(tags -> model.put("tags", tags))
                .compose(tags -> questions(visit, form))
                .onSuccess(questions -> model.put("questions", questions))
                .compose(questions -> AskedNames.load(
                        results, visit, Stream.ofNullable(form.kept()).toList()))
                .compose(loaded -> broadcast == null && status == 200 ? addressed(visit, form, model) : NOBODY)
                .compose(loaded ->
                        chats.of(visit.organisationId(), visit.organiser().id()))
                .onSuccess(linked -> linked.map(LinkedChat::chat).ifPresent(chat -> model.put("chat", chat)))
                .compose(linked -> templates.load(pool, visit.organisationId()))
                .map(catalogue -> {
                    model.put("catalogue", catalogue);
                    return new PageResult.Page(status, PAGE, model);
                });
    }

    /** Whom one is for that was begun from a list of people: how many they are, and why they were listed. */
    private Future<Void> addressed(PageRequest visit, BroadcastForm form, Map<String, Object> model) {
        String choice = visit.query("answered").orElse("");
        Audience audience = form.kept();
        if (!choice.isEmpty()) {
            try {
                audience = AudienceCodec.decode(AnswerChoice.audience(choice));
            } catch (InvalidInputException unknown) {
                return NOBODY;
            }
        }
        if (audience == null) {
            return NOBODY;
        }
        Audience chosen = audience;
        return results.asked(visit.organisationId(), List.of(AnswerChoice.broadcast(choice)))
                .compose(asked -> broadcasts
                        .reached(visit.organisationId(), chosen)
                        .map(forecast -> AnswerChoice.Addressed.of(
                                visit, chosen, asked.get(AnswerChoice.broadcast(choice)), choice, forecast)))
                .onSuccess(addressed -> {
                    model.put("addressed", addressed);
                    model.computeIfPresent("form", (key, shown) -> ((BroadcastForm) shown).titled(addressed.title()));
                })
                .mapEmpty();
    }

    /** What may be chosen from: what was asked lately, and what the form names already. */
    private Future<List<QuestionAsked>> questions(PageRequest visit, BroadcastForm form) {
        long named = AnswerChoice.broadcast(form.text("answered"));
        return results.lately(visit.organisationId(), QUESTIONS)
                .compose(lately -> lately.stream().anyMatch(asked -> asked.broadcastId() == named)
                        ? Future.succeededFuture(lately)
                        : results.asked(visit.organisationId(), named > 0 ? List.of(named) : List.of())
                                .map(asked -> Stream.concat(asked.values().stream(), lately.stream())
                                        .toList()));
    }

    /** The choice of people to look at the message for, once others are to get it. */
    private Future<PageResult> samples(PageRequest visit) {
        return samples(visit, BroadcastForm.read(visit))
                .map(people -> PageResult.page(
                        "broadcast/samples",
                        Map.of(
                                "samples",
                                people,
                                "chosen",
                                visit.field("person").orElse(""))));
    }

    /** Some people to look at the message for, of those who are to get it; of all as long as it is not said who. */
    private Future<List<AudienceMember>> samples(PageRequest visit, BroadcastForm form) {
        Target target = new Target(visit.organisationId(), audience(visit, form), Purpose.BROADCAST, null);
        return audiences.dryRun(pool, target, 0, 100).map(people -> people.stream()
                .filter(person -> person.refusal() == null && !person.name().isBlank())
                .limit(SAMPLES)
                .toList());
    }

    private static Audience audience(PageRequest visit, BroadcastForm form) {
        return chosen(visit, form).orElse(Audience.EVERYONE);
    }

    private static Optional<Audience> chosen(PageRequest visit, BroadcastForm form) {
        JsonObject chosen = json(visit, form, NOTHING).getJsonObject("audience", new JsonObject());
        return AudienceCodec.chosen(chosen) ? Optional.of(AudienceCodec.restore(chosen)) : Optional.empty();
    }

    /** How many those are who are chosen; nothing as long as it is not said who. */
    private Future<PageResult> reach(PageRequest visit) {
        BroadcastForm form = BroadcastForm.read(visit);
        return chosen(visit, form)
                .map(audience -> broadcasts
                        .reached(visit.organisationId(), audience)
                        .map(forecast -> PageResult.page(
                                "audience/people",
                                Map.of("forecast", forecast, "composing", true, "template", form.hasTemplate()))))
                .orElseGet(() -> Future.succeededFuture(PageResult.page("audience/people", Map.of())));
    }

    /** What stands in the columns of one of these people: whoever has left is no example. */
    private static List<FreeColumn> examples(List<FreeColumn> columns, List<AudienceMember> people) {
        return columns.stream()
                .map(column -> new FreeColumn(
                        column.name(),
                        column.title(),
                        people.stream()
                                .map(person -> person.variables().getString(column.name(), ""))
                                .filter(value -> !value.isBlank())
                                .findFirst()
                                .map(value -> CleanText.abridged(value, LONGEST_EXAMPLE))
                                .orElse(null)))
                .toList();
    }

    /** The part of the page that follows the typing. */
    private Future<PageResult> preview(PageRequest visit) {
        return read(visit)
                .compose(form -> form.untouched()
                        ? Future.succeededFuture(
                                PageResult.page("broadcast/looks", Map.of("phones", List.of(), "form", form)))
                        : preview(visit, form));
    }

    private Future<PageResult> preview(PageRequest visit, BroadcastForm form) {
        long id = number(visit.field("id"));
        long person = number(visit.field("person"));
        return (id > 0 ? base(visit, id) : Future.succeededFuture(NOTHING)).compose(base -> {
            JsonObject json = json(visit, form, base);
            return results.columns(visit.organisationId()).compose(columns -> {
                TypedMessage typed =
                        TypedMessage.of(visit, json, personal, columns).lacking(visit, form);
                return typed.showing(looked(visit, form, typed.document()))
                        .page(
                                visit,
                                "broadcast/looks",
                                BroadcastDraft::decode,
                                draft -> broadcasts
                                        .preview(visit.organisationId(), draft, person > 0 ? person : null)
                                        .map(previews -> Map.of(
                                                "form",
                                                form,
                                                "phones",
                                                PhonePreview.of(
                                                        previews,
                                                        visit.organisation().language()))),
                                Map.of("phones", List.of(), "form", form),
                                draft -> broadcasts.forecast(visit.organisationId(), draft));
            });
        });
    }

    /**
     * One text of what is typed: a fault in the other one hides nothing of it. Nor does a missing title, which only organisers
     * read.
     */
    private static JsonObject looked(PageRequest visit, BroadcastForm form, JsonObject json) {
        Variant which = form.hasVariant() ? look(visit) : Variant.A;
        return BroadcastDraft.alone(json.copy().put("title", "-"), which);
    }

    /** Which of two texts the form asks for. */
    static Variant look(PageRequest visit) {
        return visit.field(VariantFields.LOOK).flatMap(Variant::of).orElse(Variant.A);
    }

    /** Sends what is typed, saved or not, to the organiser's own chat. */
    private Future<PageResult> toMe(PageRequest visit) {
        long id = number(visit.field("id"));
        return read(visit)
                .compose(form -> (id > 0 ? base(visit, id) : Future.succeededFuture(NOTHING))
                        .map(base -> BroadcastDraft.decode(looked(visit, form, json(visit, form, base)))))
                .compose(draft ->
                        chats.test(visit.actor(), visit.organiser().id(), draft, id > 0 ? "broadcast:" + id : null))
                .map(result -> said(result.refusal() == null, BroadcastWords.toMe(visit, result.refusal())))
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? Future.succeededFuture(said(false, visit.faults(invalid)))
                        : Future.failedFuture(fault));
    }

    private static PageResult said(boolean sent, String text) {
        return PageResult.page("broadcast/toMe", Map.of("sent", sent, "text", text));
    }

    private static long number(Optional<String> text) {
        try {
            return text.map(Long::parseLong).orElse(0L);
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    private Future<JsonObject> base(PageRequest visit, long id) {
        return broadcasts.draft(visit.organisationId(), id).map(draft -> draft.map(BroadcastDraft::encode)
                .orElse(NOTHING));
    }

    /** The draft of the form; fails with {@link InvalidInputException}, with what is wrong with its variables as well. */
    private Future<BroadcastDraft> draft(PageRequest visit, BroadcastForm form, JsonObject base) {
        JsonObject json = json(visit, form, base);
        return Future.<BroadcastDraft>future(promise -> promise.complete(BroadcastDraft.decode(json)))
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? results.columns(visit.organisationId())
                                .compose(columns -> Future.failedFuture(new InvalidInputException(Stream.concat(
                                                invalid.faults().stream(),
                                                FaultyVariables.in(json, personal, columns.keySet()).faults().stream())
                                        .toList())))
                        : Future.failedFuture(fault));
    }

    private static JsonObject json(PageRequest visit, BroadcastForm form, JsonObject base) {
        return form.json(base, visit.organisation().language());
    }
}
