package org.relais.console.organisation;

import io.vertx.core.Future;
import java.util.Map;
import org.relais.console.ConsoleFeature;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.organisation.PeopleService;
import org.relais.organisation.Role;

/** One's own access, for everybody who has signed in: where one is signed in, and the end of that. */
public final class AccountPages implements ConsoleFeature {
    private static final String PAGE = "/account";

    private final PeopleService people;

    public AccountPages(PeopleService people) {
        this.people = people;
    }

    @Override
    public MenuSection section() {
        return MenuSection.SETTINGS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get(PAGE, this::show);
        routes.post(PAGE + "/sessions/end", Role.VIEWER, this::endOthers);
        routes.post(PAGE + "/sessions/:session/end", Role.VIEWER, this::end);
    }

    private Future<PageResult> show(PageRequest visit) {
        return people.sessions(visit.actor(), visit.organiser().id())
                .map(sessions -> PageResult.page("settings/account", Map.of("sessions", sessions)));
    }

    private Future<PageResult> end(PageRequest visit) {
        return people.endSession(visit.actor(), visit.organiser().id(), visit.id("session"))
                .map(ended -> ended ? PageResult.to(PAGE).saying("people.session.ended") : PageResult.notFound());
    }

    private Future<PageResult> endOthers(PageRequest visit) {
        return people.endSessions(visit.actor(), visit.organiser().id(), visit.sessionId())
                .map(ended -> PageResult.to(PAGE).saying("people.sessions.ended", "count", ended));
    }
}
