package org.relais.console.organisation;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
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
import org.relais.organisation.Invitation;
import org.relais.organisation.InvitationService;
import org.relais.organisation.InvitationService.Draft;
import org.relais.organisation.InvitationService.Issued;
import org.relais.organisation.InvitationService.Refusal;
import org.relais.organisation.OrganisationLimits;
import org.relais.organisation.OrganisationService;
import org.relais.organisation.PeopleService;
import org.relais.organisation.PeopleService.Outcome;
import org.relais.organisation.PeopleStore.Person;
import org.relais.organisation.Role;

/** Who may enter the console: roles, sessions, passkeys, passwords, removal. Owners change it, everybody may look. */
public final class PeoplePages implements ConsoleFeature {
    private static final String PAGE = "/settings/people";
    private static final String ONE = PAGE + "/:id";

    private final PeopleService people;
    private final Credentials credentials;
    private final OrganisationService service;
    private final InvitationService invitations;
    private final OneTimeSecrets secrets;
    private final String publicUrl;

    public PeoplePages(
            PeopleService people,
            Credentials credentials,
            OrganisationService service,
            InvitationService invitations,
            InstantSource clock,
            String publicUrl) {
        this.people = people;
        this.credentials = credentials;
        this.service = service;
        this.invitations = invitations;
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
        routes.post(PAGE + "/invitations", Role.OWNER, this::invite);
        routes.post(PAGE + "/invitations/:id/revoke", Role.OWNER, this::revoke);
        routes.get(ONE, Role.OWNER, this::show);
        routes.post(ONE + "/role", Role.OWNER, this::changeRole);
        routes.post(ONE + "/actions", Role.OWNER, this::giveAction);
        routes.post(ONE + "/actions/:action/take", Role.OWNER, this::takeAction);
        routes.post(ONE + "/link", Role.OWNER, this::renewLink);
        routes.post(ONE + "/remove", Role.OWNER, this::remove);
        routes.post(ONE + "/sessions/end", Role.OWNER, this::endSessions);
        routes.post(ONE + "/sessions/:session/end", Role.OWNER, this::endSession);
        routes.post(ONE + "/passkeys/:passkey/remove", Role.OWNER, this::removePasskey);
    }

    private Future<PageResult> list(PageRequest visit, int status, Form invitation) {
        Map<String, Object> model = new HashMap<>();
        model.put("invitation", invitation);
        secrets.take(visit.formToken()).ifPresent(secret -> model.put("secret", secret));
        model.put("mails", invitations.mails());
        return people.all(visit.organisationId())
                .onSuccess(all -> model.put("people", all))
                .compose(all -> visit.may(Role.OWNER)
                        ? invitations.open(visit.actor())
                        : Future.succeededFuture(List.<Invitation>of()))
                .onSuccess(open -> model.put("invitations", open))
                .map(open -> new PageResult.Page(status, "settings/people", model));
    }

    private Future<PageResult> show(PageRequest visit) {
        Map<String, Object> model = new HashMap<>();
        return people.find(visit.organisationId(), visit.id())
                .compose(PageResult.found(person -> people.sessions(visit.actor(), visit.id())
                        .onSuccess(sessions -> model.putAll(Map.of("person", person, "sessions", sessions)))
                        .compose(sessions -> credentials.passkeys().all(visit.actor(), visit.id()))
                        .onSuccess(keys -> model.put("passkeys", keys))
                        .compose(keys -> credentials.passwords().state(visit.actor(), visit.id(), PeopleService.NONE))
                        .onSuccess(state -> model.put("password", state))
                        .compose(state -> people.actions(visit.actor(), visit.id()))
                        .onSuccess(actions -> model.put("actions", actions))
                        .map(actions -> PageResult.page("settings/person", model))));
    }

    private Future<PageResult> giveAction(PageRequest visit) {
        long action = visit.field("action")
                .filter(id -> id.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
        return people.giveAction(visit.actor(), visit.id(), action)
                .map(given -> given
                        ? PageResult.to(PAGE + "/" + visit.id()).saying("people.actions.given")
                        : PageResult.to(PAGE + "/" + visit.id()).warning("people.actions.unchanged"));
    }

    private Future<PageResult> takeAction(PageRequest visit) {
        return people.takeAction(visit.actor(), visit.id(), visit.id("action"))
                .map(taken -> taken
                        ? PageResult.to(PAGE + "/" + visit.id()).saying("people.actions.taken")
                        : PageResult.notFound());
    }

    private Future<PageResult> invite(PageRequest visit) {
        Form form = Form.of(visit, "email", "name", "role", "mail");
        form.check("email", OrganisationLimits::isEmail, visit.text("settings.email.fault"));
        SettingsPages.name(visit, form);
        Role role = SettingsPages.role(visit, form);
        if (form.faulty()) {
            return list(visit, 422, form);
        }
        Draft draft = new Draft(form.value("email"), form.value("name"), role, visit.language());
        return invitations.open(visit.actor()).compose(open -> invitations
                .invite(visit.actor(), draft, form.given("mail").isPresent())
                .compose(outcome -> outcome instanceof Issued issued
                        ? Future.succeededFuture(replacing(open, invited(visit, draft, issued), draft))
                        : list(visit, 422, form.faulty("email", visit.text(fault(outcome))))));
    }

    /** Says when an earlier invitation to the same address ends by this one. */
    private static PageResult replacing(List<Invitation> open, PageResult.Redirect result, Draft draft) {
        return open.stream()
                .filter(one -> one.email().equalsIgnoreCase(draft.email()))
                .findFirst()
                .map(one -> result.warning("invitation.replaced", "email", one.email(), "name", one.name()))
                .orElse(result);
    }

    private static String fault(InvitationService.Outcome outcome) {
        return outcome == Refusal.MEMBER ? "settings.email.taken" : "invitation.at-once";
    }

    /** What was mailed is shown to nobody else. */
    private PageResult.Redirect invited(PageRequest visit, Draft draft, Issued issued) {
        if (issued.mailed()) {
            return PageResult.to(PAGE).saying("invitation.mailed", "email", draft.email());
        }
        secrets.keep(visit.formToken(), new OneTimeSecret("invitation", draft.name(), issued.link()));
        return visit.field("mail").isPresent()
                ? PageResult.to(PAGE).warning("invitation.not-mailed")
                : PageResult.to(PAGE);
    }

    private Future<PageResult> revoke(PageRequest visit) {
        return invitations
                .revoke(visit.actor(), visit.id())
                .map(revoked -> revoked ? PageResult.to(PAGE).saying("invitation.revoked") : PageResult.notFound());
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
                : find(visit).compose(PageResult.found(person -> people.remove(visit.actor(), visit.id())
                        .map(outcome -> said(outcome, person, "people.removed"))));
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

    private Future<PageResult> removePasskey(PageRequest visit) {
        return credentials
                .passkeys()
                .remove(visit.actor(), visit.id(), visit.id("passkey"))
                .map(removed -> removed
                        ? PageResult.to(PAGE + "/" + visit.id()).saying("people.passkey.removed")
                        : PageResult.notFound());
    }

    private Future<PageResult> endSessions(PageRequest visit) {
        return people.endSessions(visit.actor(), visit.id(), PeopleService.NONE)
                .map(ended -> PageResult.to(PAGE + "/" + visit.id()).saying("people.sessions.ended", "count", ended));
    }
}
