package org.relais.console.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.audience.AudienceCodec;
import org.relais.audience.AudienceCondition;
import org.relais.audience.AudienceFacetStore;
import org.relais.audience.AudienceRow;
import org.relais.audience.AudienceService;
import org.relais.audience.SavedAudience;
import org.relais.broadcast.BroadcastResults;
import org.relais.broadcast.BroadcastService;
import org.relais.console.ConsoleFeature;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Role;

/** Audiences kept under a name: the list of them, and the form of one with a count that follows what is chosen. */
public final class AudiencePages implements ConsoleFeature {
    private static final String ALL = "/audiences";
    private static final String COUNT = "audience/count";
    private static final String FORM = "audience/form";
    /** The composers that lead here. */
    private static final Pattern BACK = Pattern.compile(
            "/broadcasts/new(\\?then=open)?|/actions/new\\?kind=[a-z]{1,20}|/(broadcasts|actions)/\\d{1,18}/edit");

    private static final int TAGS = 60;
    private static final int COLUMNS = 60;
    private static final int NEWEST = 40;

    private final Pool pool;
    private final AudienceService audiences;
    private final BroadcastService broadcasts;
    private final BroadcastResults results;
    private final AudienceFacetStore facets = new AudienceFacetStore();

    public AudiencePages(Pool pool, AudienceService audiences, BroadcastService broadcasts, BroadcastResults results) {
        this.pool = pool;
        this.audiences = audiences;
        this.broadcasts = broadcasts;
        this.results = results;
    }

    @Override
    public MenuSection section() {
        return MenuSection.CONTACTS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get(ALL, this::list);
        routes.get(ALL + "/new", Role.ORGANISER, visit -> form(visit, 200, AudienceForm.blank(), null));
        routes.post(ALL, Role.ORGANISER, this::create);
        routes.post(ALL + "/count", Role.ORGANISER, this::count);
        routes.get(ALL + "/:id/people", this::people);
        routes.get(ALL + "/:id", Role.ORGANISER, this::edit);
        routes.post(ALL + "/:id", Role.ORGANISER, this::update);
        routes.post(ALL + "/:id/delete", Role.ORGANISER, this::delete);
    }

    private Future<PageResult> list(PageRequest visit) {
        return audiences.all(visit.organisationId()).compose(all -> AskedNames.load(
                        results,
                        visit,
                        all.stream().map(SavedAudience::audience).toList())
                .map(named -> PageResult.page("audience/list", Map.of("audiences", all))));
    }

    /** How many people are in one, beside its name: counted as its form does, while the list is read, as each may take a moment. */
    private Future<PageResult> people(PageRequest visit) {
        return audiences.find(visit.organisationId(), visit.id()).compose(PageResult.found(saved -> broadcasts
                .reached(visit.organisationId(), saved.audience())
                .map(forecast -> PageResult.page("audience/people", Map.of("forecast", forecast)))));
    }

    private Future<PageResult> create(PageRequest visit) {
        AudienceForm form = AudienceForm.read(visit);
        return AudienceForm.reshaped(visit)
                ? form(visit, 200, form, null)
                : audience(visit, form)
                        .compose(audience -> audiences.create(visit.actor(), form.name(), audience))
                        .<PageResult>map(kept ->
                                PageResult.to(after(visit, kept)).saying("audience.said.kept", "name", kept.name()))
                        .recover(fault -> again(visit, form, null, fault));
    }

    /** The message that one was put together for, or the list. */
    private static String after(PageRequest visit, SavedAudience kept) {
        String back = back(visit);
        return back.isEmpty() ? ALL : back + (back.contains("?") ? "&" : "?") + "resume=yes&saved=" + kept.id();
    }

    private static String back(PageRequest visit) {
        return visit.field("back")
                .or(() -> visit.query("back"))
                .filter(path -> BACK.matcher(path).matches())
                .orElse("");
    }

    /** Address of a message to those whom a condition finds. */
    public static String write(AudienceCondition condition) {
        Audience audience = Audience.of(List.of()).with(new AudienceRow(AudienceRow.Join.AND, condition));
        return "/console/broadcasts/new?to="
                + URLEncoder.encode(AudienceCodec.encode(audience).encode(), StandardCharsets.UTF_8);
    }

    /** The saved audience that an address names. */
    public static Optional<Audience> named(PageRequest visit, List<SavedAudience> saved) {
        long id = visit.query("saved", 0L);
        return saved.stream().filter(each -> each.id() == id).findFirst().map(SavedAudience::audience);
    }

    private Future<PageResult> edit(PageRequest visit) {
        return audiences
                .find(visit.organisationId(), visit.id())
                .compose(PageResult.found(audience -> form(visit, 200, AudienceForm.of(visit, audience), audience)));
    }

