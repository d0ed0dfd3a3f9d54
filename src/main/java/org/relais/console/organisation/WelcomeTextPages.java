package org.relais.console.organisation;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.relais.console.ConsoleFeature;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.console.organisation.OrganisationForm.Part;
import org.relais.conversation.OrganisationTexts;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationService;
import org.relais.organisation.Role;
import org.relais.template.LegalMention;
import org.relais.template.OrganisationName;
import org.relais.template.OrganisationProfile;
import org.relais.template.Texts;
import org.relais.text.Languages;

/** What everybody reads who joins, and under each message: how it reads in each language, and what of it an owner may say. */
public final class WelcomeTextPages implements ConsoleFeature {
    private static final String PAGE = "/settings/welcome";

    private final OrganisationService service;

    public WelcomeTextPages(OrganisationService service) {
        this.service = service;
    }

    /**
     * The texts as one person reads them.
     *
     * @param question asks who has not agreed yet
     * @param welcome answers who agrees
     * @param mention stands under messages
     */
    public record Reading(String language, String question, String welcome, String mention) {}

    @Override
    public MenuSection section() {
        return MenuSection.SETTINGS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get(PAGE, visit -> page(visit, 200, OrganisationForm.of(visit.organisation())));
        routes.post(PAGE, Role.OWNER, this::save);
        routes.post(
                PAGE + "/preview",
                Role.VIEWER,
                visit -> Future.succeededFuture(
                        PageResult.page("settings/welcomeRead", Map.of("reading", reading(visit, typed(visit))))));
    }

    /** The fields of whoever may only look are not sent. */
    private static Form typed(PageRequest visit) {
        return visit.may(Role.OWNER)
                ? OrganisationForm.sent(visit, Part.WELCOME)
                : OrganisationForm.of(visit.organisation());
    }

    private static Future<PageResult> page(PageRequest visit, int status, Form form) {
        Map<String, Object> model = new HashMap<>();
        model.put("form", form);
        model.put("reading", reading(visit, form));
        return Future.succeededFuture(new PageResult.Page(status, "settings/welcome", model));
    }

    private Future<PageResult> save(PageRequest visit) {
        Form form = OrganisationForm.sent(visit, Part.WELCOME);
        Organisation changed = OrganisationForm.read(visit, form, visit.organisation(), Part.WELCOME);
        return form.faulty()
                ? page(visit, 422, form)
                : service.update(visit.actor(), changed).map(PageResult.to(PAGE).saying("settings.saved"));
    }

    /** In the language that is looked at, with what stands in the form. */
    private static Reading reading(PageRequest visit, Form form) {
        String language = visit.field("look")
                .or(() -> visit.query("look"))
                .filter(Languages.ALL::contains)
                .orElse(visit.organisation().language());
        OrganisationProfile profile = profile(visit.organisation(), form);
        OrganisationTexts texts = new OrganisationTexts(profile, language);
        return new Reading(
                language,
                texts.text("opt_in.question"),
                texts.text("welcome"),
                LegalMention.text(profile, language, language, null).orElse(""));
    }

    private static OrganisationProfile profile(Organisation organisation, Form form) {
        Map<String, String> purposes = new HashMap<>(organisation.purpose());
        Languages.ALL.forEach(language -> purposes.put(language, form.value("purpose-" + language)));
        String named = form.value("nameOf");
        return new OrganisationProfile(
                organisation.id(),
                OrganisationName.of(
                        organisation.name(),
                        Optional.of(named).filter(OrganisationName::mayBeOf).orElse(null)),
                null,
                purposes,
                organisation.language(),
                organisation.rules().mentionEveryDays(),
                organisation.rules().mentionLink(),
                Texts.standard().of(organisation.language()));
    }

    /** How volunteers read "of" the organisation in French, by what stands in the form. */
    public static String nameOf(PageRequest visit, Form form) {
        return OrganisationName.of(
                        visit.organisation().name(), form.given("nameOf").orElse(null))
                .of();
    }
}
