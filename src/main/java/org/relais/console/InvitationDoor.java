package org.relais.console;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.relais.organisation.Invitation.State;
import org.relais.organisation.InvitationService;
import org.relais.organisation.InvitationService.Found;

/** Door for those who were invited. Looking spends nothing; the button does, and leads to one's own access. */
final class InvitationDoor {
    /** Where invitations point. */
    static final String LINK = "/invitation/";

    private final InvitationService invitations;
    private final Sessions sessions;
    private final PageRenderer pages;

    InvitationDoor(InvitationService invitations, Sessions sessions, PageRenderer pages) {
        this.invitations = invitations;
        this.sessions = sessions;
        this.pages = pages;
    }

    void mount(Router router, SameOriginHandler origin) {
        router.route(LINK + ":link")
                .handler(ConsoleRoutes::headers)
                .handler(origin)
                .failureHandler(pages::fail);
        router.get(LINK + ":link").handler(this::show);
        router.post(LINK + ":link").handler(this::accept);
    }

    private void show(RoutingContext context) {
        invitations.find(context.pathParam("link")).onComplete(found -> render(context, found), context::fail);
    }

    private void accept(RoutingContext context) {
        String link = context.pathParam("link");
        String language = Language.of(context).locale().getLanguage();
        sessions.begin(context, transaction -> invitations.accept(transaction, link, language))
                .onComplete(
                        begun -> {
                            if (begun) {
                                pages.answer(
                                        pages.visit(context),
                                        PageResult.to("/account").saying("invitation.accepted"));
                            } else {
                                invitations.find(link).onComplete(found -> render(context, found), context::fail);
                            }
                        },
                        context::fail);
    }

    private void render(RoutingContext context, Optional<Found> found) {
        PageRequest visit = pages.visit(context);
        State state = found.map(Found::state).orElse(State.REVOKED);
        if (state == State.OPEN) {
            pages.render(visit, 200, "invitation", Map.of("found", found.orElseThrow()));
        } else {
            pages.render(
                    visit,
                    410,
                    "invitationSpent",
                    Map.of("state", found.isEmpty() ? "unknown" : state.name().toLowerCase(Locale.ROOT)));
        }
    }
}
