package org.relais.console.organisation;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.relais.audience.Audience;
import org.relais.audience.AudienceStore;
import org.relais.audience.Reach;
import org.relais.audience.Target;
import org.relais.consent.Purpose;
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
import org.relais.template.OrganisationProfileStore;
import org.relais.text.Languages;

/** What everybody reads who joins, and under each message: how it reads in each language, and what of it an owner may say. */
public final class WelcomeTextPages implements ConsoleFeature {
    private static final String PAGE = "/settings/welcome";

    private final Pool pool;
    private final OrganisationService service;
    private final OrganisationProfileStore profiles = new OrganisationProfileStore();
    private final AudienceStore audiences = new AudienceStore();

    public WelcomeTextPages(Pool pool, OrganisationService service) {
        this.pool = pool;
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
        routes.post(PAGE + "/preview", Role.VIEWER, visit -> reading(visit, typed(visit))
                .map(reading -> PageResult.page("settings/welcomeRead", Map.of("reading", reading))));
    }

    /** The fields of whoever may only look are not sent. */
    private static Form typed(PageRequest visit) {
        return visit.may(Role.OWNER)
                ? OrganisationForm.sent(visit, Part.WELCOME)
                : OrganisationForm.of(visit.organisation());
    }

    private Future<PageResult> page(PageRequest visit, int status, Form form) {
        return reading(visit, form).compose(reading -> lacking(visit)
                .map(lacking -> new PageResult.Page(
                        status, "settings/welcome", Map.of("form", form, "reading", reading, "lacking", lacking))));
    }

    /**
     * How many may be written to who read a general phrase instead of why the organisation writes, by language. Nobody is counted who
     * reads what it says, and where nothing is lacking nobody at all.
     */
    private Future<Map<String, Long>> lacking(PageRequest visit) {
        return profiles.of(pool, visit.organisationId()).compose(profile -> {
            Set<String> languages =
                    Languages.ALL.stream().filter(profile::lacksPurpose).collect(Collectors.toSet());
            Target readers = new Target(visit.organisationId(), Audience.reading(languages), Purpose.BROADCAST, null);
            return languages.isEmpty()
                    ? Future.succeededFuture(Map.of())
                    : audiences.count(pool, readers).map(Reach::byLanguage);
        });
    }

    private Future<PageResult> save(PageRequest visit) {
        Form form = OrganisationForm.sent(visit, Part.WELCOME);
        Organisation changed = OrganisationForm.read(visit, form, visit.organisation(), Part.WELCOME);
        return form.faulty()
                ? page(visit, 422, form)
                : service.update(visit.actor(), changed).map(PageResult.to(PAGE).saying("settings.saved"));
    }

    /** In the language that is looked at, with what stands in the form. */
    private Future<Reading> reading(PageRequest visit, Form form) {
        String language = visit.field("look")
                .or(() -> visit.query("look"))
                .filter(Languages.ALL::contains)
                .orElse(visit.organisation().language());
        return profiles.of(pool, visit.organisationId()).map(stored -> reading(typed(stored, form), language));
    }

    private static Reading reading(OrganisationProfile profile, String language) {
        OrganisationTexts texts = new OrganisationTexts(profile, language);
        return new Reading(
                language,
                texts.text("opt_in.question"),
                texts.text("welcome"),
                LegalMention.text(profile, language, language, null).orElse(""));
    }

    /** As it is stored, with what stands in the form. */
    private static OrganisationProfile typed(OrganisationProfile stored, Form form) {
        Map<String, String> purposes = new HashMap<>(stored.purposes());
        Languages.ALL.forEach(language -> purposes.put(language, form.value("purpose-" + language)));
        String named = Optional.of(form.value("nameOf"))
                .filter(OrganisationName::mayBeOf)
                .orElse(null);
        return stored.presented(OrganisationName.of(stored.name(), named), purposes);
    }

    /** How volunteers read "of" the organisation in French, by what stands in the form. */
    public static String nameOf(PageRequest visit, Form form) {
        return OrganisationName.of(
                        visit.organisation().name(), form.given("nameOf").orElse(null))
                .of();
    }
}
