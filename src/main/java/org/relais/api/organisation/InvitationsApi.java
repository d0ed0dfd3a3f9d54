package org.relais.api.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Page;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.input.FaultCode;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.organisation.Invitation;
import org.relais.organisation.InvitationService;
import org.relais.organisation.InvitationService.Draft;
import org.relais.organisation.InvitationService.Issued;
import org.relais.organisation.InvitationService.Outcome;
import org.relais.organisation.InvitationService.Refusal;
import org.relais.organisation.OrganisationLimits;
import org.relais.organisation.Role;

/** {@code /invitations}: who is invited to the console. A link is shown once. For owners. */
public final class InvitationsApi implements ApiRoutes.Resource {
    private static final String ALL = ApiRoutes.BASE + "/invitations";
    private static final int LONGEST_EMAIL = 254;

    private final InvitationService invitations;

    public InvitationsApi(InvitationService invitations) {
        this.invitations = invitations;
    }

    @Override
    public void mount(Router router) {
        router.get(ALL).handler(ApiHandlers.own(200, this::list));
        router.post(ALL).handler(ApiHandlers.own(201, this::create));
        router.delete(ALL + "/:id").handler(ApiHandlers.own(200, this::revoke));
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader.none(context);
        return invitations.open(ApiHandlers.actor(context)).map(open -> Page.all(open, InvitationsApi::json));
    }

    private static JsonObject json(Invitation invitation) {
        return new JsonObject()
                .put("id", invitation.id())
                .put("name", invitation.name())
                .put("email", invitation.email())
                .put("role", invitation.role().sqlName())
                .put("expiresAt", invitation.expiresAt());
    }

    private Future<JsonObject> create(RoutingContext context) {
        StrictObject body = ApiHandlers.body(context);
        String name = body.text("name", OrganisationLimits.ACCESS_NAME);
        String email = body.text("email", LONGEST_EMAIL);
        if (!email.isEmpty() && !OrganisationLimits.isEmail(email)) {
            body.fault("email", FaultCode.MUST_BE_EMAIL);
        }
        Role role = TokensApi.role(body, body.text("role", TokensApi.LONGEST_ROLE));
        String language = body.optionalText("language", 2).orElse("fr");
        if (!language.equals("fr") && !language.equals("en")) {
            body.fault("language", FaultCode.MUST_BE_ONE_OF, "fr, en");
        }
        boolean mail = body.flag("mail", false);
        body.done();
        return invitations
                .invite(ApiHandlers.actor(context), new Draft(email, name, role, language), mail)
                .map(InvitationsApi::created);
    }

    private static JsonObject created(Outcome outcome) {
        if (outcome instanceof Issued issued) {
            return json(issued);
        }
        throw ProblemException.conflict(
                outcome == Refusal.MEMBER
                        ? "Somebody of this address may enter already."
                        : "Somebody else has invited this address at this moment.");
    }

    private static JsonObject json(Issued issued) {
        return new JsonObject()
                .put("id", issued.id())
                .put("mailed", issued.mailed())
                .put("link", issued.mailed() ? null : issued.link());
    }

    private Future<JsonObject> revoke(RoutingContext context) {
        return invitations
                .revoke(ApiHandlers.actor(context), ApiHandlers.id(context))
                .map(revoked -> {
                    if (!revoked) {
                        throw new ProblemException(Problem.notFound());
                    }
                    return new JsonObject().put("revoked", true);
                });
    }
}
