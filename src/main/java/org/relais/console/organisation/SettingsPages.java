package org.relais.console.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.text.Collator;
import java.time.DayOfWeek;
import java.time.InstantSource;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.relais.console.ConsoleFeature;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.OneTimeSecret;
import org.relais.console.OneTimeSecrets;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.console.organisation.OrganisationForm.Part;
import org.relais.input.InvalidInputException;
import org.relais.organisation.AccessStore;
import org.relais.organisation.ApiTokens;
import org.relais.organisation.ContactRules;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationLimits;
import org.relais.organisation.OrganisationService;
import org.relais.organisation.Preference;
import org.relais.organisation.Role;
import org.relais.share.PublicLinks;
import org.relais.share.PublicPageService;

/** The organisation's details and its API tokens. Owners change them, everybody may look. */
public final class SettingsPages implements ConsoleFeature {
    /** By the reader's language: putting them in its order takes longer than the rest of the page. */
    private static final Map<String, List<Choice>> COUNTRIES = new ConcurrentHashMap<>();

    private final Pool pool;
    private final OrganisationService service;
    private final AccessStore access;
    private final PublicPageService publicPages;
    private final ApiTokens apiTokens;
    private final InstantSource clock;
    private final OneTimeSecrets secrets;

    public SettingsPages(
            Pool pool,
            OrganisationService service,
            PublicPageService publicPages,
            ApiTokens apiTokens,
            InstantSource clock) {
        this.pool = pool;
        this.service = service;
        this.access = new AccessStore(clock);
        this.publicPages = publicPages;
        this.apiTokens = apiTokens;
        this.clock = clock;
        this.secrets = new OneTimeSecrets(clock);
    }

    @Override
    public MenuSection section() {
        return MenuSection.SETTINGS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get("/settings", this::show);
        for (Part part : List.of(Part.ORGANISATION, Part.HOURS, Part.RULES)) {
            routes.post("/settings/" + part.anchor(), Role.OWNER, visit -> save(visit, part));
        }
        routes.post("/settings/numbers", Role.OWNER, visit -> prefer(visit, Preference.ASKS_NUMBERS));
        routes.post("/settings/acknowledgements", Role.OWNER, visit -> prefer(visit, Preference.SAYS_LESS));
        routes.post("/settings/political", Role.OWNER, visit -> prefer(visit, Preference.SENDS_POLITICAL));
        routes.post("/settings/links", Role.OWNER, this::link);
        routes.post("/settings/tokens", Role.OWNER, this::createToken);
        routes.post("/settings/tokens/:id/revoke", Role.OWNER, this::revokeToken);
    }

    private Future<PageResult> show(PageRequest visit) {
        return page(visit, 200, OrganisationForm.of(visit.organisation()), new Form());
    }

    private Future<PageResult> page(PageRequest visit, int status, Form details, Form token) {
        return publicPages.links(visit.organisationId()).compose(links -> {
            Form form = new Form();
            links.json()
                    .forEach(field ->
                            form.with(field.getKey(), Objects.requireNonNullElse((String) field.getValue(), "")));
            return page(visit, status, details, token, form);
        });
    }

    private Future<PageResult> page(PageRequest visit, int status, Form details, Form token, Form links) {
        Map<String, Object> model = new HashMap<>();
        model.put("details", details);
        model.put("token", token);
        model.put("links", links);
        model.put("now", clock.instant());
        secrets.take(visit.formToken()).ifPresent(secret -> model.put("secret", secret));
        return access.apiTokens(pool, visit.organisationId())
                .onSuccess(found -> model.put(
                        "tokens",
                        found.stream().filter(one -> one.revokedAt() == null).toList()))
                .compose(found -> service.preferences(visit.organisationId()))
                .onSuccess(preferences -> model.put("numbersAsked", preferences.contains(Preference.ASKS_NUMBERS)))
                .onSuccess(preferences -> model.put("saysLess", preferences.contains(Preference.SAYS_LESS)))
                .onSuccess(preferences -> model.put("political", preferences.contains(Preference.SENDS_POLITICAL)))
                .compose(found -> service.federation(visit.organisationId()))
                .onSuccess(federation -> model.put("federation", federation))
                .map(found -> new PageResult.Page(status, "settings/show", model));
    }

    private Future<PageResult> prefer(PageRequest visit, Preference preference) {
        return service.prefer(
                        visit.actor(),
                        preference,
                        visit.field(preference.field()).isPresent())
                .map(PageResult.to("/settings").saying("settings.saved"));
    }

    private Future<PageResult> link(PageRequest visit) {
        Form form = Form.of(visit, "legalUrl", "privacyUrl");
        JsonObject json = new JsonObject();
        for (String field : List.of("legalUrl", "privacyUrl")) {
            json.put(field, form.given(field).orElse(null));
        }
        try {
            return publicPages
                    .link(visit.actor(), PublicLinks.read(json))
                    .map(PageResult.to("/settings").saying("settings.saved"));
        } catch (InvalidInputException invalid) {
            invalid.faults().forEach(fault -> form.fault(fault.field(), visit.fault(fault)));
            return page(visit, 422, OrganisationForm.of(visit.organisation()), new Form(), form);
        }
    }

