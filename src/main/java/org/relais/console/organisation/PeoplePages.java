package org.relais.console.organisation;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.relais.console.ConsoleFeature;
import org.relais.console.ConsoleRoutes;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.OneTimeSecret;
import org.relais.console.OneTimeSecrets;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.organisation.OrganisationLimits;
import org.relais.organisation.OrganisationService;
import org.relais.organisation.PeopleService;
import org.relais.organisation.PeopleService.Outcome;
import org.relais.organisation.PeopleStore.Person;
import org.relais.organisation.Role;

/** Who may enter the console: roles, sessions, removal. Owners change it, everybody may look. */
public final class PeoplePages implements ConsoleFeature {
    private static final String PAGE = "/settings/people";
    private static final String ONE = PAGE + "/:id";

    private final PeopleService people;
    private final OrganisationService service;
    private final OneTimeSecrets secrets;
    private final String publicUrl;

    public PeoplePages(PeopleService people, OrganisationService service, InstantSource clock, String publicUrl) {
        this.people = people;
        this.service = service;
        this.secrets = new OneTimeSecrets(clock);
        this.publicUrl = publicUrl;
    }

    @Override
    public MenuSection section() {
        return MenuSection.SETTINGS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get(PAGE, visit -> list(visit, 200, new Form()));
        routes.post(PAGE, Role.OWNER, this::invite);
        routes.get(ONE, Role.OWNER, this::show);
        routes.post(ONE + "/role", Role.OWNER, this::changeRole);
        routes.post(ONE + "/link", Role.OWNER, this::renewLink);
        routes.post(ONE + "/remove", Role.OWNER, this::remove);
        routes.post(ONE + "/sessions/end", Role.OWNER, this::endSessions);
        routes.post(ONE + "/sessions/:session/end", Role.OWNER, this::endSession);
    }

    private Future<PageResult> list(PageRequest visit, int status, Form invitation) {
        Map<String, Object> model = new HashMap<>();
        model.put("invitation", invitation);
        secrets.take(visit.formToken()).ifPresent(secret -> model.put("secret", secret));
        return people.all(visit.organisationId()).map(all -> {
            model.put("people", all);
            return new PageResult.Page(status, "settings/people", model);
        });
    }

    private Future<PageResult> show(PageRequest visit) {
        return people.find(visit.organisationId(), visit.id())
                .compose(person -> person.isEmpty()
                        ? Future.succeededFuture(PageResult.notFound())
                        : people.sessions(visit.actor(), visit.id())
                                .map(sessions -> PageResult.page(
                                        "settings/person", Map.of("person", person.get(), "sessions", sessions))));
    }

    private Future<PageResult> invite(PageRequest visit) {
        Form form = Form.of(visit, "email", "name", "role");
        form.check("email", OrganisationLimits::isEmail, visit.text("settings.email.fault"));
        form.check(
                "name",
                name -> !name.isEmpty() && name.length() <= OrganisationLimits.ACCESS_NAME,
                visit.text("settings.name.fault"));
        Role role = SettingsPages.role(visit, form);
        return people.all(visit.organisationId()).compose(all -> {
            boolean taken = all.stream().anyMatch(person -> person.organiser()
                    .email()
                    .equals(form.value("email").toLowerCase(Locale.ROOT)));
            form.check("email", email -> !taken, visit.text("settings.email.taken"));
            return form.faulty() ? list(visit, 422, form) : invite(visit, form, role);
        });
    }

    private Future<PageResult> invite(PageRequest visit, Form form, Role role) {
        return service.invite(
                        visit.actor(),
                        new OrganisationService.Invitation(
                                form.value("email"),
                                form.value("name"),
                                role,
                                visit.language(),
                                OrganisationService.LINK_VALIDITY))
                .map(secret -> shown(visit, form.value("name"), secret));
    }

    /** By way of a redirect, so that loading the page again makes nothing again. */
    private PageResult shown(PageRequest visit, String name, String secret) {
        secrets.keep(visit.formToken(), new OneTimeSecret("link", name, ConsoleRoutes.signInLink(publicUrl, secret)));
        return PageResult.to(PAGE);
    }

    private Future<PageResult> renewLink(PageRequest visit) {
        return service.renewLink(visit.actor(), visit.id())
                .map(found -> found.map(link -> shown(visit, link.organiser().name(), link.secret()))
                        .orElseGet(PageResult::notFound));
    }

    private Future<PageResult> changeRole(PageRequest visit) {
        Form form = Form.of(visit, "role");
        Role role = SettingsPages.role(visit, form);
        return form.faulty()
                ? Future.succeededFuture(PageResult.to(PAGE).warning("settings.role.fault"))
                : people.changeRole(visit.actor(), visit.id(), role)
                        .compose(outcome -> answer(visit, outcome, "people.role.changed"));
    }

    private Future<PageResult> remove(PageRequest visit) {
        return visit.id() == visit.organiser().id()
                ? Future.succeededFuture(PageResult.to(PAGE).warning("settings.self"))
                : find(visit)
                        .compose(person -> person.isEmpty()
                                ? Future.succeededFuture(PageResult.notFound())
                                : people.remove(visit.actor(), visit.id())
                                        .map(outcome -> said(outcome, person.get(), "people.removed")));
    }

    /** Whose name is said is asked for afterwards: somebody who has lost a role is there still. */
    private Future<PageResult> answer(PageRequest visit, Outcome outcome, String saying) {
        return find(visit)
                .map(person -> person.isEmpty() ? PageResult.notFound() : said(outcome, person.get(), saying));
    }

    private Future<Optional<Person>> find(PageRequest visit) {
        return people.find(visit.organisationId(), visit.id());
    }

    private static PageResult said(Outcome outcome, Person person, String saying) {
        return switch (outcome) {
            case DONE ->
                PageResult.to(PAGE).saying(saying, "name", person.organiser().name());
            case UNKNOWN -> PageResult.notFound();
            case LAST_OWNER -> PageResult.to(PAGE).warning("people.last-owner");
        };
    }

    private Future<PageResult> endSession(PageRequest visit) {
        return people.endSession(visit.actor(), visit.id(), visit.id("session"))
                .map(ended -> ended
                        ? PageResult.to(PAGE + "/" + visit.id()).saying("people.session.ended")
                        : PageResult.notFound());
    }

    private Future<PageResult> endSessions(PageRequest visit) {
        return people.endSessions(visit.actor(), visit.id(), PeopleService.NONE)
                .map(ended -> PageResult.to(PAGE + "/" + visit.id()).saying("people.sessions.ended", "count", ended));
    }
}