    private Future<PageResult> update(PageRequest visit) {
        AudienceForm form = AudienceForm.read(visit);
        return audiences.find(visit.organisationId(), visit.id()).compose(PageResult.found(saved -> {
            return AudienceForm.reshaped(visit)
                    ? form(visit, 200, form, saved)
                    : audience(visit, form)
                            .compose(audience ->
                                    audiences.update(visit.actor(), saved.id(), form.version(), form.name(), audience))
                            .compose(changed -> changed.isPresent()
                                    ? Future.<PageResult>succeededFuture(
                                            PageResult.to(ALL).saying("audience.said.kept", "name", form.name()))
                                    : form(
                                            visit,
                                            409,
                                            form.withVersion(saved.version())
                                                    .withFault("rows", visit.text("audience.fault.version")),
                                            saved))
                            .recover(fault -> again(visit, form, saved, fault));
        }));
    }

    private Future<PageResult> delete(PageRequest visit) {
        return audiences
                .delete(visit.actor(), visit.id())
                .map(deleted -> deleted ? PageResult.to(ALL).saying("audience.said.deleted") : PageResult.notFound());
    }

    /**
     * The part of the form that follows what is chosen: who would get a message without a template, as a draft counts them.
     * Rows still to be filled in change nothing, and are marked once begun.
     */
    private Future<PageResult> count(PageRequest visit) {
        AudienceForm form = AudienceForm.read(visit);
        return audience(visit, form)
                .compose(audience -> counted(visit, form, audience, Set.of()))
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? countedWithout(visit, form, form.unfinished(invalid))
                        : Future.failedFuture(fault));
    }

    private Future<PageResult> countedWithout(PageRequest visit, AudienceForm form, Set<Integer> unfinished) {
        return audience(visit, form.without(unfinished))
                .compose(audience -> counted(visit, form, audience, unfinished))
                .recover(fault -> fault instanceof InvalidInputException
                        ? Future.succeededFuture(PageResult.page(
                                COUNT, Map.of("rows", form.rows().size(), "begun", form.begun(unfinished))))
                        : Future.failedFuture(fault));
    }

    private Future<PageResult> counted(
            PageRequest visit, AudienceForm form, Audience audience, Set<Integer> unfinished) {
        return AskedNames.load(results, visit, List.of(audience))
                .compose(named -> broadcasts.reached(visit.organisationId(), audience))
                .map(forecast -> PageResult.page(
                        COUNT,
                        Map.of(
                                "rows",
                                form.rows().size(),
                                "unfinished",
                                unfinished.stream().sorted().map(at -> at + 1).toList(),
                                "begun",
                                form.begun(unfinished),
                                "words",
                                BroadcastWords.audience(visit, audience),
                                "count",
                                ReachCount.of(forecast).withoutTexts(),
                                "inTemplate",
                                forecast.reach().messageable())));
    }

    private static Future<Audience> audience(PageRequest visit, AudienceForm form) {
        return Future.future(promise -> promise.complete(form.audience(visit)));
    }

    private Future<PageResult> again(
            PageRequest visit, AudienceForm form, @Nullable SavedAudience saved, Throwable fault) {
        return fault instanceof InvalidInputException invalid
                ? form(visit, 422, form.withFaults(visit, invalid), saved)
                : Future.failedFuture(fault);
    }

    private Future<PageResult> form(PageRequest visit, int status, AudienceForm form, @Nullable SavedAudience saved) {
        Map<String, Object> model = new HashMap<>();
        model.put("form", form);
        model.put("saved", saved);
        model.put("back", back(visit));
        model.put("added", visit.field("add").isPresent());
        model.put("unsaved", AudienceForm.reshaped(visit) || !form.faults().isEmpty());
        Audience named = saved == null ? Audience.EVERYONE : saved.audience();
        return AskedNames.load(results, visit, List.of(named))
                .compose(loaded -> choices(visit, named))
                .map(choices -> {
                    model.put("choices", choices);
                    return new PageResult.Page(status, FORM, model);
                });
    }

    private Future<AudienceChoices> choices(PageRequest visit, Audience named) {
        long organisationId = visit.organisationId();
        return facets.tags(pool, organisationId, TAGS).compose(tags -> facets.areas(pool, organisationId)
                .compose(areas -> facets.languages(pool, organisationId).compose(languages -> facets.columns(
                                pool, organisationId, COLUMNS)
                        .compose(columns -> results.lately(organisationId, NEWEST)
                                .compose(questions -> results.titles(organisationId, named.broadcastIds(), NEWEST)
                                        .compose(titles -> results.actions(organisationId, named.actionIds(), NEWEST)
                                                .map(actions -> new AudienceChoices(
                                                        tags,
                                                        areas,
                                                        new TreeSet<>(languages),
                                                        columns,
                                                        questions,
                                                        titles,
                                                        actions))))))));
    }
}