    private Future<PageResult> save(PageRequest visit, Part part) {
        Form form = OrganisationForm.sent(visit, part);
        Organisation before = visit.organisation();
        Organisation changed = OrganisationForm.read(visit, form, before, part);
        if (form.faulty()) {
            return page(visit, 422, form.with("part", part.anchor()), new Form());
        }
        return service.update(visit.actor(), changed)
                .map(PageResult.to("/settings").saying("settings.saved"));
    }

    /** Notes what is wrong with the name of a person or a token. */
    static void name(PageRequest visit, Form form) {
        form.check(
                "name",
                name -> !name.isEmpty() && name.length() <= OrganisationLimits.ACCESS_NAME,
                visit.text("settings.name.fault"));
    }

    /** The role of a form, or its fault. */
    static Role role(PageRequest visit, Form form) {
        try {
            return Role.of(form.value("role"));
        } catch (IllegalArgumentException unknown) {
            form.fault("role", visit.text("settings.role.fault"));
            return Role.VIEWER;
        }
    }

    /** By way of a redirect, so that loading the page again makes nothing again. */
    private PageResult shown(PageRequest visit, String name, String value) {
        secrets.keep(visit.formToken(), new OneTimeSecret("token", name, value));
        return PageResult.to("/settings");
    }

    private static PageResult changed(boolean found, String saying) {
        return found ? PageResult.to("/settings").saying(saying) : PageResult.notFound();
    }

    private Future<PageResult> createToken(PageRequest visit) {
        Form form = Form.of(visit, "name", "role", "days");
        name(visit, form);
        Role role = role(visit, form);
        if (role == Role.COORDINATOR) {
            form.fault("role", visit.text("settings.role.fault"));
        }
        int days = form.given("days").isEmpty() ? 0 : form.number("days", 1, 3_650, visit.text("settings.days.fault"));
        if (form.faulty()) {
            return page(visit, 422, OrganisationForm.of(visit.organisation()), form);
        }
        return apiTokens
                .issue(
                        visit.actor(),
                        form.value("name"),
                        role,
                        days == 0 ? null : clock.instant().plus(days, ChronoUnit.DAYS))
                .map(issued -> shown(visit, form.value("name"), issued.secret()));
    }

    private Future<PageResult> revokeToken(PageRequest visit) {
        return apiTokens.revoke(visit.actor(), visit.id()).map(revoked -> changed(revoked, "settings.token.revoked"));
    }

    /** Who writes, in the words of the list. */
    public static String organisation(PageRequest visit) {
        return String.join(
                "\u00a0· ",
                visit.organisation().name(),
                visit.languageName(visit.organisation().language()),
                country(visit, visit.organisation().country()));
    }

    /** Whether people may be written to at any hour of any day. */
    public static boolean always(PageRequest visit) {
        ContactRules rules = visit.organisation().rules();
        return rules.wholeDays() && rules.days().size() == DayOfWeek.values().length;
    }

    /** When people may be written to. */
    public static String hours(PageRequest visit) {
        ContactRules rules = visit.organisation().rules();
        return visit.text(
                rules.wholeDays() ? "settings.hours.whole" : "settings.hours.value",
                "from",
                OrganisationForm.minutes(rules.from()),
                "until",
                OrganisationForm.minutes(rules.until()),
                "days",
                Arrays.stream(DayOfWeek.values())
                        .filter(rules.days()::contains)
                        .map(day -> day.getDisplayName(TextStyle.SHORT, visit.locale()))
                        .collect(Collectors.joining(", ")),
                "count",
                rules.days().size());
    }

    /** Whom messages may go to, and when people who are silent are erased. */
    public static String rules(PageRequest visit) {
        ContactRules rules = visit.organisation().rules();
        return visit.text(
                "settings.rules.value",
                "agreed",
                visit.organisation().consentOnly() ? "yes" : "no",
                "occasional",
                rules.occasionalRetentionDays(),
                "silence",
                rules.regularSilenceDays(),
                "years",
                rules.regularSilenceDays() % 365 == 0 ? rules.regularSilenceDays() / 365 : 0);
    }

    /** A field's number of days in years; 0 where it is no whole number of them. */
    public static int years(String days) {
        return days.matches("[1-9]\\d{2,3}") && Integer.parseInt(days) % 365 == 0 ? Integer.parseInt(days) / 365 : 0;
    }

    /** How a switch stands. */
    public static String onOff(PageRequest visit, boolean on) {
        return visit.text(on ? "settings.on" : "settings.off");
    }

    /** The key of a further page's title. */
    public static String title(String page) {
        return switch (page) {
            case "safeguards" -> "safeguard.title";
            case "webhooks" -> "webhook.title";
            default -> page + ".title";
        };
    }

    /** A country of the form. */
    public record Choice(String code, String name) {}

    /** Every country by its name in the reader's language. */
    public static List<Choice> countries(PageRequest visit) {
        return COUNTRIES.computeIfAbsent(visit.language(), language -> Arrays.stream(Locale.getISOCountries())
                .map(code -> new Choice(code, country(visit, code)))
                .sorted(Comparator.comparing(Choice::name, Collator.getInstance(Locale.forLanguageTag(language))))
                .toList());
    }

    /** A country's name in the reader's language. */
    public static String country(PageRequest visit, String code) {
        return new Locale("", code).getDisplayCountry(Locale.forLanguageTag(visit.language()));
    }
}
