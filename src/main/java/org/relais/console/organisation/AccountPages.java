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
import org.relais.console.Translations;
import org.relais.organisation.PasskeyService;
import org.relais.organisation.PeopleService;
import org.relais.organisation.Role;
import org.relais.organisation.SignInMail;
import org.relais.organisation.password.PasswordService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One's own access, for everybody who has signed in: where one is signed in, the end of that, one's passkeys and one's password. */
public final class AccountPages implements ConsoleFeature {
    static final String PAGE = "/account";

    private static final String PASSKEYS = PAGE + "/passkeys";

    private static final Logger LOG = LoggerFactory.getLogger(AccountPages.class);

    private final PeopleService people;
    private final PasskeyService passkeys;
    private final PasswordService passwords;
    private final SignInMail mail;

    /** @param mail by which somebody has a new link sent to themself */
    public AccountPages(PeopleService people, Credentials credentials, SignInMail mail) {
        this.people = people;
        this.mail = mail;
        this.passkeys = credentials.passkeys();
        this.passwords = credentials.passwords();
    }

    @Override
    public MenuSection section() {
        return MenuSection.SETTINGS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get(PAGE, Role.COORDINATOR, visit -> show(visit, 200, new Form()));
        routes.post(PAGE + "/profile", Role.COORDINATOR, this::changeProfile);
        routes.post(PAGE + "/sessions/end", Role.COORDINATOR, this::endOthers);
        routes.post(PAGE + "/sessions/:session/end", Role.COORDINATOR, this::end);
        if (mail.possible()) {
            routes.post(PAGE + "/link", Role.COORDINATOR, this::mailLink);
        }
        if (passkeys.origin().isPresent()) {
            routes.stream(PASSKEYS + "/new", Role.COORDINATOR, this::creation);
            routes.post(PASSKEYS, Role.COORDINATOR, this::add);
            routes.post(PASSKEYS + "/:passkey/rename", Role.COORDINATOR, this::rename);
            routes.post(PASSKEYS + "/:passkey/remove", Role.COORDINATOR, this::remove);
        }
    }

    /** @param form of a password or of one's name, with what is wrong with it */
    Future<PageResult> show(PageRequest visit, int status, Form form) {
        Map<String, Object> model =
                new HashMap<>(Map.of("form", form, "seals", passwords.second().possible()));
        long self = visit.organiser().id();
        return people.sessions(visit.actor(), self)
                .onSuccess(sessions -> model.put("sessions", sessions))
                .compose(sessions -> passkeys.all(visit.actor(), self))
                .onSuccess(own -> model.put("passkeys", own))
                .compose(own -> passwords.state(visit.actor(), self, visit.sessionId()))
                .onSuccess(state -> model.put("password", state))
                .map(state -> new PageResult.Page(status, "settings/account", model));
    }

    private Future<PageResult> changeProfile(PageRequest visit) {
        Form form = Form.of(visit, "name", "language");
        SettingsPages.name(visit, form);
        form.check("language", Translations.LANGUAGES::contains, visit.text("settings.language.fault"));
        return form.faulty()
                ? show(visit, 422, form)
                : people.changeProfile(visit.organiser(), form.value("name"), form.value("language"))
                        .map(changed -> PageResult.to(PAGE).saying("account.profile.saved"));
    }

    /** To the address of whoever asks, who waits for no mail server. */
    private Future<PageResult> mailLink(PageRequest visit) {
        String email = visit.organiser().email();
        mail.request(email).onComplete(done -> LOG.debug("a link to sign in again was asked for"));
        return Future.succeededFuture(PageResult.to(PAGE).saying("account.link.mailed", "email", email));
    }

    private Future<PageResult> end(PageRequest visit) {
        return people.endSession(visit.actor(), visit.organiser().id(), visit.id("session"))
                .map(ended -> ended ? PageResult.to(PAGE).saying("people.session.ended") : PageResult.notFound());
    }

    private Future<PageResult> endOthers(PageRequest visit) {
        return people.endSessions(visit.actor(), visit.organiser().id(), visit.sessionId())
                .map(ended -> PageResult.to(PAGE).saying("people.sessions.ended", "count", ended));
    }

    /** What the browser is asked for a new passkey, as JSON for its script. */
    private void creation(PageRequest visit) {
        passkeys.creation(visit.organiser(), visit.organisation().name(), visit.formToken())
                .compose(visit.context()::json)
                .onFailure(visit.context()::fail);
    }

    private Future<PageResult> add(PageRequest visit) {
        String name = name(visit);
        return passkeys.add(
                        visit.organiser(),
                        visit.sessionId(),
                        visit.formToken(),
                        new PasskeyService.Attestation(visit.bytes("clientData"), visit.bytes("attestation")),
                        name)
                .map(outcome -> switch (outcome) {
                    case ADDED -> PageResult.to(PAGE).saying("passkey.added", "name", name);
                    case LATE -> PageResult.to(PAGE).warning("passkey.not-added.late");
                    case REFUSED -> PageResult.to(PAGE).warning("passkey.not-added.refused");
                    case KNOWN -> PageResult.to(PAGE).warning("passkey.not-added.known");
                });
    }

    private Future<PageResult> rename(PageRequest visit) {
        return passkeys.rename(visit.organiser(), visit.id("passkey"), name(visit))
                .map(done -> done ? PageResult.to(PAGE).saying("passkey.renamed") : PageResult.notFound());
    }

    private Future<PageResult> remove(PageRequest visit) {
        return passkeys.remove(visit.actor(), visit.organiser().id(), visit.id("passkey"))
                .map(done -> done ? PageResult.to(PAGE).saying("passkey.removed") : PageResult.notFound());
    }

    /** As it was typed; without that, what the browser says it is. */
    private static String name(PageRequest visit) {
        String name = visit.field("name")
                .or(() -> Optional.of(visit.device()).filter(device -> !device.isEmpty()))
                .orElseGet(() -> visit.text("passkey.unnamed"));
        return name.substring(0, Math.min(name.length(), PasskeyService.LONGEST_NAME));
    }
}
