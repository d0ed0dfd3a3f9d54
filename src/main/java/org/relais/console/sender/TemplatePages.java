package org.relais.console.sender;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.text.Collator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.relais.channel.TemplateContent;
import org.relais.console.ConsoleFeature;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.console.broadcast.BroadcastWords;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Role;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderService;
import org.relais.organisation.SenderStore.SenderState;
import org.relais.template.catalogue.Catalogue;
import org.relais.template.catalogue.TemplateAuthor;
import org.relais.template.catalogue.TemplateDraft;
import org.relais.template.catalogue.TemplateService;

/** The platforms' templates: how each stands, and new ones handed in. */
public final class TemplatePages implements ConsoleFeature {
    private static final String PATH = "/channels/templates";

    private final SenderService senders;
    private final TemplateService templates;
    private final TemplateAuthor author;

    public TemplatePages(SenderService senders, TemplateService templates, TemplateAuthor author) {
        this.senders = senders;
        this.templates = templates;
        this.author = author;
    }

    @Override
    public MenuSection section() {
        return MenuSection.CHANNELS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get(PATH, this::list);
        routes.post(PATH + "/refresh", Role.ORGANISER, this::refresh);
        routes.get(PATH + "/new", Role.ORGANISER, this::begin);
        routes.post(PATH + "/preview", Role.ORGANISER, this::preview);
        routes.post(PATH, Role.ORGANISER, this::submit);
    }

    /** The senders whose platform has templates. */
    private Future<List<Sender>> able(PageRequest visit) {
        return senders.states(visit.organisationId()).map(this::able);
    }

    private List<Sender> able(List<SenderState> states) {
        return states.stream()
                .map(SenderState::sender)
                .filter(templates::hasTemplates)
                .toList();
    }

    private Future<PageResult> list(PageRequest visit) {
        return senders.states(visit.organisationId())
                .compose(states ->
                        templates.catalogue(visit.organisationId()).map(catalogue -> page(visit, catalogue, states)));
    }

    private PageResult page(PageRequest visit, Catalogue catalogue, List<SenderState> states) {
        List<Sender> able = able(states);
        Set<Long> ofFile = states.stream()
                .filter(SenderState::inFile)
                .map(state -> state.sender().id())
                .collect(Collectors.toSet());
        return PageResult.page(
                "channel/templates",
                Map.of(
                        "rows",
                        rows(visit, catalogue, able),
                        "senders",
                        able,
                        "ofFile",
                        ofFile,
                        "catalogue",
                        catalogue));
    }

    private static List<TemplateRow> rows(PageRequest visit, Catalogue catalogue, List<Sender> able) {
        Map<Long, String> names = new HashMap<>();
        able.forEach(sender -> names.put(sender.id(), visit.sender(sender)));
        return catalogue.templates().stream()
                .map(stored ->
                        new TemplateRow(stored, able.size() > 1 ? names.getOrDefault(stored.senderId(), "") : ""))
                .toList();
    }

    private Future<PageResult> refresh(PageRequest visit) {
        return templates.refresh(visit.actor()).map(fault -> {
            PageResult.Redirect back = PageResult.to(PATH);
            return fault.isPresent()
                    ? back.warning(
                            "template.refreshed-not",
                            "why",
                            SenderSteps.words(
                                    visit, fault.get().what(), fault.get().inFile()))
                    : back.saying("template.refreshed");
        });
    }

    /** A new one, or one with the words of another. */
    private Future<PageResult> begin(PageRequest visit) {
        String like = visit.query("like").orElse("");
        return like.isEmpty()
                ? form(visit, TemplateForm.blank(visit))
                : templates
                        .catalogue(visit.organisationId())
                        .compose(catalogue -> form(
                                visit,
                                catalogue.templates().stream()
                                        .filter(stored ->
                                                stored.template().externalId().equals(like))
                                        .findFirst()
                                        .map(stored -> TemplateForm.like(visit, stored))
                                        .orElseGet(() -> TemplateForm.blank(visit))));
    }

    private Future<PageResult> form(PageRequest visit, TemplateForm form) {
        return able(visit).map(able -> {
            Map<String, String> languages = new TreeMap<>(Collator.getInstance(visit.locale()));
            able.forEach(sender -> templates.languages(sender).forEach(code -> languages.put(name(visit, code), code)));
            Map<String, Object> model = Map.of(
                    "form",
                    form.speaking(languages.values()),
                    "senders",
                    able,
                    "languages",
                    languages,
                    "own",
                    own(visit, languages));
            return form.form().faulty()
                    ? PageResult.invalid("channel/template", model)
                    : PageResult.page("channel/template", model);
        });
    }

    /** Those of the languages in which the organisation says why it writes, its own among them. */
    private static Map<String, String> own(PageRequest visit, Map<String, String> languages) {
        Map<String, String> own = new TreeMap<>(languages);
        own.values().removeIf(code -> {
            String bare = code.split("_", 2)[0];
            return !bare.equals(visit.organisation().language())
                    && !visit.organisation().purpose().containsKey(bare);
        });
        return own;
    }

    private static String name(PageRequest visit, String code) {
        String tag = code.replace('_', '-');
        String country = Locale.forLanguageTag(tag).getDisplayCountry(visit.locale());
        return BroadcastWords.language(visit, tag) + (country.isEmpty() ? "" : " (" + country + ")");
    }

    private Future<PageResult> submit(PageRequest visit) {
        TemplateForm form = TemplateForm.sent(visit);
        return draft(form.json())
                .compose(draft -> author.submit(visit.actor(), draft))
                .<PageResult>map(taken ->
                        PageResult.to(PATH).saying("template.submitted", "name", BroadcastWords.templateTitle(taken)))
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? form(visit, form.faulty(visit, invalid))
                        : Future.failedFuture(fault));
    }

    private static Future<TemplateDraft> draft(JsonObject json) {
        return Future.future(promise -> promise.complete(TemplateDraft.decode(json)));
    }

    /** What people would read, with the examples in its places. */
    private Future<PageResult> preview(PageRequest visit) {
        if (visit.field("body").isEmpty()) {
            return Future.succeededFuture(shown(Optional.empty(), visit));
        }
        return draft(TemplateForm.sent(visit).looks())
                .compose(draft -> author.whole(visit.organisationId(), draft))
                .map(whole -> shown(Optional.of(whole), visit))
                .recover(fault -> fault instanceof InvalidInputException
                        ? Future.succeededFuture(shown(Optional.empty(), visit))
                        : Future.failedFuture(fault));
    }

    /** What is wrong with it is told once, beside its field, when it is handed in. */
    private static PageResult shown(Optional<TemplateDraft> whole, PageRequest visit) {
        Map<String, Object> model = new HashMap<>();
        model.put("content", whole.map(TemplateDraft::content).orElseGet(() -> TemplateContent.of("")));
        model.put(
                "text",
                whole.map(draft -> TemplateContent.filled(
                                draft.content().body(),
                                TemplateContent.places(draft.content().body()).stream()
                                        .map(place -> draft.examples().getOrDefault(place, ""))
                                        .toList()))
                        .orElseGet(() -> visit.field("body").orElse("")));
        return PageResult.page("channel/templateLooks", model);
    }
}
